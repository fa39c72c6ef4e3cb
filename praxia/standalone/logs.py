"""One log file per child, which the child writes itself: it outlives us, and a blocked terminal blocks nobody."""

from __future__ import annotations

from pathlib import Path

KEPT = 3


class ChildLog:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._shown = 0
        self._rest = b""

    def rotate(self) -> None:
        """Begin a new file; `name.log.1` is the last one and `.2` the one before."""
        for age in range(KEPT - 1, 0, -1):
            older = self._aged(age - 1)
            if older.exists():
                older.replace(self._aged(age))
        self.path.touch(mode=0o600)
        self._shown, self._rest = 0, b""

    def fresh(self) -> list[str]:
        """Whole lines written since the last call."""
        with self.path.open("rb") as file:
            file.seek(self._shown)
            data = file.read()
        self._shown += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [line.decode(errors="replace").rstrip("\r") for line in lines]

    def tail(self, count: int = 10) -> list[str]:
        """The last lines that are not empty."""
        if not self.path.exists():
            return []
        lines = self.path.read_bytes()[-65536:].decode(errors="replace").splitlines()
        return [line for line in lines if line.strip()][-count:]

    def _aged(self, age: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{age}") if age else self.path
