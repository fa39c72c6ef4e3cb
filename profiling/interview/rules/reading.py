"""A text as sentences and clauses of normalised words, each knowing where in the original it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain

from profiling.interview.rules.counting import counted
from profiling.interview.rules.spelling import Speller
from profiling.interview.rules.tables import phrase_tables, vocabulary
from profiling.interview.rules.words import Word

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[^\s\w]|_")
_LISTED = re.compile(r"(?:(?<=\s)|^)(\d)[.):]\s+(?=\S)")
_DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
_QUOTES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_WHOLE = {
    "im": "i am", "ive": "i have", "dont": "do not", "cant": "can not", "cannot": "can not", "wont": "will not",
    "doesnt": "does not", "didnt": "did not", "isnt": "is not", "arent": "are not", "wasnt": "was not",
    "havent": "have not", "hasnt": "has not", "wouldnt": "would not", "couldnt": "could not", "shouldnt": "should not",
    "youre": "you are", "thats": "that is", "whats": "what is", "its": "it is", "can't": "can not",
    "won't": "will not", "ain't": "am not", "let's": "let us", "wanna": "want to", "gonna": "going to",
    "gotta": "got to", "kinda": "kind of", "sorta": "sort of", "yrs": "years", "yr": "year", "hrs": "hours",
    "hr": "hour", "anymore": "any more", "alot": "a lot", "dunno": "do not know", "okay": "ok", "mom": "mum",
    "mothers": "mother", "nah": "no", "nope": "no", "yep": "yes", "yeah": "yes", "workout": "work out",
    "workouts": "work outs", "nonbinary": "non binary", "everyday": "every day", "everynight": "every night",
    "veggie": "vegetarian", "mid": "mid", "wfh": "work from home", "cuz": "because", "cos": "because", "u": "you",
}  # fmt: skip
_ENDINGS = {"'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'s": "is"}
_SENTENCE = {".", "!", "?", ";", "\n"}
_CLAUSE = {",", "(", ")", "-", '"', "…", "|", "•", "*", "~"}
_CONJUNCTIONS = {"but", "though", "although", "however", "whereas", "while", "because", "yet", "except", "plus"}
_SUBJECTS = {
    "i",
    "my",
    "we",
    "he",
    "she",
    "they",
    "it",
    "also",
    "now",
    "then",
    "by",
    "never",
    "always",
    "usually",
    "work",
}
_AFTER_SO = {
    "i",
    "my",
    "still",
    "just",
    "neither",
    "currently",
    "now",
    "not",
    "pretty",
    "very",
    "quite",
    "really",
    "basically",
    "no",
    "yes",
}


@dataclass(frozen=True)
class Clause:
    """Words without a comma or a joining word between them. `first`: it begins its sentence."""

    words: tuple[Word, ...]
    opened_by: str = ""  # the word or mark before it
    first: bool = False

    @cached_property
    def text(self) -> str:
        return " ".join(word.norm for word in self.words)

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for word in self.words:
            starts.append(at)
            at += len(word.norm) + 1
        return starts

    def index(self, position: int) -> int:
        """The number of the word at a position of `text`."""
        return max(n for n, start in enumerate(self._starts) if start <= position)


@dataclass(frozen=True)
class Sentence:
    clauses: tuple[Clause, ...]
    end: str = ""

    @cached_property
    def text(self) -> str:
        return " , ".join(clause.text for clause in self.clauses)


@dataclass(frozen=True)
class Reading:
    original: str = field(repr=False)
    sentences: tuple[Sentence, ...] = ()

    def quote(self, words: tuple[Word, ...]) -> str:
        return self.original[words[0].start : words[-1].end] if words else ""


def read(text: str) -> Reading:
    """Split and normalise; the text itself is kept for quoting."""
    return Reading(text, tuple(_sentences(counted(_words(text)))))


@cache
def _speller() -> Speller:
    return Speller(chain(*vocabulary().values(), *phrase_tables().values(), _WHOLE, _WHOLE.values()))


def _unlisted(text: str) -> str:
    """The text with "1. … 2. … 3. …" written as lines; every other letter keeps its place."""
    marks = list(_LISTED.finditer(text))
    if [mark[1] for mark in marks[:3]] != ["1", "2", "3"]:
        return text
    return _LISTED.sub(lambda mark: "\n".ljust(len(mark[0])), text)


def _words(text: str) -> list[Word]:
    plain = _unlisted(text.translate(_QUOTES))
    found: list[Word] = []
    matches = list(_TOKEN.finditer(plain))
    for n, match in enumerate(matches):
        mark, start, end = match[0].lower(), match.start(), match.end()
        glued = n > 0 and matches[n - 1].end() == start
        followed = n + 1 < len(matches) and matches[n + 1].start() == end
        if "\n" in plain[matches[n - 1].end() if n else 0 : start]:
            found.append(Word("\n", start, start))
        if mark == "-" and glued and followed:  # "thirty-three", "20-year-old"; between numbers it is a range
            before, after = matches[n - 1][0], matches[n + 1][0]
            if (before[0].isdecimal() and after[0].isdecimal()) or {before[:3].lower(), after[:3].lower()} <= _DAYS:
                found.append(Word("to", start, end))
            continue
        if mark == "-" and followed and matches[n + 1][0][0].isdecimal():
            found.append(Word("minus", start, end))
            continue
        if mark == "." and glued and followed and len(matches[n - 1][0]) == 1:
            continue  # "y.o."
        found += [Word(_speller().repaired(norm), start, end) for norm in _opened(mark).split()]
    return found


def _opened(token: str) -> str:
    if token in _WHOLE:
        return _WHOLE[token]
    if token[0].isdecimal():
        return re.sub(r",(?=\d{3}\b)", "", token).replace(",", ".")
    if token.endswith("n't"):
        return f"{token[:-3]} not"
    for ending, word in _ENDINGS.items():
        if token.endswith(ending):
            return f"{token[: -len(ending)]} {word}"
    return token


def _sentences(words: list[Word]) -> list[Sentence]:
    found: list[Sentence] = []
    current: list[Word] = []
    for word in [*words, Word("\n", 0, 0)]:
        if word.norm not in _SENTENCE:
            current.append(word)
            continue
        if clauses := tuple(_clauses(current)):
            found.append(Sentence(clauses, word.norm))
        elif found and word.norm == "?":
            found[-1] = Sentence(found[-1].clauses, "?")
        current = []
    return found


def _clauses(words: list[Word]) -> list[Clause]:
    found: list[Clause] = []
    current: list[Word] = []
    opened = ""
    for n, word in enumerate(words):
        following = words[n + 1].norm if n + 1 < len(words) else ""
        if word.norm in _CLAUSE or _joins(word.norm, following) or _parts(words, n):
            if current:
                found.append(Clause(tuple(current), opened, not found))
            current, opened = [], word.norm
        elif word.norm != ":":
            current.append(word)
        elif len(current) > 3:  # "asking for my wife: she is …"; but "age: 23" stays together
            found.append(Clause(tuple(current), opened, not found))
            current, opened = [], ":"
    if current:
        found.append(Clause(tuple(current), opened, not found))
    return found


def _parts(words: list[Word], n: int) -> bool:
    """A stroke between words that stand apart: "age 50 / male / vegan"; not "8 / 10", not "she/her"."""
    if words[n].norm != "/" or not 0 < n < len(words) - 1:
        return False
    before, after = words[n - 1], words[n + 1]
    apart = before.end < words[n].start and words[n].end < after.start
    return apart and not (before.number is not None and after.number is not None) and len(after.norm) > 1


def _joins(word: str, following: str) -> bool:
    if word in _CONJUNCTIONS:
        return True
    return (word == "and" and following in _SUBJECTS) or (word == "so" and following in _AFTER_SO)
