"""From a text to findings: what is said, whether it is denied, of whom, and when."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from praxia.triage.cues import NEGATIONS
from praxia.triage.knowledge import Knowledge
from praxia.triage.language import is_english
from praxia.triage.measures import Measured, measured
from praxia.triage.patterns import Hit
from praxia.triage.people import OTHER, SELF, Cast
from praxia.triage.scenes import CHRONIC, HYPOTHETICAL, NOW, PAST, RECENT, RESOLVED, Scene, Span
from praxia.triage.text import COMMA, Text, read
from praxia.triage.words import word_set

DAY_H = 24.0
# Facts that pass, and how long they count (hours); other facts about a person last.
PASSING_FACTS_H = {
    "recent_surgery": 1008.0,
    "postpartum": 1008.0,
    "recent_head_injury": 336.0,
    "recent_travel": 4380.0,
    "new_medicine": 1460.0,
    "pregnant": DAY_H,
}
_COURTESY = word_set(
    """hi hello hey hiya good morning afternoon evening night day thanks thank you so much very many a lot thx ty ta cheers
    bye goodbye ok okay great nice please welcome there doctor doc praxia all right cool yes no yep nope perfect awesome
    wonderful appreciate it that is for your the help how are i am is was helpful everyone to meet got understood sure
    fine"""
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was said. `start` and `end` are offsets into the text of that turn; `quote` is verbatim.

    `who` is self, other, family, animal or fiction; `when` is now, recent, resolved, past, chronic or hypothetical; `hours` is how
    long ago where the text tells it; `source` is pattern, measure, option or profile; `turn` counts the person's texts from 0.
    """

    id: str
    label: str
    quote: str
    start: int
    end: int
    negated: bool
    who: str
    when: str
    hours: float | None = None
    source: str = "pattern"
    turn: int = 0
    sentence: int = 0
    person: int = 0
    context: bool = False

    def holds(self, window_h: float) -> bool:
        """Whether it counts for a rule that looks back this many hours (0: now, which includes the last 24 hours)."""
        if self.negated or self.who not in (SELF, OTHER):
            return False
        if self.context:
            return self._fact_holds()
        if self.when in (NOW, CHRONIC):
            return True
        if self.when == RESOLVED:
            return window_h > 0 and (self.hours is None or self.hours <= window_h)
        if self.when not in (RECENT, PAST):
            return False
        return (self.hours if self.hours is not None else inf) <= max(window_h, DAY_H)

    def _fact_holds(self) -> bool:
        if self.when == HYPOTHETICAL:
            return False
        lasting = PASSING_FACTS_H.get(self.id)
        if lasting is None:
            return True
        if self.hours is not None:
            return self.hours <= lasting
        return self.when not in (PAST, RESOLVED)


@dataclass(frozen=True, slots=True)
class Turn:
    """One text of a conversation, read. `named`: conditions that it calls by their name, as findings with the condition's id.

    `leftover`: a part of it tells of a present state that no finding covers."""

    text: Text
    findings: tuple[Finding, ...]
    named: tuple[Finding, ...]
    cast: Cast
    measured: tuple[Measured, ...]
    language_supported: bool
    courtesy: bool
    asks_for_information: bool
    leftover: bool
    durations: tuple[str, ...]


def read_turn(knowledge: Knowledge, original: str, number: int = 0, before: Cast | None = None) -> Turn:
    """Read one text. `before` is the cast of the text before it: "he" may be somebody named there."""
    text = read(original)
    words = _repaired(knowledge, text.words)
    cues: dict[str, list[Span]] = {}
    hits: list[Hit] = []
    names: list[Hit] = []
    for hit in knowledge.automaton.find(text, words):
        payload = knowledge.payloads[hit.payload]
        if payload.cue:
            cues.setdefault(payload.cue, []).append((hit.start, hit.end))
        else:
            (hits if payload.finding else names).append(hit)
    hits = _tightest(knowledge, hits, text)
    own = [span for hit in (*hits, *names) for span in hit.spans]
    facts = knowledge.facts
    symptoms = [span for hit in hits if knowledge.payloads[hit.payload].finding not in facts for span in hit.spans]
    scene = Scene(text, words, cues, own, symptoms, before)
    values = measured(text, words)
    _ages(scene, values)
    findings = (*_mentioned(knowledge, scene, hits, number), *_shown(knowledge, scene, values, number))
    kept = tuple(sorted(_swallowed(knowledge, list(_distinct(findings))), key=lambda one: (one.start, one.end, one.id)))
    return Turn(
        text=text,
        findings=kept,
        named=tuple(_named(knowledge, scene, names, number)),
        cast=scene.cast,
        measured=tuple(values),
        language_supported=is_english(words, knowledge.speller.knows, len(kept)),
        courtesy=bool(words) and len(words) <= 12 and _COURTESY.issuperset(words),
        asks_for_information=not cues.keys().isdisjoint(("info", "what_if", "advice")),
        leftover=scene.leftover(),
        durations=tuple(scene.times.durations(text)),
    )


def _tightest(knowledge: Knowledge, hits: list[Hit], text: Text) -> list[Hit]:
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


def _repaired(knowledge: Knowledge, words: list[str]) -> list[str]:
    known: dict[str, str] = {}
    return [known[word] if word in known else known.setdefault(word, knowledge.speller.repair(word)) for word in words]


def _mentioned(knowledge: Knowledge, scene: Scene, hits: list[Hit], number: int) -> Iterator[Finding]:
    seen: set[tuple[str, tuple[Span, ...]]] = set()
    for hit in hits:
        name = knowledge.payloads[hit.payload].finding
        if (name, hit.spans) in seen:
            continue
        seen.add((name, hit.spans))
        yield _finding(knowledge, scene, name, hit.spans, number, "pattern")


def _named(knowledge: Knowledge, scene: Scene, hits: list[Hit], number: int) -> Iterator[Finding]:
    for hit in hits:
        condition = knowledge.body.conditions[knowledge.payloads[hit.payload].condition]
        yield _made(scene, condition.id, condition.name, hit.spans, number, "name")


def _shown(knowledge: Knowledge, scene: Scene, values: list[Measured], number: int) -> Iterator[Finding]:
    """Findings that a number shows; a healthy temperature denies fever."""
    for value in values:
        span = ((value.start, value.end),)
        definitions = knowledge.measurable.get(value.quantity, ())
        shown = [one.id for one in definitions if one.measure and one.measure.holds(value.value)]
        for name in shown:
            made = _finding(knowledge, scene, name, span, number, "measure")
            yield replace(made, **_of(scene.cast, _owner(scene.cast, value))) if value.quantity == "age_years" else made
        if not shown and value.quantity == "temperature_c":
            for definition in definitions:
                yield replace(_finding(knowledge, scene, definition.id, span, number, "measure"), negated=True)


def _of(cast: Cast, person: int) -> dict[str, Any]:
    kind = cast.people[person].kind
    return {"person": person, "who": kind if kind == SELF else OTHER}


def _finding(
    knowledge: Knowledge, scene: Scene, name: str, spans: tuple[Span, ...], number: int, source: str
) -> Finding:
    definition = knowledge.body.findings[name]
    return _made(
        scene,
        name,
        definition.label,
        spans,
        number,
        source,
        negatable=definition.negatable,
        context=definition.context,
        crisis=name in knowledge.crisis_findings,
    )


def _made(
    scene: Scene,
    name: str,
    label: str,
    spans: tuple[Span, ...],
    number: int,
    source: str,
    *,
    negatable: bool = True,
    context: bool = False,
    crisis: bool = False,
) -> Finding:
    reading = scene.reading(spans, negatable=negatable, context=context, crisis=crisis)
    start, end = spans[0][0], max(end for _, end in spans)
    return Finding(
        id=name,
        label=label,
        quote=scene.text.quote(start, end),
        start=scene.text.starts[start],
        end=scene.text.ends[end - 1],
        negated=reading.denied,
        who=reading.who,
        when=reading.when,
        hours=reading.hours,
        source=source,
        turn=number,
        sentence=scene.sentence[start],
        person=reading.person,
        context=context,
    )


def _distinct(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """One mention per finding and place: of those that overlap and mean the same, the longest."""
    best: dict[str, list[Finding]] = {}
    for one in sorted(findings, key=lambda finding: (finding.start, -finding.end)):
        kept = best.setdefault(one.id, [])
        if kept and one.end <= kept[-1].end and not (one.source == "measure" and kept[-1].negated):
            continue
        kept.append(one)
        yield one


def _ages(scene: Scene, values: list[Measured]) -> None:
    """Give each age to the person whom it stands beside."""
    for value in values:
        if value.quantity != "age_years":
            continue
        person = scene.cast.people[_owner(scene.cast, value)]
        if person.age_years is None:
            person.age_years = value.value


def _owner(cast: Cast, value: Measured) -> int:
    """The person named right after the age ("my 4 year old son"), else the one that the words there are about."""
    for place in range(value.start, min(value.end + 3, len(cast.markers))):
        if cast.markers[place] > 0:
            return cast.markers[place]
    return cast.about[value.end - 1]


def _swallowed(knowledge: Knowledge, findings: list[Finding]) -> Iterator[Finding]:
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
