"""Which mentions count where several lie over each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from math import inf

from praxia.triage.cues import NEGATIONS
from praxia.triage.knowledge import Knowledge
from praxia.triage.lattice import Hit
from praxia.triage.saying import Finding
from praxia.triage.text import COMMA, Text


def tightest(knowledge: Knowledge, hits: list[Hit], text: Text) -> list[Hit]:
    """Of the mentions of one finding that lie within each other keep the longest phrase, but the nearest pair of an "&".

    And "not breathing fast" is no "not breathing": where a denying phrase ends inside a longer one, the longer is what is denied.
    """
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(knowledge.payloads[hit.payload].finding, []).append(hit)
    kept: list[Hit] = []
    for same in found.values():
        phrases = _outermost([hit for hit in same if len(hit.spans) == 1])
        pairs = [hit for hit in same if len(hit.spans) > 1]
        kept += phrases + _innermost(pairs, phrases)
    longer = {hit.start: hit for hit in kept if len(hit.spans) == 1 and text.words[hit.start] not in NEGATIONS}
    return [hit for hit in kept if not _cut_short(hit, longer, text)]


def _outermost(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if not kept or hit.end > kept[-1].end:
            kept.append(hit)
    return kept


def _innermost(pairs: list[Hit], phrases: list[Hit]) -> list[Hit]:
    """The pairs that hold no other mention within them."""
    every = sorted({(hit.start, hit.end) for hit in (*pairs, *phrases)})
    starts = [start for start, _ in every]
    kept: list[Hit] = []
    for pair in pairs:
        inside = every[bisect_left(starts, pair.start) : bisect_left(starts, pair.end)]
        if not any(end <= pair.end and (start, end) != (pair.start, pair.end) for start, end in inside):
            kept.append(pair)
    return kept


def _cut_short(hit: Hit, longer: dict[int, Hit], text: Text) -> bool:
    """Whether "not X" is only the beginning of "not X Y", where "X Y" is a finding of its own."""
    if len(hit.spans) > 1 or text.words[hit.end - 2 : hit.end - 1] not in (["not"], ["no"]):
        return False
    rest = longer.get(hit.end - 1)
    return (
        rest is not None
        and hit.end < rest.end <= hit.end + 2
        and all(parted < COMMA for parted in text.breaks[hit.end : rest.end])
    )


def distinct(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """One mention per finding and place: of those that overlap and mean the same, the longest."""
    best: dict[str, list[Finding]] = {}
    for one in sorted(findings, key=lambda finding: (finding.start, -finding.end)):
        kept = best.setdefault(one.id, [])
        if kept and one.end <= kept[-1].end and not (one.source == "measure" and kept[-1].negated):
            continue
        kept.append(one)
        yield one


def swallowed(knowledge: Knowledge, findings: list[Finding]) -> Iterator[Finding]:
    """Leave out what a fuller mention replaces: "cannot breathe through my nose" is no shortness of breath."""
    fuller: dict[str, list[tuple[int, int]]] = {}
    for one in findings:
        for replaced in knowledge.body.findings[one.id].instead_of:
            fuller.setdefault(replaced, []).append((one.start, one.end))
    for spans in fuller.values():
        spans.sort()
    for one in findings:
        spans = fuller.get(one.id, [])
        before = spans[: bisect_left(spans, (one.start, inf)) if spans else 0]
        if not any(one.end <= end for _, end in before[-8:]):
            yield one
