"""Merging what an answer carries into what is known. Pure; nothing that is not spoken about changes."""

from __future__ import annotations

from dataclasses import replace

from profiling.interview.records import FAIR, UNSURE, Heard, Known, Sheet


def merged(sheet: Sheet, heard: Heard, *, asked: str | None) -> Sheet:
    """The new sheet. An unsure guess never overwrites a surer value; a correction in words does, and so does the answer to a
    question about that very field. Two values equally sure are asked again."""
    known = dict(sheet.known)
    declined = set(sheet.declined)
    for field, said in heard.slots.items():
        known[field] = _settled(known.get(field), said, is_asked=field == asked)
        declined.discard(field)
    for field in heard.denied:
        known.pop(field, None)
    for field in heard.declined:
        if field not in heard.slots:
            known.pop(field, None)
            declined.add(field)
    return Sheet(known, tuple(sorted(declined)))


def _settled(before: Known | None, said: Known, *, is_asked: bool) -> Known:
    if before is None:
        return said
    if before.value == said.value:
        return said if said.confidence > before.confidence else before
    if said.confidence >= FAIR and (said.explicit or is_asked):
        return replace(said, explicit=True)
    if said.confidence > before.confidence:
        return said
    if said.confidence == before.confidence:
        return replace(before, confidence=min(before.confidence, UNSURE))
    return before
