"""Goals are free text: what the person wants, in their own words, as far as it is about health."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from profiling.interview.rules import scope
from profiling.interview.rules.phrases import Phrases, listed
from profiling.interview.rules.reading import Clause, Reading, Sentence
from profiling.interview.rules.records import BARE, PATTERN
from profiling.interview.rules.words import Word

MOST_CHARS = 100
_LEAD = Phrases(listed("goals.lead"))
_HEALTH = Phrases(listed("goals.health"))
_NO_GOAL = Phrases(listed("goals.no_goal"))
_OTHERS_WISH = Phrases(["want* me to", "tell* me to", "told me to", "thinks i should", "say* i should"])
_TALK = Phrases(listed("goals.talk"))
_ANOTHER_SLOT = Phrases(listed("goals.another_slot"))
_DOING = Phrases(listed("goals.doing"))
_HEDGE = frozenset({"i", "guess", "think", "suppose", "hmm", "well", "mainly", "mostly", "some"})
_TRIM = frozenset(["please", "thanks", "and", "also", "then", "just", "to", "maybe", "really"])
_TAIL = frozenset(
    [
        "please",
        "thanks",
        "lol",
        "and",
        "or",
        "i",
        "guess",
        "suppose",
        "think",
        "really",
        "mainly",
        "mostly",
        "tbh",
        "maybe",
    ]
)


@dataclass(frozen=True, slots=True)
class Found:
    text: str
    confidence: float
    sentence: int


def goals(reading: Reading, sentences: list[tuple[int, Sentence]], *, asked: bool) -> Iterator[Found]:
    """What is wanted, sentence by sentence; the part of a sentence that tells something else is left out."""
    for number, sentence in sentences:
        for position, clause in enumerate(sentence.clauses):
            if (
                _OTHERS_WISH.within(clause.text)
                or _NO_GOAL.within(clause.text)
                or (scope.subject(clause, 12, "self") == "other" and not _LEAD.within(clause.text))
            ):
                continue
            lead = next((found for found in _LEAD.find(clause.text) if found[1] < len(clause.text)), None)
            if (
                lead
                and not _denied(clause, lead[0])
                and not _TALK.within(clause.text)
                and scope.subject(clause, lead[0] + 2, "self") == "self"
            ):
                words = clause.words[clause.index(lead[1] + 1) :]
                found = _told(reading, words, sentence, position)
                if found and _HEALTH.within(" ".join(word.norm for word in words)):
                    yield Found(found, PATTERN, number)
                    break
            elif asked and _is_wish(clause) and sentence.end != "?" and not _states(clause):
                found = _told(reading, clause.words, sentence, position)
                if found:
                    yield Found(found, BARE, number)
                    break


def _is_wish(clause: Clause) -> bool:
    """A bare answer is a goal when it names something of health and begins with what one does for it, or with more or less."""
    words = [word.norm for word in clause.words if word.norm not in _TRIM | _HEDGE][:3]
    return _HEALTH.within(clause.text) and _DOING.within(" ".join(words))


def _denied(clause: Clause, at: int) -> bool:
    return scope.is_denied(clause, at, at + 1) or "not want" in clause.text or "not need" in clause.text


def _states(clause: Clause) -> bool:
    """A clause that tells how things are, not how they should be."""
    return (_ANOTHER_SLOT.within(clause.text) and not _LEAD.within(clause.text)) or clause.text.startswith(
        ("i ", "my ", "it is", "that ", "you ")
    )


def _told(reading: Reading, words: tuple[Word, ...], sentence: Sentence, position: int) -> str:
    """The person's own words, with the clauses that go on about the same thing."""
    kept = list(words)
    for clause in sentence.clauses[position + 1 :]:
        if (
            clause.opened_by not in (",", "and", "-", "because", "so", "(", ")")
            or _ANOTHER_SLOT.within(clause.text)
            or not _HEALTH.within(clause.text)
        ):
            break
        kept += clause.words
    while kept and kept[0].norm in _TRIM | _HEDGE:
        kept.pop(0)
    while kept and kept[-1].norm in _TAIL:
        kept.pop()
    return " ".join(reading.quote(tuple(kept)).split())[:MOST_CHARS].strip(" ,.;-") if kept else ""
