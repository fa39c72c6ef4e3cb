"""The web server: which port it gets, and when its first page answers."""

from __future__ import annotations

from collections.abc import Callable

from praxia.standalone.children import Child, Spec
from praxia.standalone.failures import StandaloneError
from praxia.standalone.page import Page
from praxia.standalone.ports import port_choose, port_is_free

DEFAULT_PORT = 8000
BINDS = 3


class Web:
    """`recorded` is the port that an earlier start fell back to; `spec` makes the command for a port."""

    def __init__(self, *, host: str, wanted: int | None, recorded: int | None, spec: Callable[[int], Spec]) -> None:
        self._host = host
        self._wanted = wanted
        self._spec = spec
        self._binds = 1
        self.port = self._choose(recorded)

    @property
    def page(self) -> Page:
        return Page(self._host, self.port)

    def spec(self) -> Spec:
        return self._spec(self.port)

    def move_if_taken(self, child: Child) -> None:
        """Start it elsewhere when somebody took the port between our choosing it and its binding it."""
        if child.is_running() or self._wanted or self._binds == BINDS:
            return
        if any("Listen failure" in line for line in child.log.tail()):
            self._binds += 1
            self.port = port_choose(host=self._host, but_not=(self.port,))
            child.log.rotate()
            child.spec = self.spec()
            child.start()

    def _choose(self, recorded: int | None) -> int:
        """The one asked for or nothing; else the usual one, the one of the last time, or any."""
        if self._wanted is None:
            usual = DEFAULT_PORT if port_is_free(DEFAULT_PORT, self._host) else recorded
            return port_choose(usual, host=self._host)
        if not port_is_free(self._wanted, self._host):
            raise StandaloneError(
                f"Port {self._wanted} on {self._host} is taken by another program, or may not be used by this account. "
                f"Name another one with --port, or leave it out."
            )
        return self._wanted
