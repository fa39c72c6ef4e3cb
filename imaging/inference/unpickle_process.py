"""The throwaway process that opens a checkpoint: `python -m imaging.inference.unpickle_process`, started by `convert` alone.

Three walls, so that no single one has to hold: the restricted unpickler runs nothing of the file; the kernel gives this process no
network where it lets us ask for that, and little memory and time; and Python itself refuses sockets, new processes and new files
outside one folder.
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys
from pathlib import Path
from typing import Any, Final

MEMORY: Final = 2 * 1024**3
SECONDS: Final = 120
WRITTEN: Final = 512 * 1024**2
_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000
_NEVER: Final = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "ctypes.",
    "pty.",
)


def main() -> None:
    asked = json.load(sys.stdin)
    path, folder = Path(asked["path"]), Path(asked["folder"])
    from safetensors.numpy import save_file

    from imaging.inference.unpickle import NotAllowed, read_checkpoint

    confine(folder)
    try:
        found = read_checkpoint(path)
    except NotAllowed as refused:
        answer: dict[str, Any] = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "it needs more memory than a checkpoint may"}
    else:
        # Copies, because the arrays of a checkpoint may share memory, which the format does not allow.
        save_file({key: one.copy() for key, one in found.arrays.items()}, folder / "state.safetensors")
        answer = {"labels": found.labels}
    (folder / "answer.json").write_text(json.dumps(answer))


def confine(folder: Path) -> None:
    """From here on: no network, no children, bounded memory, time and disk, new files only in `folder`."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:  # needs rights; a user namespace of our own gives them, where it is allowed
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(what, (most, most))
    sys.addaudithook(_guard(str(folder)))


def _guard(folder: str) -> Any:
    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_NEVER):
            raise PermissionError(event)
        if event == "open" and _writes(arguments) and not Path(str(arguments[0])).resolve().is_relative_to(folder):
            raise PermissionError(event)

    return hook


def _writes(arguments: tuple[Any, ...]) -> bool:
    mode = arguments[1]
    return isinstance(mode, str) and any(sign in mode for sign in "wax+")


if __name__ == "__main__":
    main()
