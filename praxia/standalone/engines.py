"""Which engines are ours to start, and the URLs of those that answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import redis

from praxia.standalone.account import Account
from praxia.standalone.binaries import postgres_programs, valkey_program
from praxia.standalone.database import must_answer, place
from praxia.standalone.engine import Engine, Ground, wait_until_ready
from praxia.standalone.failures import StandaloneError
from praxia.standalone.ports import port_choose
from praxia.standalone.postgres import Postgres
from praxia.standalone.state import State
from praxia.standalone.stopping import StopRequests
from praxia.standalone.terminal import Terminal
from praxia.standalone.valkey import Valkey
from praxia.standalone.watch import Watch

E = TypeVar("E", bound=Engine)


class Engines:
    """Both start together. A URL that is set takes the place of one, and must answer."""

    def __init__(
        self, given: Mapping[str, str], folder: Path, account: Account | None, state: State, terminal: Terminal
    ) -> None:
        self._given = given
        self._ground = Ground(folder, state.password, account)
        self._state = state
        self._terminal = terminal
        self.database_url = given.get("DATABASE_URL", "").strip()
        self.redis_url = given.get("REDIS_URL", "").strip()

    def start(self, watch: Watch, requests: StopRequests) -> None:
        """Errors: StandaloneError; Stopping."""
        if self.database_url:
            must_answer(self.database_url)
        if self.redis_url:
            redis_must_answer(self.redis_url)
        valkey = None if self.redis_url else self._begin(Valkey, valkey_program, watch)
        postgres = None if self.database_url else self._begin(Postgres, postgres_programs, watch)
        if valkey:
            self.redis_url = self._finish(valkey, requests)
        if postgres:
            self.database_url = self._finish(postgres, requests)
            postgres.create_database()
        self._state.save()

    def _begin(self, kind: type[E], programs: Callable[[Account | None], Path], watch: Watch) -> E:
        folder, name = self._ground.folder, kind.name
        port = port_choose(self._state.ports.get(name), but_not=self._others(name))
        engine = kind(
            self._ground, programs=programs(self._ground.account), port=port, log=folder / "log" / f"{name}.log"
        )
        engine.log.rotate()
        if not (folder / name).exists():
            self._terminal.say(f"Making an empty {kind.title} in {folder}.")
        engine.prepare()
        self._state.ports[name] = port
        self._state.save()  # with the password, before there are data that need it
        engine.start()
        watch.add(engine.child)
        return engine

    def _finish(self, engine: Engine, requests: StopRequests) -> str:
        wait_until_ready(engine, say=self._terminal.say, pause=requests.pause)
        self._state.ports[engine.name] = engine.port
        self._state.note(engine.name, engine.child.pid)
        return engine.url

    def _others(self, name: str) -> set[int]:
        return {port for other, port in self._state.ports.items() if other != name}


def redis_must_answer(url: str) -> None:
    """A `REDIS_URL` that somebody set. Errors: StandaloneError; its sentence never holds the password."""
    try:
        with redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        refused = isinstance(error, redis.AuthenticationError)
        raise StandaloneError(
            f"REDIS_URL is set, but the server at {place(url)} "
            f"{'does not accept the password in it' if refused else 'does not answer'}. Start or correct that server, "
            f"or remove REDIS_URL to let Praxia start one of its own."
        ) from None
