"""The second factor: asking for it at the door, turning it on and off, passkeys."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from praxia.lib import limits
from praxia.lib.errors import Problem, invalid
from praxia.lib.text import clean_text
from profiling import passkeys, pictures, second_factor, tasks, totp
from profiling.models import User
from profiling.records import LetterKind, TwoFactorSetup
from profiling.services.passwords import password_confirm

PASSKEYS = 10


@sensitive_variables("code")
def second_factor_take(*, person: User, code: str) -> None:
    """Let somebody pass whose password was right. Nothing is asked of who has no second factor.

    Raises Problem TWO_FACTOR_REQUIRED, TWO_FACTOR_INVALID, RATE_LIMITED (five codes in a quarter of an hour), UNAVAILABLE.
    """
    if not second_factor.is_on(person):
        return
    if not code.strip():
        raise Problem("TWO_FACTOR_REQUIRED")
    limits.charge("two_factor", person)
    if not second_factor.code_take(person, code):
        raise Problem("TWO_FACTOR_INVALID")


@sensitive_variables("password", "secret")
def two_factor_begin(*, request: HttpRequest, person: User, password: str) -> TwoFactorSetup:
    """A secret for the person's app; nothing is on before `two_factor_turn_on` has seen a code of it.

    Raises Problem CONFLICT when it is on already, and what `password_confirm` raises.
    """
    password_confirm(request=request, person=person, password=password)
    if second_factor.is_on(person):
        raise Problem("CONFLICT", _("Two-factor sign-in is on already. Turn it off first to set up another app."))
    return two_factor_shown(person, second_factor.setup_begin(person))


@sensitive_variables("secret")
def two_factor_shown(person: User, secret: str) -> TwoFactorSetup:
    url = totp.otpauth_url(secret, account=person.email)
    return TwoFactorSetup(secret=secret, otpauth_url=url, qr_code=pictures.qr_code(url))


@sensitive_variables("code", "secret")
def two_factor_turn_on(*, person: User, code: str) -> list[str]:
    """On from now. Answers the recovery codes, which nobody sees again.

    Raises Problem CONFLICT, TWO_FACTOR_INVALID, RATE_LIMITED, UNAVAILABLE.
    """
    secret = second_factor.setup_secret(person)
    if secret is None:
        raise Problem(
            "CONFLICT", _("There is no set-up to finish. It waits for a quarter of an hour; please begin again.")
        )
    limits.charge("two_factor", person)
    step = totp.step_of(secret, "".join(code.split()), at_s=time.time(), after=0)
    if step is None:
        raise Problem("TWO_FACTOR_INVALID")
    try:
        with transaction.atomic():
            codes = second_factor.turn_on(person, secret, step=step)
            tasks.letter_queue(LetterKind.TWO_FACTOR_ON, person)
    except IntegrityError:  # in another window, in the same moment
        raise Problem("CONFLICT") from None
    second_factor.setup_forget(person)
    return codes


@sensitive_variables("password", "code")
def two_factor_turn_off(*, request: HttpRequest, person: User, password: str, code: str) -> None:
    """Off, with passkeys and recovery codes. Raises Problem CONFLICT when it is not on, and what confirming raises."""
    _confirm_both(request, person, password, code)
    two_factor_take_off(person=person)


def two_factor_take_off(*, person: User) -> None:
    """Without asking for anything: for an administrator who knows that somebody lost app and recovery codes."""
    with transaction.atomic():
        second_factor.turn_off(person)
        tasks.letter_queue(LetterKind.TWO_FACTOR_OFF, person)


@sensitive_variables("password", "code")
def recovery_codes_renew(*, request: HttpRequest, person: User, password: str, code: str) -> list[str]:
    """Ten new codes; the old ones end. Raises as `two_factor_turn_off`."""
    _confirm_both(request, person, password, code)
    return second_factor.recovery_codes_make(person)


def _confirm_both(request: HttpRequest, person: User, password: str, code: str) -> None:
    if not second_factor.is_on(person):
        raise Problem("CONFLICT", _("Two-factor sign-in is not on."))
    password_confirm(request=request, person=person, password=password)
    second_factor_take(person=person, code=code)


# --- Passkeys: instead of the app's code, on pages ----------------------------------------------------------------------------


@sensitive_variables("password")
def passkey_add(*, request: HttpRequest, person: User, password: str, name: str, credential: Any) -> None:
    """Keep the passkey that a browser made for the challenge of this session.

    Raises Problem VALIDATION_ERROR, CONFLICT and what `password_confirm` raises.
    """
    password_confirm(request=request, person=person, password=password)
    if not second_factor.is_on(person):
        raise Problem("CONFLICT", _("Please turn on two-factor sign-in first; a passkey then stands in for its codes."))
    if Authenticator.objects.filter(user=person, type=second_factor.PASSKEY).count() >= PASSKEYS:
        raise Problem("CONFLICT", _("There is room for ten passkeys. Remove one that you no longer use."))
    name = clean_text(name, field="name", max_chars=60, min_chars=0) or _("Passkey")
    try:
        passkeys.registration_end(request, person, name=name, answer=credential)
    except passkeys.Refused:
        detail = _("This passkey could not be added. Please try again.")
        raise invalid("credential", detail, code="passkey_invalid") from None


def passkey_take(*, request: HttpRequest, person: User, credential: Any) -> None:
    """Let somebody pass whose passkey signed the challenge of this session.

    Raises Problem TWO_FACTOR_INVALID, RATE_LIMITED, UNAVAILABLE.
    """
    limits.charge("two_factor", person)
    try:
        passkeys.sign_in_end(request, person, answer=credential)
    except passkeys.Refused:
        raise Problem(
            "TWO_FACTOR_INVALID", _("This passkey did not work. Please try again, or enter a code.")
        ) from None


@sensitive_variables("password")
def passkey_remove(*, request: HttpRequest, person: User, passkey_id: object, password: str) -> None:
    """Raises Problem NOT_FOUND and what `password_confirm` raises."""
    found = Authenticator.objects.filter(user=person, type=second_factor.PASSKEY, pk=passkey_id)
    if not found.exists():
        raise Problem("NOT_FOUND")
    password_confirm(request=request, person=person, password=password)
    found.delete()
