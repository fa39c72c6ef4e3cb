"""All children together: shown, reaped, started again, and stopped in their order."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

from praxia.standalone.children import Child
from praxia.standalone.failures import StandaloneError
from praxia.standalone.restarts import TOO_MANY, Restarts
from praxia.standalone.stopping import StopRequests
from praxia.standalone.terminal import Terminal


class Watch:
    """`started` is told of every start, so that pids can be recorded."""

    def __init__(self, terminal: Terminal, started: Callable[[Child], None]) -> None:
        self._terminal = terminal
        self._started = started
        self._children: dict[str, tuple[Child, Restarts]] = {}

    def add(self, child: Child) -> None:
        """A child that was started."""
        self._children[child.spec.name] = (child, Restarts())
        self._started(child)

    def look(self) -> None:
        """Once: show what they wrote, start again who died. Errors: StandaloneError when one keeps dying."""
        now = time.monotonic()
        self.show()
        if os.getpid() == 1:
            self._reap_orphans()
        for child, restarts in self._children.values():
            if child.is_running():
                continue
            if restarts.due is None:
                self._bury(child, restarts, now)
            elif now >= restarts.due:
                child.start()
                restarts.started()
                self._started(child)

    def show(self) -> None:
        for child, _ in self._children.values():
            for line in child.log.fresh():
                self._terminal.show(child.spec.name, line)

    def stop(self, stages: Sequence[Sequence[str]], requests: StopRequests) -> None:
        """Stage after stage; within a stage together. Nothing is left when this returns."""
        for stage in stages:
            children = [self._children[name][0] for name in stage if name in self._children]
            for child in children:
                child.ask_to_stop()
            self._wait(children, requests)
            for child in children:
                child.kill()
        self.show()

    def _wait(self, children: list[Child], requests: StopRequests) -> None:
        asked_at, insisted = time.monotonic(), False
        while left := [child for child in children if child.is_running()]:
            self.show()
            now, grace_s = time.monotonic(), max(child.spec.grace_s for child in left)
            if now > requests.deadline(asked_at, grace_s + 2.0):
                return
            if not insisted and now > asked_at + grace_s:
                insisted = True
                for child in left:
                    child.insist()
            time.sleep(0.02)

    def _bury(self, child: Child, restarts: Restarts, now: float) -> None:
        status = child.process.returncode if child.process else 0
        restarts.died(now)
        if restarts.is_hopeless():
            tail = "\n".join(f"    {line}" for line in child.log.tail())
            raise StandaloneError(
                f"{child.spec.name} ended {TOO_MANY} times within a minute, so everything was stopped. What people "
                f"saved is kept. The end of its log, which is {child.log.path}:\n{tail}"
            )
        # What is left of its group would hold its port or its place in the queue.
        child.kill()
        wait_s = (restarts.due or now) - now
        self._terminal.say(
            f"{child.spec.name} ended unexpectedly ({_ending(status)}); it starts again in {wait_s:.0f} s."
        )

    def _reap_orphans(self) -> None:
        """As process 1 of a container everybody's orphans are ours; those of our own children are left to them."""
        own = {child.pid for child, _ in self._children.values()}
        while True:
            try:
                found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if found is None or found.si_pid in own:
                return
            os.waitpid(found.si_pid, 0)


def _ending(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"
