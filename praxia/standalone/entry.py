"""What `make run` and `manage.py up` call."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from importlib import import_module
from pathlib import Path

from praxia import env
from praxia.standalone.failures import StandaloneError
from praxia.standalone.joining import CHECKOUT, running
from praxia.standalone.ports import LOOPBACK
from praxia.standalone.stopping import StopRequests
from praxia.standalone.supervisor import Supervisor, Wanted
from praxia.standalone.terminal import Terminal


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
    for name, value in running(checkout, os.environ).items():
        sys.stdout.write(f"export {name}={shlex.quote(value)}\n")
