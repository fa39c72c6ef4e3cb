"""Private files of people: random names in folders that only this account may enter, below `settings.PRIVATE_ROOT`."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from django.conf import settings


def private_folder(name: str) -> Path:
    """The folder for one kind of file; made when it is not there."""
    folder: Path = settings.PRIVATE_ROOT / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def private_name(suffix: str) -> str:
    """A name that tells nothing and that nobody can guess."""
    return f"{uuid4().hex}{suffix}"
