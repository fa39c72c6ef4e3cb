"""The e-mail address of an account: proving that it is one's own, and changing it."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from praxia.lib import limits
from praxia.lib.errors import invalid
from profiling import tasks
from profiling.models import Letter, User
from profiling.records import LetterKind
from profiling.selectors import person_by_email
from profiling.services.passwords import LINK_ENDED, password_confirm
from profiling.services.proving import address_prove


def address_confirm_ask(*, email: str, origin: str = "") -> None:
    """Send the letter of confirmation again, if there is such an account that waits for one; done alike if there is none.

    Raises Problem RATE_LIMITED.
    """
    limits.charge("register_account", f"confirm:{email.strip().lower()}")
    tasks.letter_queue(LetterKind.CONFIRM, person_by_email(email), origin=origin)


@sensitive_variables("token")
def address_confirm(*, token: str) -> User:
    """Whoever has the letter has the address: of the account, or the new one that was asked for. Nobody is signed in by it.

    Raises Problem VALIDATION_ERROR.
    """
    with transaction.atomic():
        letter = Letter.objects.take(token, [LetterKind.CONFIRM, LetterKind.NEW_ADDRESS])
        if letter is None or letter.user is None:
            raise invalid("token", _(LINK_ENDED), code="token_invalid")
        if letter.kind == LetterKind.NEW_ADDRESS:
            _address_change(letter.user, letter.to)
        address_prove(person=letter.user)
    return letter.user


@sensitive_variables("password")
def address_change_ask(*, request: HttpRequest, person: User, email: str, password: str, origin: str = "") -> None:
    """Write to the new address; it becomes the account's when its link is opened. Until then nothing changes.

    If it has an account already, its owner is told instead, and nobody else learns of it. Raises Problem VALIDATION_ERROR,
    LOCKED_OUT, RATE_LIMITED.
    """
    password_confirm(request=request, person=person, password=password)
    email = email.strip().lower()
    if email == person.email:
        raise invalid("email", _("This is the address that your account has already."), code="same")
    limits.charge("register_account", f"change:{person.pk}")
    owner = person_by_email(email)
    with transaction.atomic():
        if owner:
            tasks.letter_queue(LetterKind.KNOWN_ADDRESS, owner, origin=origin)
        else:
            tasks.letter_queue(LetterKind.NEW_ADDRESS, person, to=email, origin=origin)


def _address_change(person: User, email: str) -> None:
    before, person.email = person.email, email
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError:  # somebody made an account with it in the meantime
        raise invalid("token", _(LINK_ENDED), code="token_invalid") from None
    EmailAddress.objects.filter(user=person).delete()
    Letter.objects.filter(user=person, digest__isnull=False).update(digest=None)  # they went to the old address
    tasks.letter_queue(LetterKind.ADDRESS_CHANGED, person, to=before)
