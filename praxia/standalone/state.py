"""What one start tells the next: ports, password, secret key, and which processes were ours."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from praxia.standalone.failures import StandaloneError
from praxia.standalone.processes import started_at


@dataclass
class State:
    """`processes` maps a child's name to its pid and a mark of its start; `supervisor` is the same for ourselves."""

    path: Path
    password: str = field(default_factory=lambda: secrets.token_hex(32))
    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(50))
    address: str = ""
    migrated: str = ""
    ports: dict[str, int] = field(default_factory=dict)
    engines: dict[str, str] = field(default_factory=dict)
    processes: dict[str, tuple[int, str | None]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> State:
        """The saved state, or a new one. Errors: StandaloneError."""
        path = folder / "state.json"
        if not path.exists():
            return cls(path)
        try:
            found = json.loads(path.read_text())
            processes = {name: (pid, mark) for name, (pid, mark) in found.pop("processes").items()}
            return cls(path, **found, processes=processes)
        except PermissionError:
            raise StandaloneError(
                f"{path} may not be read by this account. Start Praxia as the one that owns it."
            ) from None
        except (ValueError, TypeError, KeyError, AttributeError):
            raise StandaloneError(
                f"{path} cannot be understood. Restore it from a copy, because it holds the password of the data "
                f"beside it; or move the folder away to begin with an empty one."
            ) from None

    def save(self) -> None:
        """As a whole or not at all, and readable by its owner only."""
        values = asdict(self)
        del values["path"]
        unfinished = self.path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(values, file, indent=1)
            file.flush()
            os.fsync(descriptor)
        unfinished.replace(self.path)

    def note(self, name: str, pid: int | None) -> None:
        """Remember a process that we started, so that the next start can tell it from a stranger with its number."""
        if pid is not None:
            self.processes[name] = (pid, started_at(pid))
            self.save()
