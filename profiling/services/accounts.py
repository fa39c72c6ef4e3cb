"""Making an account, signing in, and closing one."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import update_last_login
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from praxia.lib import limits
from praxia.lib.errors import Problem
from profiling import tasks
from profiling.models import AccessToken, Language, User
from profiling.records import LetterKind
from profiling.selectors import email_is_verified
from profiling.services.passwords import password_check
from profiling.services.sessions import sessions_end
from profiling.services.two_factor import second_factor_take

RENEWABLE = timedelta(days=7)  # since the password was last given


@sensitive_variables("password")
def account_register(
    *, email: str, password: str, full_name: str = "", language: str = Language.ENGLISH, origin: str = ""
) -> None:
    """Make an account, or write to the owner of the one that has this address. The caller cannot tell which.

    Raises Problem VALIDATION_ERROR (weak, common or address-like password) and RATE_LIMITED.
    """
    person = User(email=email.strip().lower(), full_name=full_name.strip(), preferred_language=language)
    password_check(password=password, person=person)
    limits.charge("register_account", person.email)
    person.set_password(password)  # before looking anything up: known and unknown addresses must take the same time
    with transaction.atomic():
        owner = _saved(person)
        tasks.letter_queue(LetterKind.CONFIRM if owner is person else LetterKind.KNOWN_ADDRESS, owner, origin=origin)


def _saved(person: User) -> User:
    """The insertion is tried for known addresses too, so that it takes as long as for others."""
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    except IntegrityError:
        return User.objects.get_by_natural_key(person.email)
    return person


@sensitive_variables("password")
def person_authenticate(*, request: HttpRequest, email: str, password: str) -> User:
    """Whose password this is; a second factor is not asked for here.

    Raises Problem INVALID_CREDENTIALS (one answer for every reason), LOCKED_OUT, RATE_LIMITED, or EMAIL_NOT_VERIFIED where
    confirmed addresses are mandatory.
    """
    person = authenticate(request, email=email, password=password)
    if not isinstance(person, User):
        refused: Problem | None = getattr(request, "sign_in_problem", None)
        raise refused or Problem("INVALID_CREDENTIALS", headers={"WWW-Authenticate": 'Bearer realm="praxia"'})
    if settings.EMAIL_VERIFICATION_MANDATORY and not person.is_staff and not email_is_verified(person):
        raise Problem("EMAIL_NOT_VERIFIED")
    return person


@sensitive_variables("password", "code", "secret")
def account_sign_in(
    *, request: HttpRequest, email: str, password: str, code: str = "", device: str = ""
) -> tuple[AccessToken, str]:
    """A new token for one device, and its secret, which is never seen again.

    Raises what `person_authenticate` and `second_factor_take` raise.
    """
    person = person_authenticate(request=request, email=email, password=password)
    second_factor_take(person=person, code=code)
    AccessToken.objects.filter(user=person, expiry__lt=timezone.now()).delete()
    update_last_login(User, person)
    agent = request.headers.get("User-Agent", "")[:200]
    address = limits.address_of(request)
    return AccessToken.objects.issue(user=person, device=device, user_agent=agent, ip_address=address)


@sensitive_variables("secret")
def token_renew(*, token: AccessToken) -> tuple[AccessToken, str]:
    """A new token in place of this one, which ends. Of two renewals at once one succeeds.

    Raises Problem TOKEN_INVALID, also when the password was last given more than a week ago.
    """
    if timezone.now() > token.password_at + RENEWABLE:
        raise Problem("TOKEN_INVALID", _("The password was last given more than seven days ago. Please sign in again."))
    with transaction.atomic():
        ended, _rows = AccessToken.objects.filter(pk=token.pk).delete()
        if not ended:
            raise Problem("TOKEN_INVALID")
        kept = {name: getattr(token, name) for name in ("device", "user_agent", "ip_address", "password_at")}
        return AccessToken.objects.issue(user=token.user, **kept)


def account_deactivate(*, person: User) -> None:
    """Close the account's doors at once. What it holds is kept; an administrator may open it again."""
    User.objects.filter(pk=person.pk).update(is_active=False)
    sessions_end(person=person)
