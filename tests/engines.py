"""One PostgreSQL and one Valkey for a whole test session, from the same code that `manage.py up` uses.

They start in the controlling process; xdist's workers find the URLs in their environment and start nothing. URLs that
are set already are honoured. Settings are made for speed: nothing here survives a loss of power.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.conf import settings

from praxia.standalone.account import engine_account, give
from praxia.standalone.binaries import postgres_programs, valkey_program
from praxia.standalone.engine import Engine, Ground, stop_together, wait_until_ready
from praxia.standalone.failures import StandaloneError
from praxia.standalone.ports import port_choose
from praxia.standalone.postgres import Postgres
from praxia.standalone.valkey import Valkey

PREFIX = "praxia-tests-"
BLOCK = 8  # logical databases of one xdist worker: REDIS_URL ends in the number of the first


class EngineSession:
    """What is running for this session; `start` puts its URLs into the environment."""

    def __init__(self) -> None:
        _clear_leftovers()
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = _lock(self.folder)
        self._engines: list[Engine] = []

    def start(self, *, postgres: bool = True, valkey: bool = True) -> None:
        """Both together: Valkey comes up while initdb is at work."""
        account, password = engine_account(), secrets.token_hex(16)
        give(self.folder, account)
        ground = Ground(self.folder, password, account, durable=False)
        if valkey:
            program = valkey_program(account, copies=self.folder)
            self._start(Valkey(ground, programs=program, port=port_choose(), log=self.folder / "valkey.log"))
        if postgres:
            programs = postgres_programs(account, copies=self.folder)
            self._start(Postgres(ground, programs=programs, port=port_choose(), log=self.folder / "postgres.log"))
        for engine in self._engines:
            wait_until_ready(engine, say=print)
            os.environ["DATABASE_URL" if isinstance(engine, Postgres) else "REDIS_URL"] = engine.url
            if isinstance(engine, Postgres):
                engine.create_database()

    def _start(self, engine: Engine) -> None:
        engine.prepare()
        engine.start()
        self._engines.append(engine)

    def stop(self) -> None:
        stop_together(self._engines)
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


def worker_redis_url(url: str, index: int) -> str:
    """The URL of one xdist worker, whose block of logical databases is its own to flush."""
    root, _, base = url.rpartition("/")
    return f"{root}/{int(base) + BLOCK * index}"


def _lock(folder: Path) -> int:
    descriptor = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor


def _clear_leftovers() -> None:
    """Remove folders of sessions that were killed: the kernel ended their engines, and nobody holds their lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if folder.stat().st_uid in {os.getuid(), *_engine_uid()} and (folder / "lock").exists():
                os.close(_lock(folder))
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # held by a session that runs, or already removed by another one that starts


def _engine_uid() -> tuple[int, ...]:
    account = engine_account()
    return (account.uid,) if account else ()


# --- pytest's hooks, imported by tests/conftest.py -------------------------------------------------------------------

_key = pytest.StashKey[EngineSession]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Before Django reads its settings, which is why pyproject.toml names no settings module."""
    if hasattr(config, "workerinput") or config.option.help or config.option.version or config.option.collectonly:
        _read_settings()
        return
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests' engines must start before settings are read.")
    missing = {each: not os.environ.get(f"{each}_URL") for each in ("DATABASE", "REDIS")}
    if any(missing.values()):
        session = config.stash[_key] = EngineSession()
        try:
            session.start(postgres=missing["DATABASE"], valkey=missing["REDIS"])
        except StandaloneError as error:
            session.stop()
            raise pytest.UsageError(str(error)) from None
    _read_settings()


def _read_settings() -> None:
    """pytest-django sets the apps up before collection, but only when the settings have been read by then."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "praxia.settings"
    _ = settings.DEBUG


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config, specs: Sequence[object]) -> None:
    for index, spec in enumerate(specs):
        spec.env["REDIS_URL"] = worker_redis_url(os.environ["REDIS_URL"], index)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if session := config.stash.get(_key, None):
        session.stop()
