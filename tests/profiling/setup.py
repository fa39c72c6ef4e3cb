"""People with letters, second factors and passkeys, as the services leave them behind."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from profiling import second_factor, totp
from profiling.models import Letter, User, digest_of
from profiling.records import LetterKind
from tests.base import PASSWORD

NEW_PASSWORD = "staple battery horse"


def setup_verified(person: User) -> User:
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    return person


def setup_letter(person: User, kind: LetterKind, *, life_s: float = 3600, **fields: object) -> str:
    """The token of a letter that has arrived."""
    token = secrets.token_urlsafe(32)
    expires_at = timezone.now() + timedelta(seconds=life_s)
    Letter.objects.create(
        user=person, kind=kind, status="complete", digest=digest_of(token), expires_at=expires_at, **fields
    )
    return token


def setup_two_factor(person: User) -> tuple[str, list[str]]:
    """The secret in the person's app, and their recovery codes."""
    second_factor.turn_off(person)
    secret = totp.new_secret()
    return secret, second_factor.turn_on(person, secret, step=0)


def code_now(secret: str, *, later: int = 0) -> str:
    """What the app shows, or will show `later` steps from now."""
    return totp.code_at(secret, totp.step_at(time.time()) + later)


# --- For the tables of all routes ------------------------------------------------------------------------------------


def account_kept(person: User) -> dict[str, str]:
    """A passkey of this person, while two-factor sign-in is off whatever was asked before."""
    second_factor.turn_off(person)
    row = second_factor.Authenticator.objects.create(user=person, type=second_factor.PASSKEY, data={"name": "Key"})
    return {"passkey_id": str(row.pk)}


def account_body(person: User | None, owner: User, route: str) -> dict[str, object]:
    """What fits a POST to this route of `/api/auth/`, made ready for who sends it."""
    last = route.removeprefix("api/auth/").rstrip("/")
    if last in ("2fa/disable", "2fa/recovery-codes") and person:
        return {"password": PASSWORD, "code": setup_two_factor(person)[1][0]}
    if last == "2fa/verify" and person:
        return {"code": code_now(second_factor.setup_begin(person))}
    if "confirm" in last:
        return {"token": setup_letter(owner, LetterKind.RESET), "password": PASSWORD}
    if last in ("verify-email", "verify_email"):
        return {"token": setup_letter(owner, LetterKind.CONFIRM)}
    return {
        "2fa/setup": {"password": PASSWORD},
        "password-change": {"current_password": PASSWORD, "password": PASSWORD},
        "email-change": {"email": f"{secrets.token_hex(8)}@example.org", "password": PASSWORD},
        "resend-verification-email": {"email": owner.email},
        "password-reset": {"email": owner.email},
        "password-reset-request": {"email": owner.email},
    }.get(last, {})
