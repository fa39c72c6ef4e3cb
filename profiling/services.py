"""Writes. Every entrance (page, REST, admin, command) that does one of these things calls the same function here."""

from __future__ import annotations

from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import authenticate
from django.contrib.auth.models import update_last_login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from praxia.lib import limits
from praxia.lib.errors import FieldError, Problem
from profiling import tasks
from profiling.access import session_store
from profiling.models import AccessToken, Language, User
from profiling.records import Letter, SignIn
from profiling.selectors import page_session_id, person_by_email

PASSWORD_CHARS = 256


@sensitive_variables("password")
def account_register(*, email: str, password: str, full_name: str = "", language: str = Language.ENGLISH) -> None:
    """Make an account, or write to the owner of the one that has this address. The caller cannot tell which.

    Raises Problem VALIDATION_ERROR (weak, common or address-like password) and RATE_LIMITED.
    """
    person = User(email=email.strip().lower(), full_name=full_name.strip(), preferred_language=language)
    password_check(password=password, person=person)
    limits.charge("register_account", person.email)
    person.set_password(password)  # before looking anything up: known and unknown addresses must take the same time
    owner = person_by_email(person.email) or _saved(person)
    tasks.letter_queue(Letter.WELCOME if owner is person else Letter.KNOWN_ADDRESS, owner)


def _saved(person: User) -> User:
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    except IntegrityError:  # the same address in the same moment: one of the two was first
        return User.objects.get_by_natural_key(person.email)
    return person


@sensitive_variables("password")
def password_check(*, password: str, person: User, field: str = "password") -> None:
    """Raises Problem VALIDATION_ERROR naming every rule that this password breaks."""
    try:
        if len(password) > PASSWORD_CHARS:
            raise ValidationError(_("Please use at most %d characters.") % PASSWORD_CHARS, code="password_too_long")
        validate_password(password, person)
    except ValidationError as weak:
        errors = [FieldError(field, one.code or "invalid", " ".join(one.messages)) for one in weak.error_list]
        raise Problem("VALIDATION_ERROR", " ".join(error.detail for error in errors), errors=errors) from None


@sensitive_variables("password")
def person_authenticate(*, request: HttpRequest, email: str, password: str) -> User:
    """Who this is. Raises Problem INVALID_CREDENTIALS (one answer for every reason), LOCKED_OUT or RATE_LIMITED."""
    person = authenticate(request, email=email, password=password)
    if isinstance(person, User):
        return person
    refused: Problem | None = getattr(request, "sign_in_problem", None)
    raise refused or Problem("INVALID_CREDENTIALS", headers={"WWW-Authenticate": 'Bearer realm="praxia"'})


@sensitive_variables("password", "secret")
def account_sign_in(*, request: HttpRequest, email: str, password: str, device: str = "") -> tuple[AccessToken, str]:
    """A new token for one device, and its secret, which is never seen again."""
    person = person_authenticate(request=request, email=email, password=password)
    AccessToken.objects.filter(user=person, expiry__lt=timezone.now()).delete()
    update_last_login(User, person)
    agent = request.headers.get("User-Agent", "")[:200]
    address = limits.address_of(request)
    return AccessToken.objects.issue(user=person, device=device, user_agent=agent, ip_address=address)


def session_end(*, sign_in: SignIn) -> None:
    """Sign out here. Open sockets ask `access.sign_in_is_live` every few seconds and end themselves."""
    if sign_in.token_id:
        AccessToken.objects.filter(pk=sign_in.token_id).delete()
    else:
        _page_session_end(sign_in.session_key)


def device_end(*, person: User, device_id: UUID) -> None:
    """Sign out another device of the same person. Raises Problem NOT_FOUND."""
    ended, _rows = AccessToken.objects.filter(user=person, pk=device_id).delete()
    if ended:
        return
    for row in UserSession.objects.filter(user=person):
        if page_session_id(row.session_key) == device_id:
            _page_session_end(row.session_key)
            return
    raise Problem("NOT_FOUND")


def sessions_end(*, person: User) -> int:
    """Sign out everywhere, at once; the number of tokens and page sessions that were ended."""
    with transaction.atomic():
        # The new version alone ends them all, those included that are being made right now.
        User.objects.filter(pk=person.pk).update(sign_in_version=F("sign_in_version") + 1)
        tokens, _rows = AccessToken.objects.filter(user=person).delete()
        pages = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
        for session_key in pages:
            _page_session_end(session_key)
    return tokens + len(pages)


def _page_session_end(session_key: str) -> None:
    session_store(session_key).delete(session_key)
    UserSession.objects.filter(session_key=session_key).delete()


def account_deactivate(*, person: User) -> None:
    """Close the account's doors at once. What it holds is kept; an administrator may open it again."""
    User.objects.filter(pk=person.pk).update(is_active=False)
    sessions_end(person=person)
