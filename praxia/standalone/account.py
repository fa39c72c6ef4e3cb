"""Whose rights the engines run with: PostgreSQL refuses to run as root, so root lends them to `nobody`."""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from praxia.standalone.failures import StandaloneError


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int


def engine_account() -> Account | None:
    """`nobody` when we are root; None means: as whoever runs this."""
    if os.geteuid() != 0:
        return None
    try:
        found = pwd.getpwnam("nobody")
    except KeyError:
        raise StandaloneError(
            "PostgreSQL refuses to run as root and there is no account `nobody` to run it as. "
            "Start Praxia as an ordinary user."
        ) from None
    return Account(found.pw_name, found.pw_uid, found.pw_gid)


def blocked_at(path: Path, account: Account | None) -> Path | None:
    """The first part of `path` that this account may not pass or run; None if it may. What is not there yet is free."""
    if account is None:
        return None
    whole = path.resolve()
    for part in (*reversed(whole.parents), whole):
        if (part.is_dir() or (part == whole and part.exists())) and not _may_pass(part, account):
            return part
    return None


def _may_pass(part: Path, account: Account) -> bool:
    found = part.stat()
    if found.st_uid == account.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def give(path: Path, account: Account | None) -> None:
    """Hand a file or folder of ours to the account that the engines run as."""
    if account is not None:
        os.chown(path, account.uid, account.gid)
