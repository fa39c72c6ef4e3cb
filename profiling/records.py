"""Values about people that are not stored as they stand here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class LetterKind(StrEnum):
    """What somebody is told by e-mail; the value names its templates."""

    CONFIRM = "confirm"
    NEW_ADDRESS = "new_address"
    RESET = "reset"
    KNOWN_ADDRESS = "known_address"
    ADDRESS_CHANGED = "address_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    TWO_FACTOR_ON = "two_factor_on"
    TWO_FACTOR_OFF = "two_factor_off"
    LOCKED_OUT = "locked_out"
    DELETION_ASKED = "deletion_asked"


# How long the link of a letter works; the others have none.
LINK_LIFE: Mapping[LetterKind, timedelta] = {
    LetterKind.CONFIRM: timedelta(hours=24),
    LetterKind.NEW_ADDRESS: timedelta(hours=24),
    LetterKind.RESET: timedelta(hours=1),
}


class EmailStatus(StrEnum):
    """What is true of a letter when its request is answered: it waits to be sent, or no mail server would send it."""

    QUEUED = "queued"
    KEPT = "kept"


@dataclass(frozen=True)
class TwoFactorSetup:
    """What an authenticator app needs. `qr_code` is an SVG picture as a data URL."""

    secret: str
    otpauth_url: str
    qr_code: str


@dataclass(frozen=True)
class Passkey:
    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class TwoFactorStatus:
    has_2fa: bool
    created_at: datetime | None
    recovery_codes_left: int
    passkeys: tuple[Passkey, ...]


@dataclass(frozen=True)
class SignIn:
    """How somebody is signed in: by a token (`token_id`) or by a page session (`session_key`, a secret: never log it)."""

    user_id: UUID
    token_id: UUID | None = None
    session_key: str = ""
    is_guest: bool = False


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
