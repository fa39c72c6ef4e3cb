"""What an interview learned goes into the health profile, each value with where it came from, how sure it is, and its words."""

from __future__ import annotations

import logging
from collections.abc import Collection

from praxia.lib.errors import Problem
from profiling.interview.models import Session
from profiling.interview.records import FIELDS, Origin
from profiling.profile.records import Confidence, Source
from profiling.profile.services import profile_update

log = logging.getLogger(__name__)
_SOURCES = {Origin.SAID: Source.INTERVIEW, Origin.TYPED: Source.TYPED}


def keep(session: Session, *, fields: Collection[str] = FIELDS) -> None:
    """Write what was said or typed; what the profile knew before stays as it is, and so does what the person typed there."""
    known = session.sheet.known
    for field in fields:
        one = known.get(field)
        if one is None or one.origin not in _SOURCES:
            continue
        try:
            profile_update(
                person=session.owner,
                values=_named(field, one.value),
                source=_SOURCES[Origin(one.origin)],
                confidence=Confidence(one.word),
                quote=one.quote,
                explicit=one.explicit,
            )
        except Problem as problem:  # the interview ends all the same; the value stays in it
            log.warning("interview %s: %s was not taken into the profile (%s)", session.pk, field, problem.code)


def clear(session: Session, field: str) -> None:
    profile_update(person=session.owner, values=_named(field, None), source=Source.TYPED)


def _named(field: str, value: int | str | None) -> dict[str, object]:
    return {field: value} if field in ("age", "gender") else {"wellness": {field: value}}
