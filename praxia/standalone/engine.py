"""What PostgreSQL and Valkey have in common: a child that is ready when it answers to our password."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from praxia.standalone.account import Account
from praxia.standalone.children import Child, Spec
from praxia.standalone.failures import StandaloneError, explain, unready
from praxia.standalone.logs import ChildLog
from praxia.standalone.ports import port_choose

READY_S = 120.0
LEFTOVER_S = 10.0  # children of an engine that was killed hold its lock for some seconds
BINDS = 3
STRANGER_S = 2.0  # who took our port may refuse our password before our own engine notices


class Answer(Enum):
    READY = "ready"
    STARTING = "starting"
    SILENT = "silent"
    REFUSED = "refused"


@dataclass(frozen=True)
class Ground:
    """What the engines stand on. `durable=False` is for tests: quick, and nothing survives a loss of power."""

    folder: Path
    password: str
    account: Account | None
    durable: bool = True


class Engine(ABC):
    """One engine, whose data are in a folder of its name."""

    name: str
    title: str

    def __init__(self, ground: Ground, *, programs: Path, port: int, log: Path) -> None:
        self.ground = ground
        self.data = ground.folder / self.name
        self.programs = programs
        self.port = port
        self.log = ChildLog(log)
        self.child = Child(self.spec(), self.log)

    @property
    @abstractmethod
    def url(self) -> str:
        """Holds the password."""

    @abstractmethod
    def prepare(self) -> None:
        """Make or check the data folder. Errors: StandaloneError."""

    @abstractmethod
    def spec(self) -> Spec: ...

    @abstractmethod
    def answer(self) -> Answer:
        """Ask it, within about two seconds."""

    def start(self) -> None:
        """Again too: the child stays the same, what it runs follows our port."""
        self.child.spec = self.spec()
        self.child.start()

    def start_elsewhere(self) -> None:
        """Somebody took our port between choosing and binding it."""
        self.port = port_choose(but_not=(self.port,))
        self.start()


def wait_until_ready(
    engine: Engine,
    *,
    say: Callable[[str], None],
    pause: Callable[[float], None] = time.sleep,
    ready_s: float = READY_S,
) -> None:
    """Wait for a started engine, starting it again where that helps. Errors: StandaloneError; what `pause` raises."""
    began, binds, waiting_said = time.monotonic(), 1, False
    while True:
        answer = engine.answer() if engine.child.is_running() else None
        waited_s = time.monotonic() - began
        if answer is Answer.READY:
            return
        if answer is Answer.REFUSED and waited_s > STRANGER_S:
            engine.child.stop()
            raise _refused(engine)
        if answer is None:
            binds = _start_again(engine, binds=binds, waited_s=waited_s)
            pause(0.3)
        elif waited_s > ready_s:
            engine.child.stop()
            raise unready(engine.title, engine.log.tail(), log=engine.log.path)
        elif answer is Answer.STARTING and waited_s > 5 and not waiting_said:
            say(f"{engine.title} is putting its data in order after it was cut off; this may take a minute or two.")
            waiting_said = True
        pause(0.05)


def _start_again(engine: Engine, *, binds: int, waited_s: float) -> int:
    lines = engine.log.tail()
    if any(sign in line for line in lines for sign in ("could not bind", "Address already in use", "in use: bind")):
        if binds >= BINDS:
            raise unready(engine.title, lines, log=engine.log.path)
        engine.log.rotate()
        engine.start_elsewhere()
        return binds + 1
    if known := explain(lines, engine=engine.title, folder=engine.ground.folder):
        raise known
    if waited_s > LEFTOVER_S:
        raise unready(engine.title, lines, log=engine.log.path)
    engine.start()
    return binds


def _refused(engine: Engine) -> StandaloneError:
    return StandaloneError(
        f"{engine.title} does not accept the password in {engine.ground.folder}/state.json. Restore that file from a "
        f"copy, or move the folder away to begin with an empty one."
    )


def stop_together(engines: list[Engine]) -> None:
    for engine in engines:
        engine.child.ask_to_stop()
    for engine in engines:
        engine.child.stop()
