"""What `make run` and `manage.py up` call."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from importlib import import_module
from pathlib import Path

from praxia import env
from praxia.standalone.account import engine_account
from praxia.standalone.failures import StandaloneError
from praxia.standalone.folder import VARIABLE, folder_choose, folder_is_busy
from praxia.standalone.ports import LOOPBACK
from praxia.standalone.postgres import postgres_url
from praxia.standalone.state import State
from praxia.standalone.stopping import StopRequests
from praxia.standalone.supervisor import Supervisor, Wanted
from praxia.standalone.terminal import Terminal
from praxia.standalone.valkey import valkey_url

CHECKOUT = Path(__file__).resolve().parent.parent.parent


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=LOOPBACK, help="address that the web server listens on (%(default)s)")
    parser.add_argument("--port", type=int, help="its port; 8000, or another one if that is taken")
    parser.add_argument(
        "--print-env", action="store_true", help="print the URLs of the running engines for another shell, and end"
    )


def main(arguments: list[str] | None = None, *, checkout: Path = CHECKOUT) -> int:
    """The exit status: 0 after a stop that was asked for, 1 with a sentence on standard error."""
    parser = argparse.ArgumentParser(prog="manage.py up", description="Run the whole of Praxia on this machine.")
    add_arguments(parser)
    chosen = parser.parse_args(arguments)
    requests = StopRequests()
    requests.listen()
    try:
        env.load_dotenv(checkout / ".env")
        import_module("praxia.settings")  # a wrong value is a sentence now, instead of five dead workers later
        if chosen.print_env:
            _print_env(checkout)
        else:
            wanted = Wanted(checkout, dict(os.environ), chosen.host, chosen.port)
            Supervisor(wanted, Terminal(), requests).run()
    except (StandaloneError, env.EnvError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _print_env(checkout: Path) -> None:
    """For `eval "$(manage.py up --print-env)"`; the only place that ever shows the password."""
    folder = folder_choose(checkout, engine_account(), wanted=os.environ.get(VARIABLE))
    if not folder_is_busy(folder):
        raise StandaloneError(f"Praxia is not running on {folder}. Start it with `make run`, then ask again.")
    state = State.load(folder)
    found = {"DATABASE_URL": "", "REDIS_URL": "", "SECRET_KEY": state.secret_key}
    if "postgres" in state.ports:
        found["DATABASE_URL"] = postgres_url(state.password, state.ports["postgres"])
    if "valkey" in state.ports:
        found["REDIS_URL"] = valkey_url(state.password, state.ports["valkey"])
    for name, value in found.items():
        sys.stdout.write(f"export {name}={shlex.quote(os.environ.get(name) or value)}\n")
