"""Writes of a profile. Form, REST, interview, import and clinician all end here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from praxia.lib.errors import FieldError, Problem, invalid
from praxia.lib.text import clean_text
from profiling.access import owned
from profiling.models import User
from profiling.profile import selectors
from profiling.profile.born import Born
from profiling.profile.cleaning import cleaned
from profiling.profile.countries import only_zone
from profiling.profile.merging import may_replace
from profiling.profile.models import Change, Consent, HealthProfile, Picture, Share
from profiling.profile.pictures import portrait
from profiling.profile.records import BORN, OF_PERSON, Confidence, Provenance, Scope, Source, Use
from profiling.profile.values import is_empty, kept_as, read, write

Check = Callable[[HealthProfile], None]


@transaction.atomic
def profile_update(
    *,
    person: User,
    values: Mapping[str, Any],
    source: Source,
    confidence: Confidence = Confidence.HIGH,
    quote: str = "",
    by: User | None = None,
    explicit: bool = False,
    check: Check | None = None,
) -> HealthProfile:
    """Take what was said into the profile, each value with its origin and a line in the history.

    Keys are those of the contract; others are left out, None clears. A value that may not be replaced (`merging`) stays: nothing
    is raised then, the answer shows it. `explicit`: the person corrected a value in words. `check` is asked under the lock.
    Raises Problem VALIDATION_ERROR with every field at fault; then nothing is changed.
    """
    wanted = cleaned(values)
    profile = _locked(person)
    if check:
        check(profile)
    origin = Provenance(source, timezone.now(), confidence, quote[:500], str(by.pk) if by and by != person else None)
    changed = False
    for key, value in wanted.items():
        known = profile.origin(kept_as(key))
        if may_replace(known, source=source, confidence=confidence, explicit=explicit, clears=value is None):
            changed |= _put(profile, key, value, origin, by=by or person)
    _fits_together(profile, wanted)
    if changed:
        _save(profile)
    return profile


def change_undo(*, person: User, change_id: object) -> HealthProfile:
    """Put back what stood there before, with its origin. Raises Problem NOT_FOUND, or CONFLICT when it changed again since."""
    change = owned(Change.objects.all(), person, pk=change_id, owner="user")
    with transaction.atomic():
        profile = _locked(person)
        if read(profile, change.field) != change.after:
            detail = _("This value was changed again afterwards. Take that later change back first.")
            raise Problem("CONFLICT", detail)
        write(profile, change.field, change.before)
        _note(profile, change.field, change.before_origin)
        Change.objects.create(
            user=person,
            field=change.field,
            before=change.after,
            after=change.before,
            before_origin=change.after_origin,
            after_origin=change.before_origin,
            source=Source.TYPED,
            confidence=Confidence.HIGH,
            by=person,
            undoes=change,
        )
        _save(profile)
    return profile


def consent_set(*, person: User, use: Use, allowed: bool) -> None:
    """Say yes or no to a use, from now on. Saying the same again leaves no second line."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        if selectors.allows(person, use) != allowed or not Consent.objects.filter(user=person, use=use).exists():
            Consent.objects.create(user=person, use=use, allowed=allowed)


def profile_write(
    *, person: User, values: Mapping[str, Any], picture: UploadedFile | bool | None = False, check: Check | None = None
) -> HealthProfile:
    """The person's own entry, by page or REST: values and, where it is not False, a picture (None removes it). All or nothing.

    Raises Problem VALIDATION_ERROR, STALE (by `check`), TOO_LARGE, UNREADABLE_FILE or UNSUPPORTED_IMAGE.
    """
    jpeg = portrait(picture, size=picture.size or 0) if isinstance(picture, UploadedFile) else None
    with transaction.atomic():
        profile = profile_update(person=person, values=values, source=Source.TYPED, check=check)
        if jpeg:
            Picture.objects.update_or_create(user=person, defaults={"jpeg": jpeg, "updated_at": timezone.now()})
        elif picture is None:
            Picture.objects.filter(user=person).delete()
    return profile


def section_confirm(*, person: User, keys: Sequence[str]) -> HealthProfile:
    """What was understood in these fields is right, the person says: from now on it counts as their own entry."""
    with transaction.atomic():
        profile = _locked(person)
        origin = Provenance(Source.TYPED, timezone.now())
        for key in {kept_as(key) for key in keys}:
            if key in profile.provenance:
                _put(profile, key, read(profile, key), origin, by=person)
        _save(profile)
    return profile


def welcome_settle(*, person: User, answers: Mapping[str, Any]) -> HealthProfile:
    """The three first questions, answered or skipped; they are not asked again. A country with one time zone sets that too."""
    with transaction.atomic():
        zone = only_zone(str(answers.get("country", "")))
        if zone and person.time_zone == "UTC":
            answers = {**answers, "time_zone": zone}
        profile = profile_update(person=person, values=answers, source=Source.TYPED)
        profile.welcomed_at = timezone.now()
        profile.save(update_fields=["welcomed_at"])
    return profile


def unchanged(if_match: str | None) -> Check | None:
    """Refuses with STALE, under the lock, what was written upon a state that is no longer there."""
    if not if_match or if_match.strip() == "*":
        return None
    known = {one.strip().removeprefix("W/") for one in if_match.split(",")}

    def check(profile: HealthProfile) -> None:
        if selectors.etag_of(selectors.profile_wire(profile)) not in known:
            raise Problem("STALE")

    return check


def share_give(*, person: User, email: object, scope: object) -> Share:
    """Let whoever has this address read what is named, until it is taken back. Sharing again with the same address replaces it.

    Nobody learns whether the address has an account: where it has none that is verified, the share waits for one.
    Raises Problem VALIDATION_ERROR.
    """
    address = _address(email, person)
    scopes = _scopes(scope)
    verified = EmailAddress.objects.filter(email=address, verified=True, user__is_active=True).first()
    given = {"scope": scopes, "reader": verified.user if verified else None, "created_at": timezone.now()}
    return Share.objects.update_or_create(owner=person, email=address, defaults=given)[0]


def share_end(*, person: User, share_id: object) -> None:
    """Take it back, at once. Raises Problem NOT_FOUND."""
    owned(Share.objects.all(), person, pk=share_id).delete()


def _address(email: object, person: User) -> str:
    address = clean_text(email, max_chars=254, field="email").lower()
    try:
        validate_email(address)
    except ValidationError:
        raise invalid("email", _("This does not look like an e-mail address.")) from None
    if address == person.email.lower():
        raise invalid("email", _("This is your own address."))
    return address


def _scopes(scope: object) -> list[str]:
    asked = [scope] if isinstance(scope, str) else scope
    known = {one.value for one in Scope}
    if not isinstance(asked, list) or not asked or not all(isinstance(one, str) and one in known for one in asked):
        raise invalid("scope", _("Please name one or more of: %s.") % ", ".join(Scope), code="invalid_choice")
    return [one.value for one in Scope if one in asked]


def consents_write(*, person: User, said: Mapping[str, Any]) -> None:
    """All that is said in one form or request, or nothing of it. Raises Problem VALIDATION_ERROR."""
    wanted = {use: said[use.value] for use in Use if use.value in said}
    errors = [
        FieldError(use, "type", _("Please answer yes or no."))
        for use, one in wanted.items()
        if not isinstance(one, bool)
    ]
    if errors:
        raise Problem("VALIDATION_ERROR", _("Please answer yes or no."), errors=errors)
    with transaction.atomic():
        for use, allowed in wanted.items():
            consent_set(person=person, use=use, allowed=allowed)


def _locked(person: User) -> HealthProfile:
    """The row, made where there is none, held until the end of the transaction."""
    HealthProfile.objects.get_or_create(user=person)
    profile = HealthProfile.objects.select_for_update(of=("self", "user")).select_related("user").get(pk=person.pk)
    for key in OF_PERSON:  # who called sees what is stored, and what will be
        setattr(person, key, getattr(profile.user, key))
    profile.user = person
    return profile


def _put(profile: HealthProfile, key: str, value: Any, origin: Provenance, *, by: User) -> bool:
    """Whether this changed anything. The same value again only confirms it: its origin changes, the history does not."""
    before, before_origin = read(profile, key), profile.provenance.get(kept_as(key))
    value = _narrowed(before, value) if key in BORN else value
    write(profile, key, value)
    after = read(profile, key)
    noted = None if value is None else origin.as_dict()
    _note(profile, key, noted)
    if before == after or (is_empty(key, before) and is_empty(key, after)):
        return noted != before_origin
    Change.objects.create(
        user=profile.user,
        field=key,
        before=before,
        after=after,
        before_origin=before_origin,
        after_origin=noted,
        source=origin.source,
        confidence=origin.confidence,
        by=by,
    )
    return True


def _narrowed(before: list[str] | None, value: list[str] | None) -> list[str] | None:
    """A date of birth outlives the age that it makes; what contradicts it takes its place."""
    both = _born(before).also(_born(value)) if before and value else None
    return [both.first.isoformat(), both.last.isoformat()] if both else value


def _born(stored: list[str]) -> Born:
    return Born(*map(date.fromisoformat, stored))


def _note(profile: HealthProfile, key: str, origin: dict[str, Any] | None) -> None:
    rest = {name: one for name, one in profile.provenance.items() if name != kept_as(key)}
    profile.provenance = rest | ({kept_as(key): origin} if origin else {})


def _fits_together(profile: HealthProfile, wanted: Mapping[str, Any]) -> None:
    if profile.pregnant and profile.sex == "male":
        field = "pregnant" if "pregnant" in wanted else "sex"
        detail = _(
            "A male body cannot be pregnant. Sex here means the body, for medical reasoning; gender is a field of its own."
        )
        raise Problem("VALIDATION_ERROR", detail, errors=[FieldError(field, "mismatch", detail)])


def _save(profile: HealthProfile) -> None:
    profile.updated_at = timezone.now()
    profile.save()
    profile.user.save(update_fields=list(OF_PERSON))
