"""Values about people that are not stored as they stand here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Letter(StrEnum):
    """What an account's owner is told by e-mail; the value names its templates."""

    WELCOME = "welcome"
    KNOWN_ADDRESS = "known_address"
    LOCKED_OUT = "locked_out"


@dataclass(frozen=True)
class SignIn:
    """How somebody is signed in: by a token (`token_id`) or by a page session (`session_key`, a secret: never log it)."""

    user_id: UUID
    token_id: UUID | None = None
    session_key: str = ""


@dataclass(frozen=True)
class SignedInDevice:
    """One line of the session list. `id` is public; it is not the secret that signs the device in."""

    id: UUID
    kind: str
    device_info: str
    ip_address: str | None
    user_agent: str
    created_at: datetime
    last_activity: datetime
    expires_at: datetime | None
    is_current: bool
