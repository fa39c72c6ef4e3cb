"""Goals are free text: what the person wants, in their own words, as far as it is about health."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from profiling.interview.rules import scope
from profiling.interview.rules.phrases import Phrases
from profiling.interview.rules.reading import Clause, Reading, Sentence
from profiling.interview.rules.records import BARE, PATTERN
from profiling.interview.rules.words import Word

MOST_CHARS = 100
_LEAD = Phrases(
    [
        "{my|the|} {main|biggest|health|only|big|number 1|personal|wellness|first|} {goal|goals|aim|target|objective|dream|priority|plan|wish|ambition} {would be|is|are|right now is|for now is|this year is|at the moment is|now is|:|} {to|} {just|}", "i {really|just|only|mainly|mostly|also|simply|do|} {want|wish|hope|need|would like|would love|aim|plan|intend|would rather} {to|} {just|be able to|}",
        "i am {hoping|aiming|looking|trying|planning|working|going|keen|here} {to|on|for} {be able to|}", "{want|wanting|hoping|looking|trying|aiming|would like|would love|like|hope|wish} {to|} {be able to|}", "just {want|wanna} {to|}", "help me {to|}", "we want to", "{it would be|would be} {nice|great|good} to",
    ]
)  # fmt: skip
_HEALTH = Phrases(
    [
        "lose",
        "drop",
        "shed",
        "weight",
        "fat",
        "pounds",
        "lbs",
        "kilo*",
        "kg",
        "muscle*",
        "strong*",
        "stronger",
        "strength",
        "fit",
        "fitter",
        "fitness",
        "shape",
        "tone*",
        "toned",
        "healthy",
        "healthier",
        "health",
        "wellbeing",
        "well-being",
        "energy",
        "energetic",
        "energised",
        "sleep*",
        "rest",
        "stress*",
        "calm*",
        "relax*",
        "anxiety",
        "anxious",
        "run",
        "running",
        "marathon",
        "marathons",
        "5k",
        "10k",
        "race",
        "triathlon",
        "swim*",
        "cycl*",
        "bike",
        "exercis*",
        "active",
        "walk*",
        "steps",
        "gym",
        "workout*",
        "yoga",
        "eat*",
        "diet",
        "nutrition",
        "sugar",
        "cook*",
        "food*",
        "vegetables",
        "smok*",
        "cigarettes",
        "vaping",
        "quit",
        "drink*",
        "alcohol",
        "sober",
        "pain*",
        "back",
        "knee*",
        "joint*",
        "posture",
        "flexib*",
        "mobil*",
        "blood",
        "pressure",
        "cholesterol",
        "diabetes",
        "heart",
        "immun*",
        "live",
        "longer",
        "grandkids",
        "grandchildren",
        "kids",
        "age*",
        "aging",
        "tired",
        "fatigue*",
        "stamina",
        "endurance",
        "breath*",
        "balance",
        "mental",
        "mood",
        "happier",
        "happy",
        "feel*",
        "better",
        "belly",
        "waist",
        "bmi",
        "body",
        "confident",
        "confidence",
        "habits",
        "hydrated",
        "water",
        "meditat*",
        "mindful*",
        "recover*",
        "injury",
        "rehab",
        "train*",
        "bulk*",
        "gain",
        "lean",
        "slim*",
        "slimmer",
        "climb*",
        "hike*",
        "dance*",
        "lift*",
        "bench",
        "squat",
        "pregnant",
        "pregnancy",
        "conceive",
        "headache*",
        "migraine*",
        "digest*",
        "gut",
        "skin",
        "hormone*",
        "menopause",
        "work-life",
        "burn*",
        "cut",
        "down",
        "routine",
        "disease",
        "medication*",
        "medicine*",
        "outlive",
        "long",
        "life",
        "mountain",
        "play",
        "symptoms",
        "asthma",
        "arthritis",
        "pills",
        "snor*",
        "stretch*",
        "steps",
        "fall",
        "asleep",
    ]
)
_NO_GOAL = Phrases(
    [
        "do not know",
        "no idea",
        "not sure",
        "nothing",
        "none",
        "no goal*",
        "no thanks",
        "no thank you",
        "do not have {any|a|}",
        "whatever",
        "prefer not",
        "rather not",
        "do not want",
        "no particular",
        "do not care",
        "can not think of",
    ]
)
_OTHERS_WISH = Phrases(["want* me to", "tell* me to", "told me to", "thinks i should", "say* i should"])
_TALK = Phrases(
    [
        "want to know",
        "want to ask",
        "want to answer",
        "want to talk",
        "want to stop",
        "want to quit this",
        "like to know",
        "need to know",
        "want to say",
        "want to tell",
        "want to be vegan",
        "want to see",
        "trying to find",
        "trying to understand",
        "looking at",
        "like a",
        "like an",
        "like the",
    ]
)
_ANOTHER_SLOT = Phrases(
    [
        "i am #",
        "i {sleep|eat|exercise|walk|work|am}",
        "my {stress|sleep|diet|age|job|boss|work}",
        "i should {mention|add|say}",
        "i {also|do|do not|can not|never|have}",
        "sleep {is|poorly|badly|well}",
        "stress is",
        "by the way",
        "btw",
    ]
)
_DOING = Phrases(
    (
        "lose losing drop shed get getting be being become run running walk swim cycle sleep sleeping eat eating drink drinking quit quitting stop "
        "stopping reduce reducing lower lowering cut build building gain gaining tone improve improving increase increasing feel feeling stay staying "
        "keep keeping maintain manage managing control live living reach have having do doing move moving exercise train relax more less better "
        "fewer healthier fitter stronger climb complete finish start learn avoid prevent beat recover heal lift bulk slim slimmer increase boost "
        "strengthen go weight fitness muscle longer cook meditate breathe play dance bring make take work balance energy mobility flexibility "
        "health healthy stress longevity strength endurance stamina managing hike ski surf stretch outlive see fit"
    ).split()
)
_TRIM = frozenset(["please", "thanks", "and", "also", "then", "just", "to", "maybe", "really"])
_TAIL = frozenset(["please", "thanks", "lol", "and", "or", "i", "guess", "suppose", "think", "really"])


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
                or (scope.subject_after(clause, "self") == "other" and not _LEAD.within(clause.text))
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
    words = [word.norm for word in clause.words if word.norm not in _TRIM][:3]
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
    while kept and kept[0].norm in _TRIM:
        kept.pop(0)
    while kept and kept[-1].norm in _TAIL:
        kept.pop()
    return " ".join(reading.quote(tuple(kept)).split())[:MOST_CHARS].strip(" ,.;-") if kept else ""
