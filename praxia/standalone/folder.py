"""The one folder that holds data, logs, the state and the lock, and who may have it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
from pathlib import Path

from praxia.standalone.account import Account, blocked_at, give
from praxia.standalone.binaries import OWN_FOLDER
from praxia.standalone.failures import StandaloneError

VARIABLE = "PRAXIA_DATA_DIR"


class Busy(Exception):
    """Another supervisor holds this folder."""


def folder_choose(checkout: Path, account: Account | None, *, wanted: str | None, own: Path = OWN_FOLDER) -> Path:
    """`PRAXIA_DATA_DIR`, or `var/standalone` in the checkout, or a place of our own where `nobody` cannot get there."""
    path = Path(wanted).expanduser().absolute() if wanted else checkout / "var" / "standalone"
    blocked = blocked_at(path, account) if not path.is_dir() else blocked_at(path.parent, account)
    if not blocked:
        return path
    if not wanted and os.access(own if own.exists() else own.parent, os.W_OK):
        return own / f"{checkout.name}-{hashlib.sha256(bytes(checkout)).hexdigest()[:8]}"
    raise StandaloneError(
        f"As root, Praxia runs its engines as `nobody`, who may not pass {blocked}. "
        f"Set {VARIABLE} to a folder that everybody can reach, or start Praxia as an ordinary user."
    )


def folder_make(path: Path, account: Account | None) -> None:
    """Only for the account that the engines run as: 0700, with `log` inside."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_a_stranger(path, account)
        give(path, account)
        path.chmod(0o700)
        (path / "log").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StandaloneError(
            f"The folder {path} cannot be used ({error.strerror}). Choose another one with {VARIABLE}, "
            f"on a local disk that this account may write to."
        ) from None


def folder_lock(path: Path) -> int:
    """Held until this process ends. Errors: Busy when it is taken, StandaloneError when there are no locks here."""
    try:
        descriptor = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise Busy from None
    except OSError as error:
        raise StandaloneError(
            f"The file system of {path} knows no locks ({error.strerror}). Choose a folder on a local disk "
            f"with {VARIABLE}."
        ) from None
    return descriptor


def folder_is_busy(path: Path) -> bool:
    """Whether a supervisor holds this folder now."""
    if not (path / "lock").exists():
        return False
    try:
        os.close(folder_lock(path))
    except Busy:
        return True
    return False


def _refuse_a_stranger(path: Path, account: Account | None) -> None:
    """Data that another account began stay theirs: we change no rights of what is there."""
    cluster, us = path / "postgres", account.uid if account else os.geteuid()
    owner = (cluster if cluster.exists() else path).stat().st_uid
    if owner in {us, os.geteuid()} and not (cluster.exists() and owner != us):
        return
    raise StandaloneError(
        f"The data in {path} belong to the account `{_name(owner)}`. Start Praxia as that account"
        f"{', or as root' if _name(owner) == 'nobody' else ''}, or choose another folder with {VARIABLE}."
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
