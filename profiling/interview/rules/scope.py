"""Of whom, when and whether: what stands around a match decides if it is said of the person, and now, and not denied."""

from __future__ import annotations

import re

from profiling.interview.rules.phrases import Phrases
from profiling.interview.rules.reading import Clause, Sentence

_PEOPLE = [
    "wife",
    "husband",
    "partner",
    "spouse",
    "girlfriend",
    "boyfriend",
    "fiance",
    "fiancee",
    "mum",
    "mother",
    "mama",
    "dad",
    "father",
    "papa",
    "parents",
    "parent",
    "son",
    "sons",
    "daughter",
    "daughters",
    "kid",
    "kids",
    "child",
    "children",
    "baby",
    "toddler",
    "teenager",
    "teen",
    "brother",
    "brothers",
    "sister",
    "sisters",
    "sibling",
    "siblings",
    "uncle",
    "aunt",
    "cousin",
    "nephew",
    "niece",
    "grandma",
    "grandmother",
    "grandpa",
    "grandfather",
    "gran",
    "nan",
    "granddad",
    "grandson",
    "granddaughter",
    "grandkids",
    "grandchildren",
    "friend",
    "friends",
    "mate",
    "mates",
    "roommate",
    "flatmate",
    "neighbour",
    "neighbor",
    "boss",
    "colleague",
    "colleagues",
    "coworker",
    "coworkers",
    "manager",
    "doctor",
    "nurse",
    "therapist",
    "coach",
    "trainer",
    "family",
    "dog",
    "cat",
    "ex",
    "twin",
    "twins",
    "other",
    "half",
    "husband's",
    "in-laws",
    "guy",
    "user",
    "patient",
    "client",
    "customer",
    "person",
    "man",
    "woman",
    "lady",
    "people",
]
_DETERMINERS = ["my", "our", "his", "her", "their", "your", "the", "that", "this"]
_OTHER = re.compile(
    rf"(?<![^ ])(?:(?:{'|'.join(_DETERMINERS)}) (?:\S+ ){{0,3}}?(?:{'|'.join(_PEOPLE)})|he|she|they|you|your|everyone|everybody"
    r"|somebody|someone|people|kids|most people)(?![^ ])"
)
_SELF = re.compile(r"(?<![^ ])(?:i|me|my|mine|myself|we|us|our)(?![^ ])")
_I_AM = re.compile(r"(?:i am|as|i was|me) (?:\S+ ){0,2}?$")
_NEVER = [
    "not",
    "no",
    "never",
    "without",
    "hardly",
    "barely",
    "rarely",
    "seldom",
    "scarcely",
    "none",
    "nothing",
    "neither",
    "nor",
    "isn't",
    "zero",
    "stopped",
    "quit",
    "avoid",
    "cut",
    "less",
]
_NEGATION = re.compile(rf"(?<![^ ])(?:{'|'.join(_NEVER)})(?![^ ])")
_NO_NEGATION = Phrases(
    ["not only", "not just", "no doubt", "no longer than", "not to mention", "why not", "no {actually|wait|sorry}"]
)
_OPENING = frozenset(
    [
        "and",
        "or",
        "that",
        "than",
        "when",
        "if",
        "as",
        "think",
        "know",
        "say",
        "said",
        "says",
        "wish",
        "hope",
        "believe",
        "unlike",
        "where",
        "since",
        "until",
    ]
)
_REACH = 5  # words between a denial and what it denies
PAST = Phrases(
    [
        "used to", "when i was", "back when", "back then", "in the past", "years ago", "months ago", "as a {kid|child|student|teenager|teen|boy|girl}",
        "i was", "we were", "formerly", "previously", "had been", "in my {youth|twenties|teens|school days}", "once was", "last year", "before {the|my|i|we|kids|covid}",
        "growing up", "at the age of", "was a", "ex {smoker|vegan|vegetarian|athlete}", "i had", "in college", "at {school|uni|university}", "was {never|always|very|so|quite}",
    ]
)  # fmt: skip
_SINCE_THEN = Phrases(
    [
        "gave up",
        "stopped",
        "quit",
        "given up",
        "turned",
        "became",
        "went",
        "switched",
        "started",
        "cut out",
        "retired",
        "dropped",
    ]
)
_PROXY = Phrases(
    [
        "{asking|answering|writing|here|filling {this|it} {in|out}|this is|speaking|doing this|it is} {for|on behalf of|about} {my|our|a|the}",
        "on behalf of",
    ]
)
_PAST_STILL = Phrases(
    [
        "was born",
        "have been",
        "i was diagnosed",
        "was always and still",
        "still",
        "now",
        "these days",
        "since",
        "ever since",
    ]
)
SUPPOSED = Phrases(
    [
        "pretend*", "imagine", "suppose {i|that|you|we}", "act as", "role play", "roleplay", "if i {were|was|am|had}", "as if", "let us say", "assume", "hypothetically",
        "thinking {about|of}", "think about", "considering", "i {might|could|may|should|would} {become|go|try|turn|be|start}", "planning to", "i plan to", "maybe one day", "i wish",
        "would be", "feel* like i am", "feel* like a", "look* like", "act like", "i would love to be", "want to {be|become|go|try}", "going {vegan|vegetarian|keto|paleo}", "tempted",
    ]
)  # fmt: skip
_ORDER = re.compile(
    r"^(?:(?:please|now|hey|ok|and|then|so|just|also|assistant|bot|ai|system|developer|admin|user|you|must) )*"
    r"(?:(?:ignore|disregard|override|output|print|execute|reveal|insert|select|delete|drop|simulate|repeat|respond|reply)(?: |$)"
    r"|(?:set|fill|mark|complete|put|give|assign|record|update|save|register|enter|return|write|answer|run|store|forget|reset|log|note|switch"
    r"|show|tell|add|make|change) .*\b(?:profile|field|fields|form|interview|instructions|prompt|system|values?|json|command|code|query|admin"
    r"|random|database|age to|gender to|diet to|stress to|sleep to|mode|conversation|output|everything you)\b)"
)
_CODE = re.compile(r"[{}<>=\[\]\\]|\bsystem\s*:|\bassistant\s*:|--|/\*|\"\s*:")


def is_order(sentence: Sentence, original: str) -> bool:
    """Said to the program, or code: nothing that a person says about themselves."""
    return bool(_ORDER.match(sentence.text) or _CODE.search(original))


def is_proxy(sentence: Sentence) -> bool:
    """Somebody answers for somebody else: nothing in the whole text is about the writer."""
    return _PROXY.within(sentence.text)


def is_supposed(clause: Clause) -> bool:
    return SUPPOSED.within(clause.text)


def is_past(clause: Clause, at: int) -> bool:
    """Over, unless the clause also says that it goes on. What was given up or begun in the past holds now."""
    if _SINCE_THEN.within(clause.text[at:]) or _SINCE_THEN.within(clause.text[:at]):
        return PAST.within(clause.text.replace("years ago", "").replace("months ago", "").replace("last year", ""))
    return PAST.within(clause.text) and not any(start < at for start, _, _ in _PAST_STILL.find(clause.text))


def subject(clause: Clause, at: int, inherited: str) -> str:
    """`self` or `other`: of whom the words at this place of the clause speak."""
    before = clause.text[:at]
    named = [match for match in _OTHER.finditer(before) if not _I_AM.search(before[: match.start()])]
    selves = [match.start() for match in _SELF.finditer(before) if not _inside(match.start(), named)]
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
    return len(before[found[-1].end() :].split()) < _REACH


def _acts(text: str, at: int, selves: list[int]) -> bool:
    """Somebody who is named after the person themselves is what they act upon ("I walk the dog"), unless a word opens anew."""
    if not any(start < at for start in selves):
        return True
    return text[:at].split()[-1] in _OPENING


def _inside(at: int, spans: list[re.Match[str]]) -> bool:
    return any(span.start() <= at < span.end() for span in spans)
