"""May this person? One function per verb; no is a 404, the same for what is not there and what is not theirs."""

from __future__ import annotations

from imaging.models import Study
from praxia.lib.errors import Problem
from profiling.access import owned
from profiling.models import User
from profiling.profile.access import shared
from profiling.profile.records import Scope


def study_read(person: User, study_id: object) -> Study:
    """One's own, or of somebody who shares their X-rays. The caller writes a line for the latter before it shows anything."""
    studies = Study.objects.select_related("owner", "reading")
    try:
        return owned(studies, person, pk=study_id)
    except Problem:
        return shared(studies, person, Scope.XRAY, pk=study_id)


def study_write(person: User, study_id: object) -> Study:
    return owned(Study.objects.select_related("owner", "reading"), person, pk=study_id)


def may_review(person: User) -> bool:
    """Clinicians: staff to whom an administrator gave this right."""
    return person.is_active and person.is_staff and person.has_perm("imaging.add_review")


def studies_read(person: User, owner_id: object) -> User:
    """Whose studies: one's own, or those of somebody who shares them."""
    if not owner_id or str(owner_id) == str(person.pk):
        return person
    return shared(User.objects.filter(is_active=True), person, Scope.XRAY, pk=owner_id, owner="pk")
