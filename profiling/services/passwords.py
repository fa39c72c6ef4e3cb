"""Passwords: are they good enough, is this the right one, and changing them."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from praxia.lib import limits
from praxia.lib.errors import FieldError, Problem, invalid
from profiling import lockout, second_factor, tasks
from profiling.models import AccessToken, Letter, User
from profiling.records import LINK_LIFE, LetterKind, SignIn
from profiling.selectors import email_is_verified, person_by_email
from profiling.services.proving import address_prove
from profiling.services.sessions import rows_end

PASSWORD_CHARS = 256
LINK_ENDED = "This link no longer works. It was used already, is too old, or a newer one was asked for."


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
def password_confirm(*, request: HttpRequest, person: User, password: str, field: str = "password") -> None:
    """Somebody who is signed in gives their password again. Wrong ones count towards the lockout like at the door.

    Raises Problem VALIDATION_ERROR about `field`, LOCKED_OUT or RATE_LIMITED.
    """
    if authenticate(request, email=person.email, password=password) == person:
        return
    refused: Problem | None = getattr(request, "sign_in_problem", None)
    raise refused or invalid(field, _("This is not your password."), code="password_incorrect")


@sensitive_variables("current_password", "password")
def password_change(
    *, request: HttpRequest, person: User, sign_in: SignIn, current_password: str, password: str
) -> None:
    """A new password. This sign-in goes on, every other one ends, and its owner gets a letter.

    Raises what `password_confirm` and `password_check` raise.
    """
    password_confirm(request=request, person=person, password=current_password, field="current_password")
    password_check(password=password, person=person)
    with transaction.atomic():
        _password_set(person, password, keep=sign_in)
        _go_on(request, person, sign_in)
        tasks.letter_queue(LetterKind.PASSWORD_CHANGED, person)


def password_reset_ask(*, email: str, origin: str = "") -> None:
    """Send a link for a new password, if there is such an account; done alike, and as quickly, if there is none.

    Raises Problem RATE_LIMITED.
    """
    limits.charge("register_account", f"reset:{email.strip().lower()}")
    tasks.letter_queue(LetterKind.RESET, person_by_email(email), origin=origin)


@sensitive_variables("token", "password")
def password_reset(*, token: str, password: str) -> None:
    """The new password of whoever has the letter. All sign-ins end, nobody is signed in, and the lockout is lifted.

    A link that came by mail proves the address. Until it is proved for the first time, anybody may have made the account with
    it, so a second factor from before then is taken off with the password. Raises Problem VALIDATION_ERROR.
    """
    letter = Letter.objects.opened(token, [LetterKind.RESET])
    if letter is None or letter.user is None:
        raise invalid("token", _(LINK_ENDED), code="token_invalid")
    person = letter.user
    password_check(password=password, person=person)
    with transaction.atomic():
        if not Letter.objects.take(token, [LetterKind.RESET]):
            raise invalid("token", _(LINK_ENDED), code="token_invalid")
        if not email_is_verified(person):
            second_factor.turn_off(person)
            address_prove(person=person)
        _password_set(person, password, keep=None)
        tasks.letter_queue(LetterKind.PASSWORD_CHANGED, person)
    lockout.account_open(person.email)


def _password_set(person: User, password: str, *, keep: SignIn | None) -> None:
    """Inside a transaction. The raised version ends what is being signed in right now with the old password."""
    locked = User.objects.select_for_update().get(pk=person.pk)
    person.sign_in_version = locked.sign_in_version + 1
    person.set_password(password)
    person.save(update_fields=["password", "sign_in_version"])
    rows_end(person=person, keep=keep)
    Letter.objects.filter(user=person, kind__in=LINK_LIFE, digest__isnull=False).exclude(
        kind=LetterKind.CONFIRM
    ).update(digest=None)


def _go_on(request: HttpRequest, person: User, sign_in: SignIn) -> None:
    """Let the sign-in that changed the password live on under the new one."""
    if sign_in.token_id:
        AccessToken.objects.filter(pk=sign_in.token_id).update(stamp=person.get_session_auth_hash())
        return
    update_session_auth_hash(request, person)  # which also gives the session another key
    UserSession.objects.filter(session_key=sign_in.session_key).update(session_key=request.session.session_key)
