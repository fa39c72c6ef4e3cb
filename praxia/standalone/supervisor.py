"""From an empty folder to an address that answers, and back to nothing running."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from praxia.standalone import product
from praxia.standalone.account import engine_account
from praxia.standalone.children import Child, Spec
from praxia.standalone.engines import Engines
from praxia.standalone.failures import StandaloneError, explain, unready
from praxia.standalone.folder import VARIABLE, Busy, folder_choose, folder_lock, folder_make
from praxia.standalone.leftovers import leftovers_stop
from praxia.standalone.logs import ChildLog
from praxia.standalone.migrations import fingerprint
from praxia.standalone.page import Page
from praxia.standalone.state import State
from praxia.standalone.stopping import Stopping, StopRequests
from praxia.standalone.terminal import Terminal
from praxia.standalone.watch import Watch
from praxia.standalone.web import DEFAULT_PORT, door_open

PAGE_S = 120.0
ORDER_DOWN = (("web",), ("beat",), ("talk", "work"), ("valkey",), ("postgres",))


@dataclass(frozen=True)
class Wanted:
    """What the person asked for; a port of None means the usual one, or another if that is taken."""

    checkout: Path
    given: Mapping[str, str]
    host: str = "127.0.0.1"
    port: int | None = None


class Supervisor:
    def __init__(self, wanted: Wanted, terminal: Terminal, requests: StopRequests) -> None:
        self.wanted = wanted
        self.terminal = terminal
        self.requests = requests
        self.account = engine_account()
        self.folder = folder_choose(wanted.checkout, self.account, wanted=wanted.given.get(VARIABLE))
        self.watch = Watch(terminal, lambda child: self.state.note(child.spec.name, child.pid))
        self.state: State
        self.door: socket.socket | None = None

    def run(self) -> None:
        """Returns when it was asked to stop and nothing runs any more. Errors: StandaloneError, after the same."""
        folder_make(self.folder, self.account)
        lock = self._lock()
        try:
            self.state = State.load(self.folder)
            self._clear_leftovers()
            self._start()
            while True:
                self.watch.look()
                self.requests.pause(0.2)
        except Stopping:
            self.terminal.say("Stopping. What is being written may finish; Ctrl-C again shortens the wait.")
        except OSError as error:
            # Ours are few and all of the folder: what an engine meets is in its log.
            raise explain([str(error)], engine="Praxia", folder=self.folder) or error from error
        finally:
            if self.door:
                self.door.close()
            self.watch.stop(ORDER_DOWN, self.requests)
            os.close(lock)
        self.terminal.say("Stopped.")

    def _lock(self) -> int:
        try:
            return folder_lock(self.folder)
        except Busy:
            other = State.load(self.folder)
            pid, _ = other.processes.get("supervisor", ("unknown", None))
            raise StandaloneError(
                f"Praxia is already running on {self.folder}: {other.address or 'still starting'}, process {pid}. "
                f"Stop it there with Ctrl-C, or set {VARIABLE} to another folder to run a second one."
            ) from None

    def _clear_leftovers(self) -> None:
        if found := leftovers_stop(self.state.processes):
            self.terminal.say(f"The last run was cut off. Stopped what it left running: {', '.join(found)}.")
        self.state.processes.clear()
        self.state.address = ""
        self.state.note("supervisor", os.getpid())

    def _start(self) -> None:
        began = time.monotonic()
        engines = Engines(self.wanted.given, self.folder, self.account, self.state, self.terminal)
        engines.start(self.watch, self.requests)
        variables = self._variables(engines)
        self._migrate(engines.database_url, variables)
        page = self._start_product(variables)
        self.state.address = page.address
        self.state.save()
        self._greet(page, time.monotonic() - began)

    def _variables(self, engines: Engines) -> dict[str, str]:
        own = {
            "DATABASE_URL": engines.database_url,
            "REDIS_URL": engines.redis_url,
            "SECRET_KEY": self.wanted.given.get("SECRET_KEY") or self.state.secret_key,
            VARIABLE: str(self.folder),
        }
        return product.environment(self.wanted.checkout, self.wanted.given, own)

    def _migrate(self, database_url: str, variables: Mapping[str, str]) -> None:
        checkout = self.wanted.checkout
        if self.state.migrated and fingerprint(checkout, database_url) == self.state.migrated:
            return
        self.terminal.say("Preparing the database.")
        child = self._child(product.migrate(checkout, variables))
        child.start()
        try:
            while child.is_running():
                self._show(child)
                self.requests.pause(0.05)
        finally:
            child.stop(5.0)
            self._show(child)
        if child.process and child.process.returncode != 0:
            lines = child.log.tail()
            raise explain(lines, engine="PostgreSQL", folder=self.folder) or unready(
                "Preparing the database failed, and Praxia", lines, log=child.log.path
            )
        self.state.migrated = fingerprint(checkout, database_url)
        self.state.save()

    def _start_product(self, variables: Mapping[str, str]) -> Page:
        checkout, host = self.wanted.checkout, self.wanted.host
        self.door = door_open(host, wanted=self.wanted.port, recorded=self.state.ports.get("web"))
        page = Page(host, self.door.getsockname()[1])
        server = self._begin(product.web(checkout, variables, door=self.door.fileno()))
        for spec in product.workers(checkout, variables):
            self._begin(spec)
        self._begin(product.beat(checkout, variables, schedule=self.folder / "celerybeat-schedule"))
        self._wait_for(page, server)
        self.state.ports["web"] = self.door.getsockname()[1]
        return page

    def _begin(self, spec: Spec) -> Child:
        child = self._child(spec)
        child.start()
        self.watch.add(child)
        return child

    def _wait_for(self, page: Page, server: Child) -> None:
        until = time.monotonic() + PAGE_S
        while not page.answers():
            self.watch.look()
            self.requests.pause(0.02)
            if time.monotonic() > until:
                raise unready("The web server", server.log.tail(), log=server.log.path)

    def _child(self, spec: Spec) -> Child:
        log = ChildLog(self.folder / "log" / f"{spec.name}.log")
        log.rotate()
        return Child(spec, log)

    def _show(self, child: Child) -> None:
        for line in child.log.fresh():
            self.terminal.show(child.spec.name, line)

    def _greet(self, page: Page, took_s: float) -> None:
        self.watch.show()
        if self.wanted.port is None and self.state.ports["web"] != DEFAULT_PORT:
            self.terminal.say(f"Port {DEFAULT_PORT} is taken by another program, hence the other number below.")
        self.terminal.say(
            f"\nPraxia is ready after {took_s:.1f} s: {page.address}\n"
            f"Data:           {self.folder}\n"
            f"Language model: {_language_models()}\n"
            f"Letters:        {self._letters()}\n"
            f"Demo people:    `make demo` in another terminal\n"
            f"Stop:           Ctrl-C\n"
        )

    def _letters(self) -> str:
        """Whoever tries Praxia out has letters to answer, and no mail server."""
        from praxia.lib import outbox

        return f"kept in {self.folder / 'letters'} (no mail server is set up)" if outbox.is_used() else "sent by mail"


def _language_models() -> str:
    """Asked of the settings, after the first page: the health page would find its workers still asleep and remember it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxia.settings")
    from praxia import llm

    without = "none; answers come from built-in knowledge (.env.example says how to add one)"
    return ", ".join(llm.configured()) or without
