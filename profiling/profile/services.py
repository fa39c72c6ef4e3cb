"""Writes of a profile. Form, REST, interview, import and clinician all end here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from praxia.lib.errors import FieldError, Problem
from profiling.access import owned
from profiling.models import User
from profiling.profile import selectors
from profiling.profile.born import Born
from profiling.profile.cleaning import cleaned
from profiling.profile.merging import may_replace
from profiling.profile.models import Change, Consent, HealthProfile
from profiling.profile.records import BORN, OF_PERSON, Confidence, Provenance, Source, Use
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
