"""A whole house in a folder of its own: the real supervisor, engines and commands around an empty product."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from praxia.standalone.processes import group_alive
from praxia.standalone.state import State
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
STUB = Path(__file__).parent / "stub"
RUN = (
    "import sys; from pathlib import Path; from praxia.standalone.entry import main; "
    "sys.exit(main(sys.argv[2:], checkout=Path(sys.argv[1])))"
)
PATIENCE_S = 90.0
CHILDREN = {"postgres", "valkey", "talk", "work", "beat", "web"}
T = TypeVar("T")


def until(question: Callable[[], T], patience_s: float = PATIENCE_S) -> T:
    """Ask again until the answer is true."""
    end = time.monotonic() + patience_s
    while not (answer := question()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return answer


class House:
    """`variables` are what the person has set; nothing else of our own environment is passed on."""

    def __init__(self, checkout: Path, output: str = "terminal", **variables: str) -> None:
        self.checkout = checkout
        self.variables = variables
        self.folder = Path(variables.get("PRAXIA_DATA_DIR") or checkout / "var" / "standalone")
        self.output = checkout / output
        self.port = free_port()  # the usual one would be fought for by houses that tests run side by side
        self.process: subprocess.Popen[bytes] | None = None
        self.seen: set[int] = set()
        self.before: tuple[str, ...] = ()  # a command that runs the whole, as another account for instance

    def begin(self, *arguments: str, terminal: int = 0) -> House:
        """Start it in a session of its own, as a terminal would, and wait for nothing. Its web port is its own."""
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **self.variables}
        command = [sys.executable, "-c", RUN, str(self.checkout), *(arguments or ("--port", str(self.port)))]
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                [*self.before, *command],
                stdin=subprocess.DEVNULL,
                stdout=terminal or out,
                stderr=terminal or out,
                env=environment,
                start_new_session=True,
            )
        return self

    def start(self, *arguments: str) -> House:
        self.begin(*arguments)
        until(lambda: "Praxia is ready" in self.text or self.process.poll() is not None)
        assert "Praxia is ready" in self.text, self.text
        self.seen |= set(self.pids.values())
        return self

    def refuse(self, *arguments: str) -> str:
        """Start it, and return the sentence it ends with."""
        self.begin(*arguments)
        assert self.process.wait(PATIENCE_S) == 1, self.text
        assert "Traceback" not in self.text, self.text
        return self.text.splitlines()[-1]

    def stop(self, number: int = signal.SIGINT) -> int:
        """What Ctrl-C does: a signal to everything that stands in the foreground of the terminal."""
        self.seen |= set(self.pids.values())
        os.killpg(self.process.pid, number)
        return self.process.wait(PATIENCE_S)

    def end(self) -> None:
        """After a test, however it went. The engines stop by themselves, as they write to the folder to the last."""
        engines = {pid for name, pid in self.pids.items() if name in ("postgres", "valkey")}
        self.seen |= set(self.pids.values())
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for pid in self.seen - engines:
            if group_alive(pid):
                os.killpg(pid, signal.SIGKILL)
        until(lambda: not any(map(group_alive, self.seen)))

    @property
    def text(self) -> str:
        return self.output.read_text(errors="replace")

    @property
    def state(self) -> State:
        return State.load(self.folder)

    @property
    def pids(self) -> dict[str, int]:
        """Of the children, by name."""
        return {name: pid for name, (pid, _) in self.state.processes.items() if name in CHILDREN}

    @property
    def database_url(self) -> str:
        state = self.state
        return f"postgresql://postgres:{state.password}@127.0.0.1:{state.ports['postgres']}/praxia"

    @property
    def redis_url(self) -> str:
        state = self.state
        return f"redis://:{state.password}@127.0.0.1:{state.ports['valkey']}/0"

    def get(self, path: str) -> object:
        address = re.findall(r"Praxia is ready after .*: (http\S+)", self.text)[-1]
        with urllib.request.urlopen(address + path, timeout=60) as answer:
            return json.load(answer)


def checkout_copy(source: Path, to: Path) -> Path:
    """With owners, because the engines' account owns the data; with ports of its own, as the source may be running."""
    subprocess.run(["cp", "-a", source, to], check=True)
    state = State.load(to / "var" / "standalone")
    state.ports = {name: free_port() for name in state.ports}
    state.save()
    return to


def checkout_make(folder: Path) -> Path:
    """A checkout whose product is the stub."""
    shutil.copytree(STUB, folder)
    (folder / "praxia" / "settings.py").touch()
    shutil.copy(ROOT / "praxia" / "__init__.py", folder / "praxia" / "__init__.py")
    folder.chmod(0o755)
    return folder
