"""The compiled knowledge, kept beside Python's own compiled modules: reading it takes a fifth of the time of compiling.

It is named by a hash over the knowledge files and the code that compiles them, so it can never be older than they are, and it is
trusted exactly as the `.pyc` files in the same folder are. Where that folder cannot be written, every process compiles anew.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

_CODE = Path(__file__).parent
_CACHE = _CODE / "__pycache__"


def fingerprint(*folders: Path) -> str:
    """A hash over the code and everything that the compiled form was made from."""
    digest = hashlib.sha256(sys.version.encode())
    for folder, ending in ((_CODE, "*.py"), (_CODE, "*.yaml"), *((folder, "*.yaml") for folder in folders)):
        for path in sorted(folder.glob(ending)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


def kept(name: str) -> Any | None:
    """What was compiled under this name, or None where there is nothing or nothing readable."""
    with suppress(OSError, EOFError, AttributeError, ImportError, IndexError, ValueError, pickle.UnpicklingError):
        return pickle.loads(_path(name).read_bytes())  # noqa: S301  (as trusted as the code beside it)
    return None


def keep(name: str, compiled: Any) -> None:
    """Write it for the processes that come after, in one step, and remove what older knowledge left."""
    path = _path(name)
    with suppress(OSError, RecursionError):
        content = pickle.dumps(compiled, protocol=pickle.HIGHEST_PROTOCOL)
        path.parent.mkdir(exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.write_bytes(content)
        new.replace(path)
        for old in path.parent.glob(f"knowledge.{sys.implementation.cache_tag}.*.pickle"):
            if old != path:
                old.unlink(missing_ok=True)


def _path(name: str) -> Path:
    return _CACHE / f"knowledge.{sys.implementation.cache_tag}.{name}.pickle"
