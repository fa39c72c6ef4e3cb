"""The house that runs here, for commands in another shell."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from praxia import env
from praxia.standalone.account import engine_account
from praxia.standalone.failures import StandaloneError
from praxia.standalone.folder import VARIABLE, folder_choose, folder_is_busy
from praxia.standalone.postgres import postgres_url
from praxia.standalone.state import State
from praxia.standalone.valkey import valkey_url

CHECKOUT = Path(__file__).resolve().parent.parent.parent


def running(checkout: Path, given: Mapping[str, str]) -> dict[str, str]:
    """URLs and key of the house that runs on this checkout; what is `given` wins. Errors: StandaloneError when none runs."""
    folder = folder_choose(checkout, engine_account(), wanted=given.get(VARIABLE))
    if not folder_is_busy(folder):
        raise StandaloneError(f"Praxia is not running on {folder}. Start it with `make run`, then ask again.")
    state = State.load(folder)
    found = {"DATABASE_URL": "", "REDIS_URL": "", "SECRET_KEY": state.secret_key}
    if "postgres" in state.ports:
        found["DATABASE_URL"] = postgres_url(state.password, state.ports["postgres"])
    if "valkey" in state.ports:
        found["REDIS_URL"] = valkey_url(state.password, state.ports["valkey"])
    return {name: given.get(name) or value for name, value in found.items()}


def join(checkout: Path = CHECKOUT) -> None:
    """Into the environment, so that `manage.py` works beside `make run`. Quiet when none runs, or one that is not ours to read."""
    with suppress(StandaloneError, env.EnvError, OSError):
        env.load_dotenv(checkout / ".env")
        os.environ.update(running(checkout, os.environ))
