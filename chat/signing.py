"""Clinicians sign entries of the knowledge: which there are, who has signed them, and what a signature says in an answer.

A signature holds for the words of an entry as they were read (`fingerprint`); when they change, it lapses by itself.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from chat.judging import Judged
from chat.models import KnowledgeSignature
from praxia.lib.errors import Problem
from praxia.triage import Level, Severity, Source, shipped
from praxia.triage.ranking import ELSEWHERE
from praxia.triage.records import SENSITIVITY, Condition, Interaction, Medicine, RedFlag
from profiling.models import User

RED_FLAG, CONDITION, PAIR, MEDICINE = "red_flag", "condition", "pair", "medicine"
NOT_PART_OF_THE_TEXT = ("where", "reviewed_on", "sources")  # the sources stand below, with what they say
TITLES = {
    "also": "other names", "kinds": "is one of, or holds", "use": "what it is for", "limit": "the most of a leaflet",
    "if_taken": "judged, where both were taken, as",
    "any": "fires at any of", "all": "and each of", "none": "but at none of", "min_any": "at least how many",
    "window_h": "noticed within, in hours", "acute": "only when new", "question_finding": "what it asks about",
    "prevalence_band": "how usual (1 rare to 5 common)", "priors": "more or less usual in", "weights": "what speaks for it",
    "level_default": "level", "self_care": "what helps, as people are told", "emergency_if": "emergency if",
    "see_doctor_if": "see a doctor if", "tests_talk_about": "tests to talk about",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One entry of the knowledge, as a clinician reads it. What weighs most has the highest `rank`, 4."""

    kind: str
    id: str
    name: str
    level: str
    rank: int
    fingerprint: str
    lines: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]


@cache
def entries() -> Mapping[tuple[str, str], Entry]:
    """Every entry that can be signed, by kind and id."""
    body = shipped().body
    made = [_entry(RED_FLAG, one, one.message, one.level) for one in body.red_flags.values()]
    made += [_entry(CONDITION, one, one.name, one.level_default) for one in body.conditions.values()]
    made += [_entry(PAIR, one, _pair_name(one, body.medicines), one.severity) for one in body.interactions.values()]
    made += [_entry(MEDICINE, one, one.name) for one in body.medicines.values() if one.use or one.limit]
    return {(one.kind, one.id): one for one in made}


def entry_of(kind: str, id_: str) -> Entry:
    """Raises Problem NOT_FOUND."""
    try:
        return entries()[kind, id_]
    except KeyError:
        raise Problem("NOT_FOUND") from None


def signatures() -> dict[tuple[str, str], KnowledgeSignature]:
    """The signatures that hold for the knowledge as it is now, by kind and id."""
    rows = KnowledgeSignature.objects.filter(withdrawn_at=None).select_related("signed_by")
    return {
        (row.kind, row.entry): row
        for row in rows
        if (entry := entries().get((row.kind, row.entry))) and entry.fingerprint == row.fingerprint
    }


def signed_on(shown: Iterable[tuple[str, str]]) -> dict[tuple[str, str], date]:
    """Of these entries (kind, id) those that are signed, with the day."""
    wanted = set(shown)
    rows = KnowledgeSignature.objects.filter(withdrawn_at=None, entry__in={id_ for _, id_ in wanted})
    known = entries()
    return {
        (row.kind, row.entry): row.signed_at.date()
        for row in rows
        if (row.kind, row.entry) in wanted and known[row.kind, row.entry].fingerprint == row.fingerprint
    }


def with_signatures(judged: Judged) -> Judged:
    """The judgement with the day on which each entry in it was signed."""
    found = judged.assessment
    days = signed_on(
        [
            *((RED_FLAG, one.id) for one in found.rules),
            *((CONDITION, one.id) for one in (*found.conditions, *found.asked_about)),
            *((PAIR, one.id) for one in found.pairs),
            *((MEDICINE, one.id) for one in found.medicines),
        ]
    )
    if not days:
        return judged
    return replace(
        judged,
        assessment=replace(
            found,
            rules=tuple(replace(one, reviewed_on=_day(days, RED_FLAG, one.id)) for one in found.rules),
            conditions=tuple(replace(one, reviewed_on=_day(days, CONDITION, one.id)) for one in found.conditions),
            asked_about=tuple(replace(one, reviewed_on=_day(days, CONDITION, one.id)) for one in found.asked_about),
            pairs=tuple(replace(one, reviewed_on=_day(days, PAIR, one.id)) for one in found.pairs),
            medicines=tuple(replace(one, reviewed_on=_day(days, MEDICINE, one.id)) for one in found.medicines),
        ),
    )


def _day(days: Mapping[tuple[str, str], date], kind: str, id_: str) -> str | None:
    day = days.get((kind, id_))
    return day.isoformat() if day else None


def entry_sign(*, clinician: User, kind: str, id_: str, fingerprint: str, note: str = "") -> KnowledgeSignature:
    """Sign what was read. Raises Problem NOT_FOUND, FORBIDDEN, STALE (it has changed, or somebody was first)."""
    _may_sign(clinician)
    entry = entry_of(kind, id_)
    if entry.fingerprint != fingerprint:
        raise Problem("STALE", "This entry has changed since you opened it. Read it again, then sign.")
    try:
        with transaction.atomic():
            return KnowledgeSignature.objects.create(
                kind=kind, entry=id_, fingerprint=fingerprint, signed_by=clinician, note=note.strip()
            )
    except IntegrityError:
        raise Problem("STALE", "Somebody else has just signed this entry. Nothing was changed.") from None


def signature_withdraw(*, clinician: User, signature_id: int, why: str) -> None:
    """Take a signature back, with the reason. Raises Problem FORBIDDEN, VALIDATION_ERROR, NOT_FOUND."""
    _may_sign(clinician)
    if not why.strip():
        raise Problem("VALIDATION_ERROR", "Say why the signature is withdrawn, so that the next reader knows.")
    changed = KnowledgeSignature.objects.filter(pk=signature_id, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_why=why.strip()
    )
    if not changed:
        raise Problem("NOT_FOUND")


def _may_sign(clinician: User) -> None:
    if not clinician.has_perm("chat.sign_knowledge"):
        raise Problem("FORBIDDEN", "Only clinicians with the right to sign may do this.")


def _pair_name(one: Interaction, known: Mapping[str, Medicine]) -> str:
    return f"{known[one.a].name} with {known[one.b].name}"


def _entry(
    kind: str, one: RedFlag | Condition | Interaction | Medicine, name: str, level: Level | Severity | None = None
) -> Entry:
    word, rank = "", 0
    if isinstance(level, Level):
        word, rank = level.value, level.rank
    elif level is not None:
        word, rank = level.name.lower(), level.value
    told = [
        (TITLES.get(field.name, field.name.replace("_", " ")), _words(_named(field.name, getattr(one, field.name))))
        for field in fields(one)
        if field.name not in NOT_PART_OF_THE_TEXT
    ]
    lines = tuple((title, words) for title, words in told if words)
    sources = tuple(shipped().body.sources[source] for source in one.sources)
    read = repr((told, [(source.title, source.url, source.quote) for source in sources]))
    return Entry(kind, one.id, name, word, rank, hashlib.sha256(read.encode()).hexdigest(), lines, sources)


def _named(field: str, value: Any) -> Any:
    """The value with what its ids stand for: a clinician answers for the words that people are told, not for their ids."""
    body = shipped().body
    if field in ("any", "none", "question_finding"):
        return [body.findings[one].label for one in ([value] if isinstance(value, str) else value or ())]
    if field == "all":
        return [" or ".join(body.findings[one].label for one in group) for group in value]
    if field == "weights":
        return [
            f"{body.findings[one.finding].label} ({SENSITIVITY[one.sens_band]:.0%} of those who have it, "
            f"{ELSEWHERE[one.spec_band]:.1%} of others)"
            for one in value
        ]
    if isinstance(value, Severity):
        return value.name.lower()
    if field in ("a", "b"):
        return body.medicines[value].name
    if field == "if_taken":
        return body.findings[value].label if value else None
    if field == "kinds":
        return [body.medicines[one].name for one in value]
    if field == "self_care":
        return [body.care_advice[one].text for one in value]
    if field == "emergency_if":
        return [body.red_flags[one].sign or body.red_flags[one].message for one in value]
    if field == "suspects":
        return [body.conditions[one].name for one in value]
    return value


def _words(value: Any) -> str:
    """A field as text that reads the same in every process."""
    if isinstance(value, Level):
        return value.value.replace("_", " ")
    if isinstance(value, tuple | list):
        return "; ".join(_words(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(value[key])}" for key in sorted(value))
    if hasattr(value, "__dataclass_fields__"):
        return ", ".join(
            f"{field.name.replace('_', ' ')} {words}"
            for field in fields(value)
            if (words := _words(getattr(value, field.name)))
        )
    if value is None or value in (0, math.inf):
        return ""
    return "yes" if value is True else str(value)
