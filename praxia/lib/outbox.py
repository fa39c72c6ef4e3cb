"""A folder instead of a mail server: each letter is a file that only this account can read.

Letters hold links that confirm addresses and change passwords, so they are never written into a log.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

SUFFIX = ".eml"


@dataclass(frozen=True)
class KeptLetter:
    at: datetime
    to: str
    subject: str
    text: str


class FolderBackend(BaseEmailBackend):
    """For EMAIL_BACKEND. Raises OSError when the folder cannot be written to."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.OUTBOX_ROOT)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}{SUFFIX}"
            opened = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "wb") as file:
                file.write(message.message().as_bytes())
        return len(email_messages)


def is_used() -> bool:
    """No mail server is set up: letters reach nobody by themselves."""
    return not settings.EMAIL_HOST


def newest(most: int) -> list[KeptLetter]:
    return [_read(path) for path in sorted(_files(), reverse=True)[:most]]


def sweep(*, older_than: timedelta) -> int:
    """Remove what is old; how many files that were."""
    limit = (datetime.now(UTC) - older_than).timestamp()
    old = [path for path in _files() if path.stat().st_mtime < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def forget(address: str) -> None:
    """Remove every letter to this address (its account is being deleted)."""
    for path in _files():
        if _read(path).to == address:
            path.unlink(missing_ok=True)


def _files() -> list[Path]:
    folder = Path(settings.OUTBOX_ROOT)
    return list(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []


def _read(path: Path) -> KeptLetter:
    found = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = found.get_body(("plain",))
    return KeptLetter(
        at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        to=str(found["To"]),
        subject=str(found["Subject"]),
        text=body.get_content() if body else "",
    )
