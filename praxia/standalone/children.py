"""A child process: started in a group of its own, logged, asked to stop, and made to stop."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from praxia.standalone.account import Account
from praxia.standalone.failures import WITHOUT_ENGINES, StandaloneError
from praxia.standalone.logs import ChildLog
from praxia.standalone.processes import dying_with_parent, group_alive, group_signal


@dataclass(frozen=True)
class Spec:
    """What to start. `stop` is also what the kernel sends when the supervisor dies; `harder` comes after `grace_s`.

    `open_files` are ours and stay open in the child under the same numbers.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    cwd: Path = Path("/")
    account: Account | None = None
    stop: signal.Signals = signal.SIGTERM
    harder: signal.Signals = signal.SIGKILL
    grace_s: float = 25.0
    open_files: tuple[int, ...] = ()


class Child:
    def __init__(self, spec: Spec, log: ChildLog) -> None:
        self.spec = spec
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Errors: StandaloneError when the program cannot be run at all."""
        account = self.spec.account
        with self.log.path.open("ab") as out:
            try:
                self.process = subprocess.Popen(  # noqa: S603  (commands are ours)
                    self.spec.command,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    env=dict(self.spec.environment),
                    cwd=self.spec.cwd,
                    start_new_session=True,
                    pass_fds=self.spec.open_files,
                    preexec_fn=dying_with_parent(self.spec.stop),
                    user=account.uid if account else None,
                    group=account.gid if account else None,
                    extra_groups=[] if account else None,
                )
            except OSError as error:
                raise StandaloneError(
                    f"{self.spec.command[0]} cannot be run here ({error.strerror}). Install Praxia again, or "
                    f"{WITHOUT_ENGINES}."
                ) from None

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        # Only the leader is asked: a worker's children are stopped by it, and PostgreSQL's by PostgreSQL.
        if self.is_running() and self.process:
            self.process.send_signal(self.spec.stop)

    def insist(self) -> None:
        if self.is_running() and self.process:
            group_signal(self.process.pid, self.spec.harder)

    def kill(self) -> None:
        """It and whatever it left in its group; returns when none of that runs."""
        if self.process is None:
            return
        while group_alive(self.process.pid):
            group_signal(self.process.pid, signal.SIGKILL)
            self.process.poll()
            time.sleep(0.01)
        self.process.wait()

    def stop(self, grace_s: float | None = None) -> None:
        """Asked, then urged, then killed."""
        self.ask_to_stop()
        if not self._ended_within(self.spec.grace_s if grace_s is None else grace_s):
            self.insist()
            self._ended_within(2.0)
        self.kill()

    def _ended_within(self, wait_s: float) -> bool:
        try:
            if self.process:
                self.process.wait(wait_s)
        except subprocess.TimeoutExpired:
            return False
        return True
