"""Of whom, when and whether: what stands around a match decides if it is said of the person, and now, and not denied."""

from __future__ import annotations

import re
from itertools import pairwise

from profiling.interview.rules.phrases import Phrases, listed
from profiling.interview.rules.reading import Clause, Sentence

_PEOPLE = listed("scope.people")
_DETERMINERS = ["my", "our", "his", "her", "their", "your", "the", "that", "this"]
_OTHER = re.compile(
    rf"(?<![^ ])(?:(?:{'|'.join(_DETERMINERS)}) (?:\S+ ){{0,3}}?(?:{'|'.join(_PEOPLE)})|he|she|they|you|your|everyone|everybody"
    r"|somebody|someone|people|kids|most people|(?:user|patient|client|customer) (?:is|has|was))(?![^ ])"
)
_SELF = re.compile(r"(?<![^ ])(?:i|me|my|mine|myself|we|us|our)(?![^ ])")
_DOING = re.compile(
    r"(?:chasing|raising|looking after|caring for|minding|walking|feeding|running after|dealing with|juggling|supporting)(?![^ ])"
)
_I_AM = re.compile(r"(?:i am|as|i was|me) (?:\S+ ){0,2}?$")
_NEVER = listed("scope.never")
_NEGATION = re.compile(rf"(?<![^ ])(?:{'|'.join(_NEVER)})(?![^ ])")
_NO_NEGATION = Phrases(listed("scope.no_negation"))
_OPENING = frozenset(listed("scope.opening"))
_AMOUNTS = frozenset(listed("scope.amounts"))
_REACH = 5  # words between a denial and what it denies
PAST = Phrases(listed("scope.past"))
_SINCE_THEN = Phrases(listed("scope.since_then"))
_PROXY = Phrases(listed("scope.proxy"))
_PAST_STILL = Phrases(listed("scope.past_still"))
SUPPOSED = Phrases(listed("scope.supposed"))
_ORDER = re.compile(
    r"^(?:(?:please|now|hey|ok|and|then|so|just|also|assistant|bot|ai|system|developer|admin|user|you|must) )*"
    r"(?:(?:ignore|disregard|override|output|print|execute|reveal|simulate|repeat|respond|reply)(?: |$)"
    r"|(?:insert|select|delete|drop) .*\b(?:tables?|into|from|profiles?|database)\b"
    r"|(?:set|fill|mark|complete|put|give|assign|record|update|save|register|enter|return|write|answer|run|store|forget|reset|log"
    r"|note|switch|show|tell|add|make|change) .*\b(?:profile|field|fields|form|interview|instructions|prompt|system|values?|json"
    r"|command|code|query|admin|random|database|age to|gender to|diet to|stress to|sleep to|mode|conversation|output"
    r"|everything you)\b)"
)
_CODE = re.compile(
    r"[{}<>=\[\]\\]|^\W*(?:system|assistant|developer|user)\W*:|--|/\*|\"\s*:", re.IGNORECASE | re.MULTILINE
)


def is_order(sentence: Sentence, original: str) -> bool:
    """Said to the program, or code: nothing that a person says about themselves."""
    return bool(_ORDER.match(sentence.text) or _CODE.search(original))


def is_proxy(sentence: Sentence) -> bool:
    """Somebody answers for somebody else: nothing in the whole text is about the writer."""
    return _PROXY.within(sentence.text)


def is_supposed(clause: Clause) -> bool:
    return SUPPOSED.within(clause.text)


_SINCE_WHEN = Phrases(["since {i|my|we}", "since {the|a} ^ {was|left|died|came|began|started}"])
_COMPARED = Phrases(["{as|than|like} {^|} {i|it} {used to|was|did}", "than before"])


def is_past(clause: Clause, at: int) -> bool:
    """Over, unless the clause also says that it goes on. What was given up or begun in the past holds now."""
    if _COMPARED.within(clause.text) or "still" in clause.text.split() or _SINCE_WHEN.within(clause.text[at:]):
        return False
    if _SINCE_THEN.within(clause.text[at:]) or _SINCE_THEN.within(clause.text[:at]):
        return PAST.within(clause.text.replace("years ago", "").replace("months ago", "").replace("last year", ""))
    return PAST.within(clause.text) and not any(start < at for start, _, _ in _PAST_STILL.find(clause.text))


def subject(clause: Clause, at: int, inherited: str) -> str:
    """`self` or `other`: of whom the words at this place of the clause speak."""
    before = clause.text[:at]
    named = [match for match in _OTHER.finditer(before) if not _I_AM.search(before[: match.start()])]
    selves = [match.start() for match in _SELF.finditer(before) if not _inside(match.start(), named)]
    if clause.first and _DOING.match(before):
        selves.insert(0, -1)  # "Chasing after two kids": whoever says so
    others = [match for match in named if _acts(before, match.start(), selves)]
    if not others:
        return "self" if selves else inherited
    return "self" if selves and selves[-1] > others[-1].start() else "other"


def subject_after(clause: Clause, inherited: str) -> str:
    """Of whom a following clause without a subject of its own speaks."""
    return subject(clause, len(clause.text) + 1, inherited)


def is_denied(clause: Clause, start: int, end: int) -> bool:
    """A denial to the left, near enough, in the same clause; one inside the match belongs to it."""
    before = clause.text[:start].rstrip()
    found = [
        m
        for m in _NEGATION.finditer(before)
        if not any(s <= m.start() < e for s, e, _ in _NO_NEGATION.find(clause.text))
    ]
    if not found:
        return False
    between = before[found[-1].end() :].split()
    return len(between) < _REACH and not _begins_anew(between + clause.text[start:end].split()[:1])


def _begins_anew(words: list[str]) -> bool:
    """ "No sleep and lots of stress": a denial ends where what follows says how much of its own."""
    return any(word == "and" and following in _AMOUNTS for word, following in pairwise(words))


def _acts(text: str, at: int, selves: list[int]) -> bool:
    """Somebody who is named after the person themselves is what they act upon ("I walk the dog"), unless a word opens anew."""
    if not any(start < at for start in selves):
        return True
    return text[:at].split()[-1] in _OPENING


def _inside(at: int, spans: list[re.Match[str]]) -> bool:
    return any(span.start() <= at < span.end() for span in spans)
