"""What is told of the medicines in a text: each of them, the pairs that meet, and the sentence that opens the answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from praxia.triage.assessment import MedicineNote, MedicinePair
from praxia.triage.knowledge import Knowledge
from praxia.triage.records import Severity, Source
from praxia.triage.rules import Evidence
from praxia.triage.saying import ASKED, Meeting, Mention, Turn
from praxia.triage.words import word_set

PAIRS = 4  # a frightened person reads few
OTHERS = 8

TOGETHER = {
    Severity.NEVER: "Do not take {first} and {second} together.",
    Severity.SERIOUS: "Do not take {first} and {second} together unless a doctor or pharmacist who knows of both has agreed.",
    Severity.CAUTION: "Ask a pharmacist or doctor before you take {first} and {second} together.",
    Severity.APART: "Do not take {first} and {second} at the same time of day: hours have to lie between them.",
    Severity.USUAL: "Adults for whom {first} and {second} are each right can usually take both. Keep to the leaflet of each.",
}
WITH_FOOD = {
    Severity.NEVER: "Do not have {first} while you take {second}.",
    Severity.SERIOUS: "Do not have {first} while you take {second} unless a doctor or pharmacist has agreed.",
    Severity.CAUTION: "Ask a pharmacist or doctor about {first} while you take {second}.",
    Severity.APART: "Do not have {first} at the same time as {second}: hours have to lie between them.",
    Severity.USUAL: "{first} and {second} can usually go together. Keep to the leaflet.",
}
DEPENDS = "Ask a pharmacist before you take {first} and {second} together: it depends on which they are."
NO_WARNING_KNOWN = (
    "Ask a pharmacist before you take {first} and {second} together: no warning known here does not make it safe."
)
WHICH = "A doctor or pharmacist can say which of {first} and {second} suits you. Do not take both without asking."
ASK = "Ask a pharmacist, midwife or doctor before {first} is taken."
ONE = (
    "Keep to the leaflet in the packet, which lists side effects too; "
    "a pharmacist can say whether {first} suits you and your other medicines."
)
OF_AGE = 18.0
NOT_USUAL = (
    "Whether it may be taken here at all, and how much, only a pharmacist, midwife or doctor can say: "
    "what you tell of the person changes that."
)
NOT_THE_LEAFLETS = word_set(  # of whom no medicine's leaflet for adults speaks
    """pregnant late_pregnancy before_20_weeks postpartum breastfeeding_now child newborn infant_under_3_months infant_3_to_6_months
    infant_under_1 infant_weeks"""
)
ILL = word_set("kidney_disease liver_disease heart_disease asthma blood_thinner bleeding_disorder alcohol_daily")
_LEADING = re.compile(r"^(?:on|take|takes|taking)\s+", re.IGNORECASE)


def notes(turn: Turn, evidence: Evidence) -> tuple[MedicineNote, ...]:
    """What is known of each medicine that the text names; nothing of what is only food."""
    knowledge = evidence.knowledge
    by_id: dict[str, list[Mention]] = {}
    for one in turn.medicines:
        if not knowledge.body.medicines[one.id].food:
            by_id.setdefault(one.id, []).append(one)
    said = {one.id for one in (*turn.findings, *evidence.findings) if not one.negated}
    young = any(one.child or one.infant or (one.age_years or OF_AGE) < OF_AGE for one in turn.cast.people)
    is_special = young or not said.isdisjoint(NOT_THE_LEAFLETS)
    return tuple(
        _note(mentions, knowledge, limited=is_special, ill=not said.isdisjoint(ILL)) for mentions in by_id.values()
    )


def _note(mentions: Sequence[Mention], knowledge: Knowledge, *, limited: bool, ill: bool) -> MedicineNote:
    """The amounts of a leaflet are told only of an adult of whom nothing is said that changes them."""
    first = mentions[0]
    medicine, kinds = knowledge.body.medicines[first.id], knowledge.kinds[first.id]
    others = sorted(
        (-meeting.severity, knowledge.body.medicines[other].name)
        for pair, meeting in knowledge.body.interactions.items()
        for one, other in (pair, pair[::-1])
        if one in kinds and one != other and meeting.severity > Severity.USUAL and _has_names(other, knowledge)
    )
    return MedicineNote(
        id=first.id,
        name=medicine.name,
        word=word(first, knowledge),
        names=tuple(_names(kinds, knowledge)),
        use=medicine.use,
        limit=NOT_USUAL if limited or (ill and medicine.limit) else medicine.limit,
        others=tuple(dict.fromkeys(name for _, name in others))[:OTHERS],
        asked=any(one.how == ASKED for one in mentions),
        is_kind=all(one.is_kind for one in mentions),
        sources=_sources(medicine.sources, knowledge),
    )


def _names(kinds: Sequence[str], knowledge: Knowledge) -> Iterator[str]:
    """By what a text may speak of it: its own names, and the words for its kinds."""
    known = knowledge.body.medicines
    own = known[kinds[0]]
    for name in (own.name.partition(" (")[0], *own.also, *(name for kind in kinds for name in known[kind].kind_names)):
        if "{" not in name:
            yield name


def _has_names(name: str, knowledge: Knowledge) -> bool:
    """Not so of groups that only pairs speak of."""
    return not knowledge.body.medicines[name].name.startswith("a medicine that")


def pairs(meetings: Sequence[Meeting], knowledge: Knowledge) -> tuple[MedicinePair, ...]:
    """The warnings about medicines that meet, worst first."""
    return tuple(_pair(one, knowledge) for one in meetings[:PAIRS])


def _pair(meeting: Meeting, knowledge: Knowledge) -> MedicinePair:
    known, said = knowledge.body.medicines, (meeting.one, meeting.other)
    if known[meeting.other.id].food:
        said = (meeting.other, meeting.one)
    return MedicinePair(
        id=meeting.interaction.id,
        names=(known[said[0].id].name, known[said[1].id].name),
        words=(word(said[0], knowledge), word(said[1], knowledge)),
        severity=meeting.interaction.severity,
        effect=meeting.interaction.effect,
        advice=meeting.interaction.advice,
        depends_on=known[meeting.member].name if meeting.member else "",
        food=known[said[0].id].food,
        from_profile=any(one.from_profile for one in said),
        sources=_sources(meeting.interaction.sources, knowledge),
    )


def unpaired(
    apart: Iterable[tuple[Mention, Mention]], knowledge: Knowledge, *, asked_only: bool
) -> tuple[tuple[str, str], ...]:
    """The medicines of which no warning is known; `asked_only`: of those that the text asks about."""
    wanted = [pair for pair in apart if not asked_only or ASKED in {one.how for one in pair}]
    return tuple((word(one, knowledge), word(other, knowledge)) for one, other in wanted[:PAIRS])


def word(mention: Mention, knowledge: Knowledge) -> str:
    """What to call it: the person's own word for a medicine, ours for a kind and for food."""
    medicine = knowledge.body.medicines[mention.id]
    if medicine.food or mention.is_kind:
        return medicine.name
    return " ".join(_LEADING.sub("", mention.quote).replace("{", "").replace("}", "").split())


def warning(met: Sequence[MedicinePair]) -> str | None:
    """What has to stand first even beside a complaint: two medicines that should not be taken together."""
    is_strong = met and met[0].severity >= Severity.SERIOUS and not met[0].depends_on
    return opening((), met, ()) if is_strong else None


def opening(
    named: Sequence[MedicineNote],
    met: Sequence[MedicinePair],
    apart: Sequence[tuple[str, str]],
    *,
    compared: bool = False,
) -> str | None:
    """The sentence that opens an answer about medicines; None where there are none."""
    if compared and len(named) > 1:
        said = WHICH.format(first=named[0].word, second=named[1].word)
    elif met:
        worst, (first, second) = met[0], met[0].words
        if worst.severity == Severity.USUAL and any(note.limit == NOT_USUAL for note in named):
            return ASK.format(first="either of them").replace("is taken", "is given or taken")
        words = DEPENDS if worst.depends_on else (WITH_FOOD if worst.food else TOGETHER)[worst.severity]
        said = words.format(first=first, second=second)
    elif named and apart:
        said = NO_WARNING_KNOWN.format(first=apart[0][0], second=apart[0][1])
    elif named:
        said = (ONE if named[0].limit != NOT_USUAL else ASK).format(first=named[0].word)
    else:
        return None
    return said[:1].upper() + said[1:]


def _sources(names: Sequence[str], known: Knowledge) -> tuple[Source, ...]:
    return tuple(known.body.sources[name] for name in names)
