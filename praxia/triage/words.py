"""How one written word becomes the words that patterns are made of. The same for texts and for patterns."""

from __future__ import annotations

import re

_OPENED = {
    "can't": "cannot", "cant": "cannot", "cann't": "cannot", "cannt": "cannot", "won't": "will not", "wont": "will not",
    "shan't": "will not", "ain't": "is not", "aint": "is not", "let's": "let us", "i'm": "i am", "im": "i am",
    "ive": "i have", "ima": "i am going to", "hes": "he is", "shes": "she is", "its": "it is", "thats": "that is",
    "whats": "what is", "wheres": "where is", "theres": "there is", "theyre": "they are", "youre": "you are",
    "youve": "you have", "theyve": "they have", "weve": "we have", "whos": "who is", "hows": "how is", "gonna": "going to",
    "wanna": "want to", "gotta": "got to", "kinda": "kind of", "sorta": "sort of", "outta": "out of", "lotta": "lot of",
    "dunno": "do not know", "cuz": "because", "coz": "because", "cos": "because", "bc": "because", "u": "you",
    "ur": "your", "r": "are", "pls": "please", "plz": "please", "thru": "through", "tho": "though", "alot": "a lot",
    "abt": "about", "wk": "week", "wks": "weeks", "hrs": "hours", "min": "minute", "mins": "minutes",
    "yr": "year", "yrs": "years", "mo": "month", "mos": "months", "w/o": "without", "w/": "with", "b4": "before",
    "o'clock": "oclock", "y'all": "you all", "yall": "you all", "ma'am": "madam", "cannot": "cannot", "none": "none",
    "nope": "no", "nah": "no", "loosing": "losing", "alright": "all right",
}  # fmt: skip
# English of West Africa and the Caribbean, and words too short for the spelling repair as many write them.
_OPENED |= {
    "dey": "is", "deh": "is", "don": "has", "wey": "that", "dem": "them", "dat": "that", "dis": "this", "wid": "with", "pon": "on",
    "inna": "in", "cyah": "cannot", "cyaan": "cannot", "comot": "came out", "wetin": "what", "sabi": "know", "waka": "walk",
    "siddon": "sit down", "likkle": "little", "abeg": "please", "pikin": "child", "pickin": "child", "pickney": "child",
    "belle": "belly", "num": "numb", "nek": "neck", "hed": "head", "hart": "heart", "bak": "back", "nite": "night",
    "tonite": "tonight", "rite": "right", "blud": "blood", "coff": "cough", "coffing": "coughing", "throte": "throat",
    "wot": "what", "n": "and", "em": "them",
}  # fmt: skip
_NOT_STEMS = "do does did is are was were have has had could would should must need might".split()  # noqa: SIM905
_OPENED |= {stem + tail: f"{stem} not" for stem in _NOT_STEMS for tail in ("n't", "nt")}
_TAILS = {"'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}
_SUBJECTS = frozenset(
    """he she it that this there here what who where when how why everything something nothing everyone someone one""".split()  # noqa: SIM905
)

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90
}  # fmt: skip

# British and American writers must be judged alike; both become the American form, in texts and in patterns.
_AMERICAN = (
    ("haem", "hem"), ("aemi", "emi"), ("oedem", "edem"), ("rrhoe", "rrhe"), ("pnoe", "pne"), ("oesoph", "esoph"),
    ("oestr", "estr"), ("paed", "ped"), ("gynaec", "gynec"), ("aesth", "esth"), ("caesar", "cesar"), ("foet", "fet"),
    ("faec", "fec"), ("coeli", "celi"), ("caec", "cec"), ("mould", "mold"), ("sulph", "sulf"), ("colour", "color"),
    ("tumour", "tumor"), ("odour", "odor"), ("labour", "labor"), ("neighbour", "neighbor"), ("behaviour", "behavior"),
    ("favour", "favor"), ("humour", "humor"), ("vapour", "vapor"), ("rigour", "rigor"), ("centre", "center"),
    ("litre", "liter"), ("metre", "meter"), ("fibre", "fiber"), ("paralys", "paralyz"), ("catheteris", "catheteriz"),
    ("hospitalis", "hospitaliz"), ("recognis", "recogniz"), ("realis", "realiz"), ("agonis", "agoniz"), ("immunis", "immuniz"),
    ("apologis", "apologiz"), ("stabilis", "stabiliz"), ("normalis", "normaliz"), ("vaporis", "vaporiz"),
    ("traumatis", "traumatiz"), ("organis", "organiz"), ("immobilis", "immobiliz"), ("ageing", "aging"),
    ("learnt", "learned"), ("burnt", "burned"), ("spelt", "spelled"),
)  # fmt: skip
_AMERICAN_WHOLE = {
    "grey": "gray", "greyish": "grayish", "greying": "graying", "tyre": "tire", "paralyzis": "paralysis", "organizm": "organism",
}  # fmt: skip
SHORTEST_BRITISH = min(len(british) for british, _ in _AMERICAN)
_AMERICAN_RE = re.compile("|".join(british for british, _ in _AMERICAN))
_AMERICAN_MAP = dict(_AMERICAN)


def word_set(words: str) -> frozenset[str]:
    """A set of words written as one text."""
    return frozenset(words.split())


def american(word: str) -> str:
    """The American spelling of one lower-case word or word beginning."""
    if len(word) >= SHORTEST_BRITISH and _AMERICAN_RE.search(word):
        word = _AMERICAN_RE.sub(lambda found: _AMERICAN_MAP[found.group()], word)
    return _AMERICAN_WHOLE.get(word, word)


def opened(word: str) -> tuple[str, ...]:
    """One lower-case written word as the words that it stands for: contractions opened, British spelling made American."""
    known = _OPENED.get(word)
    if known is not None:
        return tuple(known.split())
    if "'" in word:
        return _apostrophe(word)
    return (american(word),)


def _apostrophe(word: str) -> tuple[str, ...]:
    stem, tail = word.rsplit("'", 1)
    tail = "'" + tail
    if tail in _TAILS:
        return (*opened(stem), _TAILS[tail])
    if tail == "'s":
        return (american(stem), "is") if stem in _SUBJECTS else (american(stem),)
    return opened(word.replace("'", ""))


def joined(words: list[str]) -> list[tuple[str, int, int]]:
    """Merge what is written in several words and turn number words into digits: "can not", "a hundred and four".

    Gives (word, first, past-last) for each resulting word, where first and past-last index the given list.
    """
    merged: list[tuple[str, int, int]] = []
    at = 0
    while at < len(words):
        word = words[at]
        past = at + 1
        if word == "can" and words[past : past + 1] == ["not"]:
            word, past = "cannot", at + 2
        elif word in NUMBER_WORDS:
            word, past = _number(words, at)
        elif word == "hr" and at and words[at - 1].isdecimal():
            word = "hour"
        elif word == "w":
            word = "weeks" if at and words[at - 1].isdecimal() else "with"
        merged.append((word, at, past))
        at = past
    return merged


def _number(words: list[str], at: int) -> tuple[str, int]:
    """Read "twenty four" as 24 and "one hundred and four" as 104; gives the digits and the index after them."""
    value, past = _below_hundred(words, at) if words[at] != "hundred" else (1, at)
    if words[past : past + 1] != ["hundred"] or not 1 <= value <= 9:
        return str(value), past
    value, past = value * 100, past + 1
    tail = past + 1 if words[past : past + 1] == ["and"] else past
    if tail < len(words) and words[tail] in _VALUES:
        rest, past = _below_hundred(words, tail)
        value += rest
    return str(value), past


def _below_hundred(words: list[str], at: int) -> tuple[int, int]:
    value, past = _VALUES[words[at]], at + 1
    if value in _TENS.values() and past < len(words) and 1 <= _UNITS.get(words[past], 0) <= 9:
        return value + _UNITS[words[past]], past + 1
    return value, past


_VALUES = {**_UNITS, **_TENS}
NUMBER_WORDS = frozenset({*_VALUES, "hundred"})
MERGING = NUMBER_WORDS | {"can", "hr", "w"}  # without any of these `joined` changes nothing
