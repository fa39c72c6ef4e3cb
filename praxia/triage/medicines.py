"""Which medicines a text names, whether they were taken or are asked about, and which of them should not meet.

Nothing here judges urgency by itself: a pair that was taken already becomes a finding, for which a rule of the knowledge speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import combinations, product

from praxia.triage.knowledge import Knowledge
from praxia.triage.lattice import Hit
from praxia.triage.people import OTHER, SELF
from praxia.triage.records import Interaction, Severity
from praxia.triage.saying import ASKED, GIVEN, NAMED, TAKEN, USED, Finding, Meeting, Mention, Turn
from praxia.triage.scenes import CHRONIC, NOW, RECENT, Scene
from praxia.triage.text import SENTENCE
from praxia.triage.words import word_set

SAME = "any_medicine"  # the entry whose meeting with itself is about one medicine under two names
LOOK_BACK_H = 48.0  # what was taken longer ago than this meets nothing any more
ALIKE = 0.7  # two spellings of one name
MOST_MENTIONS = 24  # of one text; a longer list is not read to its end

_MODAL = word_set("can could may should would might must will shall do does did if to never cannot")
_ASKING = word_set("can could may should would might is are does do what how which why if before")
_TAKEN = word_set(
    "took taken swallowed drank drunk ate eaten had used mixed combined popped downed gave injected sprayed sniffed inhaled"
)
_USED = word_set("on take takes taking use uses using")
_OWN = word_set("my his her their our prescribed given")
_ANYBODY = word_set("anyone anybody somebody someone people everyone")
_SUBJECT = word_set("i he she they we who already currently also still usually always normally both")
_ONGOING = word_set("am is are was been while whilst already currently still when be")
_SAME_THING = word_set("or aka called is same as brand name generic the ie eg also known")


def mentioned(knowledge: Knowledge, scene: Scene, hits: Iterable[Hit], number: int) -> Iterator[Mention]:
    """The medicines of one text in its order: of names that lie over each other the longest."""
    past, found = 0, 0
    hows: list[str] = []
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if hit.start < past or found == MOST_MENTIONS:
            continue
        hows = hows or _hows(scene)
        past, found = hit.end, found + 1
        reading = scene.reading(hit.spans, negatable=True, context=False, crisis=False)
        how = hows[hit.start]
        if how == TAKEN and not _is_fresh(reading.when, reading.hours):
            how = NAMED
        yield Mention(
            id=knowledge.payloads[hit.payload].medicine,
            quote=scene.text.quote(hit.start, hit.end),
            start=scene.text.starts[hit.start],
            end=scene.text.ends[hit.end - 1],
            how=how,
            negated=reading.denied,
            who=reading.who,
            person=reading.person,
            turn=number,
            sentence=scene.sentence[hit.start],
            first=hit.start,
            past=hit.end,
            is_kind=knowledge.payloads[hit.payload].is_kind,
        )


def _is_fresh(when: str, hours: float | None) -> bool:
    if when in (RECENT, CHRONIC):
        return hours is None or hours <= LOOK_BACK_H
    return when == NOW


def _hows(scene: Scene) -> list[str]:
    """For each word what is said of the medicine that it may name: asked about, one's own, in use, or taken.

    The last verb before it in its sentence decides. What a question or an "if" governs was not done: "can I take", "if I took";
    but "can I drink after I took" was.
    """
    words, is_question = scene.words, "?" in scene.text.original
    how, supposed = NAMED, False
    hows: list[str] = []
    for at, word in enumerate(words):
        if not at or scene.text.breaks[at] >= SENTENCE:
            how, supposed = ASKED if is_question else NAMED, False
        before = words[at - 1] if at else ""
        if word == "if" or (before == "has" and word in _ANYBODY):
            how, supposed = ASKED, True
        if word in _ASKING and not (word in ("is", "are") and before in _SUBJECT):
            how = ASKED
        elif word in _OWN or (word == "gave" and words[at + 1 : at + 2] in (["me"], ["us"])):
            how = GIVEN if how in (NAMED, ASKED) else how  # handed over, not yet swallowed
        elif word in _TAKEN and not supposed and before not in ("be", "to", "being"):
            how = TAKEN
        elif word in _USED and not supposed and _is_in_use(words, at, how):
            how = USED
        hows.append(how)
    return hows


def _is_in_use(words: Sequence[str], at: int, how: str) -> bool:
    """Whether a word says that a medicine is taken regularly: "I take", "am on", "while taking"; not "can I take"."""
    word, before, earlier = words[at], words[at - 1] if at else "", words[at - 2] if at > 1 else ""
    if word in ("take", "takes", "use", "uses"):
        return (before in _SUBJECT or not at) and earlier not in _MODAL and not (before == "also" and how == ASKED)
    if word == "on":
        return before in _ONGOING or before in _SUBJECT or not at
    return before in _ONGOING or before == "not" or not at


_COMPARING = word_set(
    "difference differ differs compare compares compared comparison better versus vs instead stronger switch switching"
)


def compares(turn: Turn) -> bool:
    """Whether a text asks which of two medicines, not whether both."""
    return not _COMPARING.isdisjoint(turn.text.words)


def meetings(
    knowledge: Knowledge, turns: Sequence[Turn], profile: Sequence[Mention]
) -> tuple[tuple[Meeting, ...], tuple[tuple[Mention, Mention], ...]]:
    """The pairs that the last text brings together, worst first, and those of which the knowledge says nothing.

    The last text's medicines meet each other, those of earlier texts and those of the profile.
    """
    now = _distinct(turns[-1].medicines)
    before = [one for one in _distinct(one for turn in turns[:-1] for one in turn.medicines) if not one.negated]
    known = {one.id for one in now}
    around = [one for one in (*before, *profile) if one.id not in known]
    around = list({one.id: one for one in reversed(around)}.values())[::-1]
    found: dict[tuple[str, str], Meeting] = {}
    unknown: list[tuple[Mention, Mention]] = []
    for one, other in (*combinations(now, 2), *((one, other) for one in now for other in around)):
        if _is_one_thing(knowledge, turns[-1], one, other) or _is_told_apart(one, other):
            continue
        meeting = meet(knowledge, one, other)
        if meeting:
            found.setdefault((one.id, other.id), meeting)
        elif not (_food(knowledge, one) or _food(knowledge, other)):
            unknown.append((one, other))
    return tuple(
        sorted(found.values(), key=lambda meeting: (meeting.member is not None, -meeting.interaction.severity))
    ), tuple(unknown)


def meet(knowledge: Knowledge, one: Mention, other: Mention) -> Meeting | None:
    """The strongest warning about two medicines; where one is only a kind ("an antibiotic"), about the worst of that kind."""
    interaction = _strongest(knowledge, one.id, other.id)
    if interaction is None and one.id == other.id and not knowledge.body.medicines[one.id].several:
        interaction = knowledge.body.interactions.get((SAME, SAME))
    if interaction is not None:
        return Meeting(one, other, interaction)
    worst: Meeting | None = None
    for kind, fixed in ((one, other), (other, one)):
        for member in knowledge.members.get(kind.id, ()) if kind.is_kind else ():
            interaction = _strongest(knowledge, member, fixed.id)
            if interaction is None or interaction.a == interaction.b:
                continue
            if worst is None or interaction.severity > worst.interaction.severity:
                worst = Meeting(one, other, interaction, member)
    return worst


def _strongest(knowledge: Knowledge, one: str, other: str) -> Interaction | None:
    """Of the warnings about two medicines and their kinds the strongest, of equal ones that about the nearest kinds."""
    pairs = [(min(pair), max(pair)) for pair in product(knowledge.kinds[one], knowledge.kinds[other])]
    found = [known for pair in pairs if (known := knowledge.body.interactions.get(pair))]
    return max(found, key=lambda known: known.severity, default=None)


def taken(knowledge: Knowledge, turns: Sequence[Turn], profile: Sequence[Mention]) -> Iterator[Finding]:
    """As findings: pairs that were taken, at least one of them in the last text and the other then or regularly."""
    for meeting in meetings(knowledge, turns, profile)[0]:
        one, other, interaction = meeting.one, meeting.other, meeting.interaction
        name = interaction.if_taken
        if name is None or meeting.member is not None or not _were_taken(knowledge, one, other, interaction.severity):
            continue
        definition = knowledge.body.findings[name]
        first, last = (one, other) if other.turn != one.turn or one.start <= other.start else (other, one)
        end = last.end if last.turn == first.turn and not last.from_profile else first.end
        yield Finding(
            id=name,
            label=definition.label,
            quote=turns[-1].text.original[first.start : end],
            start=first.start,
            end=end,
            negated=False,
            who=first.who,
            when=NOW,
            source="pair",
            turn=first.turn,
            sentence=first.sentence,
            person=first.person,
        )


def _were_taken(knowledge: Knowledge, one: Mention, other: Mention, severity: Severity) -> bool:
    """Both, and at least one of them lately; or both regularly, where that must never be."""
    hows = {one.how, other.how}
    if one.negated or other.negated or not hows <= {GIVEN, USED, TAKEN}:
        return False
    if TAKEN not in hows and not (hows == {USED} and severity == Severity.NEVER):
        return False
    if any(mention.how == USED and _food(knowledge, mention) for mention in (one, other)):
        return False  # who drinks now and then has not drunk now
    return one.who in (SELF, OTHER) and one.who == other.who and (one.person == other.person or one.turn != other.turn)


def _food(knowledge: Knowledge, mention: Mention) -> bool:
    return knowledge.body.medicines[mention.id].food


def _distinct(mentions: Iterable[Mention]) -> list[Mention]:
    """Each medicine under each of its names once, as it was told most definitely."""
    found: dict[tuple[str, str], Mention] = {}
    for one in mentions:
        if one.who not in (SELF, OTHER):
            continue
        key = (one.id, one.quote.lower())
        kept = found.get(key)
        if kept is None or (kept.how != TAKEN and one.how == TAKEN):
            found[key] = replace(one, negated=one.negated and (kept is None or kept.negated))
    return list(found.values())


def _is_one_thing(knowledge: Knowledge, turn: Turn, one: Mention, other: Mention) -> bool:
    """ "Tylenol (paracetamol)", "my blood thinner Eliquis", "paracetamol … paracetamols": one medicine named twice."""
    if (one.is_kind and one.id in knowledge.kinds[other.id]) or (other.is_kind and other.id in knowledge.kinds[one.id]):
        return True
    if one.id != other.id:
        return False
    if SequenceMatcher(None, one.quote.lower(), other.quote.lower()).ratio() > ALIKE:
        return True
    return one.turn == other.turn and _SAME_THING.issuperset(turn.text.words[one.past : other.first])


def _is_told_apart(one: Mention, other: Mention) -> bool:
    """ "I do not take aspirin. Can I take …": what is denied in a sentence of its own meets nothing."""
    return (one.negated or other.negated) and (one.turn, one.sentence) != (other.turn, other.sentence)


def of_profile(knowledge: Knowledge, turns: Iterable[Turn]) -> list[Mention]:
    """What a profile names, as in use by the person themselves."""
    return [
        replace(one, how=USED, who=SELF, person=0, turn=-1, sentence=-1, from_profile=True)
        for turn in turns
        for one in turn.medicines
        if not one.negated
    ]
