"""From a text to findings: what is said, whether it is denied, of whom, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from praxia.triage.knowledge import Knowledge
from praxia.triage.language import is_english
from praxia.triage.lattice import Hit
from praxia.triage.measures import Measured, measured
from praxia.triage.medicines import mentioned
from praxia.triage.mentions import distinct, swallowed, tightest
from praxia.triage.people import OTHER, SELF, THINGS, Cast
from praxia.triage.saying import Finding, Turn
from praxia.triage.scenes import Scene
from praxia.triage.text import Text, read
from praxia.triage.times import Span
from praxia.triage.words import word_set

_COURTESY = word_set(
    """hi hello hey hiya good morning afternoon evening night day thanks thank you so much very many a lot thx ty ta cheers
    bye goodbye ok okay great nice please welcome there doctor doc praxia all right cool yes no yep nope perfect awesome
    wonderful appreciate it that is for your the help how are i am is was helpful everyone to meet got understood sure
    fine helped helps that's lovely brilliant kind kindly my friend now bless god dear nurse sir madam"""
)


def read_turn(knowledge: Knowledge, original: str, number: int = 0, before: Cast | None = None) -> Turn:
    """Read one text. `before` is the cast of the text before it: "he" may be somebody named there."""
    text = read(original)
    words = _repaired(knowledge, text.words)
    cues: dict[str, list[Span]] = {}
    hits: list[Hit] = []
    names: list[Hit] = []
    medicines: list[Hit] = []
    for hit in knowledge.automaton.find(text, words):
        payload = knowledge.payloads[hit.payload]
        if payload.cue:
            cues.setdefault(payload.cue, []).append((hit.start, hit.end))
        elif payload.medicine:
            medicines.append(hit)
        else:
            (hits if payload.finding else names).append(hit)
    hits = [hit for hit in tightest(knowledge, hits, text) if not _is_age_of_a_thing(knowledge, words, hit)]
    facts = knowledge.facts
    background = [(hit.start, hit.end) for hit in hits if knowledge.payloads[hit.payload].finding in facts]
    names = _apart(names, (*cues.get("other_meaning", ()), *background))
    scene = _scene(knowledge, text, words, cues, hits, names, before)
    meant = [hit for hit in hits if not _is_told_of_oneself(knowledge, scene, hit)]
    if len(meant) < len(hits):  # "I do not wake up gasping": now its "not" may deny
        hits, scene = meant, _scene(knowledge, text, words, cues, meant, names, before)
    values = measured(text, words)
    _ages(scene, values)
    findings = (*_mentioned(knowledge, scene, hits, number), *_shown(knowledge, scene, values, number))
    told = _as_old_as_told(knowledge, scene, swallowed(knowledge, list(distinct(findings))))
    kept = tuple(sorted(told, key=lambda one: (one.start, one.end, one.id)))
    return Turn(
        text=text,
        findings=kept,
        named=tuple(_named(knowledge, scene, names, number)),
        medicines=tuple(mentioned(knowledge, scene, medicines, number)),
        cast=scene.cast,
        measured=tuple(values),
        language_supported=is_english(words, knowledge.speller.knows, len(kept)),
        courtesy=bool(words) and len(words) <= 12 and _COURTESY.issuperset(words),
        asks_for_information=not cues.keys().isdisjoint(("info", "what_if", "advice")),
        leftover=scene.leftover(),
        durations=tuple(scene.times.durations(text)),
    )


def _is_age_of_a_thing(knowledge: Knowledge, words: list[str], hit: Hit) -> bool:
    """ "2 week old cut" is no newborn."""
    measure = knowledge.body.findings[knowledge.payloads[hit.payload].finding].measure
    return (
        measure is not None
        and measure.quantity == "age_years"
        and words[hit.end - 1] == "old"
        and not THINGS.isdisjoint(words[hit.end : hit.end + 1])
    )


def _scene(
    knowledge: Knowledge,
    text: Text,
    words: list[str],
    cues: dict[str, list[Span]],
    hits: list[Hit],
    names: list[Hit],
    before: Cast | None,
) -> Scene:
    own = [span for hit in (*hits, *names) for span in hit.spans]
    symptoms = [
        span for hit in hits if knowledge.payloads[hit.payload].finding not in knowledge.facts for span in hit.spans
    ]
    return Scene(text, words, cues, own, symptoms, before)


def _is_told_of_oneself(knowledge: Knowledge, scene: Scene, hit: Hit) -> bool:
    finding = knowledge.body.findings[knowledge.payloads[hit.payload].finding]
    return finding.of_others and scene.is_told_of_oneself(hit.start, hit.end)


def _apart(names: list[Hit], phrases: Sequence[Span]) -> list[Hit]:
    """The names of conditions outside phrases that mean something else ("a cold sweat") or only tell of a fact ("asthma")."""
    within = {at for start, end in phrases for at in range(start, end)}
    return [hit for hit in names if hit.end - 1 not in within]


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
        lasting=scene.times.is_lasting(start),
    )


def _as_old_as_told(knowledge: Knowledge, scene: Scene, findings: Iterable[Finding]) -> list[Finding]:
    """ "Chest discomfort. For 8 months a pressure in the chest uphill": a heading is as old as the same thing told after it."""
    kept = list(findings)
    lasting = [one for one in kept if one.lasting and not one.negated]
    for place, finding in enumerate(kept):
        if finding.lasting or finding.sentence not in scene.times.headings:
            continue
        if any(
            one.sentence > finding.sentence
            and (
                one.id == finding.id
                or finding.id in knowledge.implied[one.id]
                or one.id in knowledge.implied[finding.id]
            )
            for one in lasting
        ):
            kept[place] = replace(finding, lasting=True)
    return kept


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
