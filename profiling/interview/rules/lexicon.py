"""Values that words carry, by the tables in `vocabulary.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from profiling.interview.rules import scope
from profiling.interview.rules.fillers import rest
from profiling.interview.rules.phrases import Phrases, listed
from profiling.interview.rules.reading import Clause
from profiling.interview.rules.records import BARE, INFERRED, LEXICON, PATTERN
from profiling.interview.rules.tables import vocabulary

_TIERS = {"said": PATTERN, "weak": LEXICON, "asked": LEXICON, "guess": INFERRED}
_CARRIED = Phrases(["{it|that|this} {is|has been|has}", "now it is", "these are", "they are"])
_TOPICS = {
    "gender": Phrases(["gender", "sex", "identify"]),
    "activityLevel": Phrases(
        [
            "activity",
            "activity level",
            "fitness level",
            "exercise level",
            "physical activity",
            "my fitness",
            "exercise",
            "sport",
        ]
    ),
    "dietaryPreference": Phrases(["diet", "dietary preference", "food preference", "eating habits", "nutrition"]),
    "sleepQuality": Phrases(["sleep", "sleeping", "slept", "sleep quality", "my nights", "my rest"]),
    "stressLevel": Phrases(["stress", "stress level", "stress levels", "pressure"]),
}
# What a denial of a value says, where it says anything: (value, confidence).
_DENIED = {
    ("stressLevel", "high"): ("low", LEXICON),
    ("stressLevel", "low"): ("high", INFERRED),
    ("sleepQuality", "good"): ("poor", LEXICON),
    ("sleepQuality", "poor"): ("good", LEXICON),
    ("activityLevel", "active"): ("sedentary", LEXICON),
    ("activityLevel", "moderate"): ("sedentary", LEXICON),
}


@dataclass(frozen=True, slots=True)
class Found:
    field: str
    value: str
    confidence: float
    start: int
    end: int


@cache
def _tables() -> dict[tuple[str, str, str], Phrases]:
    return {place: Phrases(phrases) for place, phrases in vocabulary().items()}


def values(clause: Clause, *, asked: str | None, inherited: str, earlier: str = "") -> Iterator[Found]:
    """Every value that the words of this clause carry for the person, now. `earlier` is the clause before it in its sentence,
    of which "it is low" may speak."""
    found = list(_all_values(clause, asked, inherited, earlier))
    for one in found:
        if not any(_covers(other, one) for other in found):
            yield one


def _covers(other: Found, one: Found) -> bool:
    """ "Mostly plant based" is not "plant based"."""
    wider = other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start
    return wider and other.field == one.field and other.value != one.value


def _all_values(clause: Clause, asked: str | None, inherited: str, earlier: str) -> Iterator[Found]:
    carried = earlier if any(start == 0 for start, _, _ in _CARRIED.find(clause.text)) else ""
    for (field, value, tier), phrases in _tables().items():
        if tier == "asked" and asked != field:
            continue
        for start, end, _ in phrases.find(clause.text):
            found = _weighed(clause, Found(field, value, _TIERS.get(tier, BARE), start, end), tier, asked, carried)
            if found and _holds(clause, found, inherited):
                yield from _denied_or(clause, found, tier)


def over(clause: Clause) -> Iterator[Found]:
    """What a clause about the past says of now, when the next one says that this is over."""
    for (field, value, tier), phrases in _tables().items():
        opposite = _DENIED.get((field, value))
        if (
            opposite
            and tier not in ("topic", "asked")
            and scope.is_past(clause, len(clause.text))
            and phrases.within(clause.text)
        ):
            yield Found(field, opposite[0], LEXICON, 0, len(clause.text))


def _weighed(clause: Clause, found: Found, tier: str, asked: str | None, carried: str) -> Found | None:
    """Bare words count only where the subject is clear: asked for, or named in the clause."""
    if tier == "asked":
        return None if _ABOUT_ASKING.within(clause.text) else found
    if tier != "topic":
        return found
    if _is_of_another(clause, found):
        return None
    left = rest(clause, found.start, found.end)
    topic = _TOPICS[found.field]
    named = topic.within(clause.text) or topic.within(carried)
    others = [field for field, topic in _TOPICS.items() if field != found.field and topic.within(clause.text)]
    if named and not others and found.field != "gender" and len(left) <= 2:
        return Found(found.field, found.value, BARE, found.start, found.end)
    if asked == found.field and not left and not (others and not named):
        return found
    if asked == found.field and _is_remark(clause, found, left):
        return Found(found.field, found.value, INFERRED, found.start, found.end)
    return _sketch(clause, found, left, asked)


def _is_remark(clause: Clause, found: Found, left: list[str]) -> bool:
    """ "The nights are long and awful": ends in the answer, with a few more words; said too loosely to count unconfirmed."""
    ends = found.field != "gender" and clause.text.endswith(clause.text[found.start : found.end])
    return ends and len(left) <= 3 and not _ABOUT_ELSE.within(clause.text)


_ABOUT_ASKING = Phrases(listed("lexicon.about_asking"))
_ABOUT_ELSE = Phrases(listed("lexicon.about_else"))


def _is_of_another(clause: Clause, found: Found) -> bool:
    """ "My mum", "she is 25": a word for somebody else."""
    before, after = clause.text[: found.start].split()[-1:], clause.text[found.end :].split()[:1]
    return found.field == "gender" and (
        before in (["my"], ["his"], ["her"], ["our"], ["their"], ["your"])
        or (
            clause.text[found.start : found.end] in _PRONOUNS and after in (["is"], ["was"], ["has"], ["are"], ["does"])
        )
    )


def _sketch(clause: Clause, found: Found, left: list[str], asked: str | None) -> Found | None:
    """ "A retired lady", "M", "woman": a few words without a verb, in which people describe themselves."""
    if (
        asked == found.field == "gender"
        and clause.first
        and clause.text[: found.start] in ("", "a ", "just a ", "an old ", "an ")
    ):
        return found
    said = clause.text[found.start : found.end]
    if asked != "gender" and (found.value == "other" or said in _PRONOUNS or (asked is not None and said in _ADDRESS)):
        return None
    is_short = len(clause.words) <= 4 and (clause.first or clause.words[0].norm in ("a", "an") or not left)
    if (
        found.field == "gender"
        and is_short
        and (not left or clause.text.endswith(clause.text[found.start : found.end]))
    ):
        plain = not any(
            word.norm in ("my", "his", "her", "the", "to", "with", "you", "from", "not", "hi", "hello", "hey")
            for word in clause.words
        )
        return found if plain else None
    return None


_ADDRESS = frozenset({"dude", "bro", "mate", "man", "guy"})  # "all good, mate" names who is spoken to
_PRONOUNS = frozenset({"he", "she", "him", "her", "they", "them"})


def _holds(clause: Clause, found: Found, inherited: str) -> bool:
    if scope.subject(clause, found.start, inherited) == "other" and not _speaks_of_self(clause, found):
        return False
    if scope.is_supposed(clause) and clause.text != clause.text[found.start : found.end]:
        return False
    return not scope.is_past(clause, found.start)


def _speaks_of_self(clause: Clause, found: Found) -> bool:
    """ "My boss keeps me up": the match itself has the person in it."""
    if clause.text.startswith(("you ", "your ")):  # said to the program
        return False
    inside = clause.text[found.start : found.end].split()
    return "me" in inside or "i" in inside or "my" in inside


def _denied_or(clause: Clause, found: Found, tier: str) -> Iterator[Found]:
    if not scope.is_denied(clause, found.start, found.end):
        yield found
        return
    opposite = _DENIED.get((found.field, found.value))
    if opposite and tier != "asked" and found.confidence >= LEXICON:
        yield Found(found.field, opposite[0], opposite[1], found.start, found.end)
