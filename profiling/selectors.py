"""Reads about people, their tokens and their sessions."""

from __future__ import annotations

from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.crypto import salted_hmac
from knox.crypto import hash_token

from praxia.lib import outbox
from praxia.lib.errors import invalid
from profiling import second_factor
from profiling.access import session_is_live
from profiling.browsers import browser_words
from profiling.models import AccessToken, Language, Letter, User
from profiling.records import EmailStatus, LetterKind, Passkey, SignedInDevice, SignIn, TwoFactorStatus


def person_by_email(email: str) -> User | None:
    return User.objects.filter(email__lower=email.strip().lower(), is_guest=False).first()


def token_by_secret(secret: str) -> AccessToken | None:
    """The token of this secret if it still opens anything."""
    token = AccessToken.objects.select_related("user").filter(digest=hash_token(secret)).first()
    return token if token and token.is_live else None


def email_is_verified(user: User) -> bool:
    return EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()


def email_status() -> EmailStatus:
    """What becomes of a letter that is asked for now. It tells of this installation, never of an address."""
    return EmailStatus.KEPT if outbox.is_used() else EmailStatus.QUEUED


def letter_last(person: User, kind: LetterKind) -> Letter | None:
    return Letter.objects.filter(user=person, kind=kind).order_by("-created_at").first()


def two_factor_status(person: User) -> TwoFactorStatus:
    rows = list(Authenticator.objects.filter(user=person).order_by("created_at"))
    app = next((row for row in rows if row.type == second_factor.TOTP), None)
    passkeys = [row for row in rows if row.type == second_factor.PASSKEY]
    return TwoFactorStatus(
        has_2fa=app is not None,
        created_at=app and app.created_at,
        recovery_codes_left=second_factor.recovery_codes_left(rows),
        passkeys=tuple(Passkey(row.pk, row.data["name"], row.created_at, row.last_used_at) for row in passkeys),
    )


def page_session_id(session_key: str) -> UUID:
    """A public name for a page session, from which its secret key cannot be found."""
    return UUID(bytes=salted_hmac("profiling.page_session", session_key, algorithm="sha256").digest()[:16])


def device_list(user: User, *, current: SignIn | None = None) -> list[SignedInDevice]:
    """Where this person is signed in, newest first."""
    devices = [_of_token(token, current) for token in user.auth_token_set.select_related("user") if token.is_live]
    pages = UserSession.objects.filter(user=user)
    devices += [_of_page(row, current) for row in pages if session_is_live(row.session_key, user.pk)]
    return sorted(devices, key=lambda device: device.created_at, reverse=True)


def _of_token(token: AccessToken, current: SignIn | None) -> SignedInDevice:
    return SignedInDevice(
        id=token.pk,
        kind="api",
        device_info=token.device,
        ip_address=token.ip_address,
        user_agent=token.user_agent,
        created_at=token.created,
        last_activity=token.last_used_at,
        expires_at=token.expiry,
        is_current=current is not None and current.token_id == token.pk,
    )


def _of_page(row: UserSession, current: SignIn | None) -> SignedInDevice:
    return SignedInDevice(
        id=page_session_id(row.session_key),
        kind="page",
        device_info=browser_words(row.user_agent),
        ip_address=row.ip,
        user_agent=row.user_agent,
        created_at=row.created_at,
        last_activity=row.last_seen_at,
        expires_at=None,
        is_current=current is not None and current.session_key == row.session_key,
    )


def language_of(person: User, *, asked: object) -> str:
    """The language asked for, else the person's own. Raises Problem VALIDATION_ERROR for one that is not spoken here."""
    if asked is None:
        return person.preferred_language
    if asked not in Language.values:
        raise invalid("language", "Please choose en, fr or es.", code="invalid_choice")
    return str(asked)
