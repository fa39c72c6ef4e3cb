"""A text as a list of words with offsets into the original, and where its clauses and sentences end."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from praxia.triage.words import MERGING, joined, opened

# How strongly the space before a word parts it from the word before.
TOGETHER, COMMA, CLAUSE, SENTENCE = 0, 1, 2, 3

_PIECE = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<word>w/o?(?![a-z])|(?:spo2|c?o2|h1n1|t[12]d|a1c|b12|b4)(?![^\W_])|[^\W\d_]+(?:'[^\W\d_]+)*)"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_ABBREVIATED = frozenset({"dr", "mr", "mrs", "ms", "st", "vs", "eg", "ie", "approx"})
_PARTING = frozenset({"but", "however", "although", "though", "except", "whereas"})
_APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u00b4`\u2032\uff07"), "'")


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one text. `words[i]` came from `original[starts[i]:ends[i]]`.

    `breaks[i]` is how strongly word i is parted from the one before (TOGETHER … SENTENCE), `glue[i]` the marks among "/%°+?" that
    stand directly before it, and `tail` those after the last word.
    """

    original: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    breaks: list[int]
    glue: list[str]
    tail: str

    def quote(self, start: int, end: int) -> str:
        """The original letters of words start … end-1, verbatim."""
        return self.original[self.starts[start] : self.ends[end - 1]] if end > start else ""


@cache
def _plain(letter: str) -> str:
    """One non-ASCII character as lower-case characters without marks; empty for what has no width."""
    if letter in "\u2026\u3002":
        return "."
    if letter in "\u2013\u2014\u2015":
        return "\u2014"
    if unicodedata.category(letter) in ("Cf", "Mn"):
        return ""
    kept = "".join(mark for mark in unicodedata.normalize("NFKD", letter) if unicodedata.category(mark) != "Mn")
    return kept.lower()


def _lowered(original: str) -> tuple[str, list[int] | None]:
    """The text in plain lower case, and for each of its characters the index in the original (None: the same index)."""
    text = original.translate(_APOSTROPHES)
    if text.isascii():
        return text.lower(), None
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = letter.lower() if letter.isascii() else _plain(letter)
        letters.append(plain)
        places.extend([place] * len(plain))
    places.append(len(text))
    return "".join(letters), places


def _parting(between: str, last: str) -> int:
    """How strongly the characters between two words part them."""
    if not between or between == " " or (between == "." and len(last) == 1):
        return TOGETHER
    strength = TOGETHER
    for mark in between:
        if mark in "!?":
            return SENTENCE
        if mark == ".":
            if last not in _ABBREVIATED or between.count(".") > 1:
                return SENTENCE
        elif mark in ";|\u2022\u2014":
            strength = max(strength, CLAUSE)
        elif mark in ',:()[]"\n*\u201c\u201d':
            strength = max(strength, COMMA)
    if "\n\n" in between.replace("\r", "") or ("\n" in between and any(mark in between for mark in "-*\u2022")):
        return SENTENCE
    return CLAUSE if " - " in between else strength


def read(original: str) -> Text:
    """Split a text into words as patterns see them. Never fails; time grows linearly with the length."""
    plain, places = _lowered(original)
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    breaks: list[int] = []
    glue: list[str] = []
    past, last = 0, ""
    for piece in _PIECE.finditer(plain):
        word, (start, end) = piece.group(), piece.span()
        parting, marks = TOGETHER, ""
        if plain[past:start] != " ":
            between = plain[past:start]
            parting, marks = _parting(between, last), _marks(between)
            if "\n" in between and original[_at(places, start)].isupper():
                parting = SENTENCE
        for form in (_decimal(word),) if piece.lastgroup == "number" else opened(word):
            words.append(form)
            spans.append((start, end))
            breaks.append(parting)
            glue.append(marks)
            parting, marks = TOGETHER, ""
        past, last = end, word
    if not MERGING.isdisjoint(words):
        merged = joined(words)
        words = [word for word, _, _ in merged]
        spans = [(spans[first][0], spans[behind - 1][1]) for _, first, behind in merged]
        breaks = [breaks[first] for _, first, _ in merged]
        glue = [glue[first] for _, first, _ in merged]
    for at in range(1, len(words)):
        if words[at] in _PARTING:
            breaks[at] = max(breaks[at], CLAUSE)
    starts = [_at(places, start) for start, _ in spans]
    ends = [_at(places, end - 1) + 1 for _, end in spans]
    return Text(original, words, starts, ends, breaks, glue, _marks(plain[past:]))


def _marks(between: str) -> str:
    return "".join([mark for mark in between if mark in "/%\u00b0+?"])


def _at(places: list[int] | None, place: int) -> int:
    return place if places is None else places[place]


def _decimal(number: str) -> str:
    """ "1,200" is 1200, "38,5" is 38.5; digits of other scripts become ASCII digits."""
    if _THOUSANDS.fullmatch(number):
        number = number.replace(",", "")
    number = number.replace(",", ".")
    if number.count(".") > 1:
        number = number.replace(".", "")
    return (
        number
        if number.isascii()
        else "".join(str(unicodedata.digit(mark, 0)) if mark != "." else mark for mark in number)
    )


def pattern_words(phrase: str) -> list[str]:
    """The words of a phrase written by an author, read exactly as texts are read."""
    return read(phrase).words
