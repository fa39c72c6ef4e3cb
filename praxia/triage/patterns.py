"""The small pattern language of the knowledge files.

word  exact word          word*  beginning of a word        {a|b c|}  one of these, empty = may be missing
@name a word class        ~      up to four other words     A & B     both in one clause, at most eight words apart

`chill{s|ed|}`, a group written against a word, varies its end. Nothing else exists: no free regular expressions, so that every
pattern can be read by a reviewer and none can run away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from praxia.triage.text import pattern_words
from praxia.triage.words import NUMBER_WORDS, american, opened

SHORTEST_STEM = 3
MOST_PARTS = 4
MOST_OPTIONAL = 6

_PIECE = re.compile(r"\{[a-z0-9 |]+\}|[{}|&~]|@[a-z0-9_]+|[^\s{}|&~@]+")  # {plain words|plain words} is one piece
_WORDLIKE = re.compile(r"[^\W_]+(?:[-'./%\u2019][^\W_]+)*\*?")
_COMPOSED = NUMBER_WORDS | {"can", "hr", "w"}  # words that reading may merge with those after or before them
_PLAIN = re.compile(r"[a-z]+(?: [a-z]+)*")


class PatternError(ValueError):
    """A pattern that cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives, each a sequence; `optional` when one of them was empty. `name` is the same for equal groups."""

    name: str
    alternatives: tuple[Sequence, ...]
    optional: bool


class Gap:
    """Up to GAP words that do not matter."""

    def __repr__(self) -> str:
        return "~"


ANY = Gap()
Sequence = tuple["str | Group | Gap", ...]
_CLASS = re.compile(r"@([a-z0-9_]+)")


def classes(pattern: str) -> list[str]:
    """The names of the word classes that a pattern uses."""
    return _CLASS.findall(pattern.lower()) if "@" in pattern else []


def parse(pattern: str) -> tuple[Sequence, ...]:
    """The parts of a pattern that stand around "&", each a sequence of words, classes, groups and gaps.

    Raises PatternError with a reason that an author can act on.
    """
    if _PLAIN.fullmatch(pattern):
        return (tuple(phrase_words(pattern)),)
    reader = _Reader(pattern)
    parts = tuple(reader.parts())
    if len(parts) > MOST_PARTS:
        raise PatternError(f"more than {MOST_PARTS} parts joined by &")
    for part in parts:
        _check(part)
    return parts


def _check(part: Sequence) -> None:
    if not part:
        raise PatternError("an empty part")
    if part[0] is ANY or part[-1] is ANY:
        raise PatternError("~ needs something on both sides")
    if any(one is ANY and two is ANY for one, two in pairwise(part)):
        raise PatternError("two ~ in a row")
    optional = [element for element in part if isinstance(element, Group) and element.optional]
    if len(optional) == len([element for element in part if element is not ANY]):
        raise PatternError("everything in it may be missing")
    if len(optional) > MOST_OPTIONAL:
        raise PatternError(f"more than {MOST_OPTIONAL} groups that may be missing")


def lone_words(part: Sequence) -> set[str]:
    """The single words that alone satisfy a part, where everything else in it may be missing."""
    needed = [element for element in part if not (isinstance(element, Group) and element.optional)]
    if len(needed) != 1 or needed[0] is ANY:
        return set()
    if isinstance(needed[0], Group):
        return {one[0] for one in needed[0].alternatives if len(one) == 1 and isinstance(one[0], str)}
    return {str(needed[0])}


def phrase_words(phrase: str) -> list[str]:
    """The words of a phrase, read as texts are. Phrases of known plain words skip the full reading: there are many thousands."""
    plain = [_PLAIN_WORDS[word] for word in phrase.split()]
    if None not in plain:
        return [word for word in plain if word]
    words = pattern_words(phrase)
    if not words:
        raise PatternError(f"no word in {phrase!r}")
    return words


class _PlainWords(dict[str, str | None]):
    """Words of phrases as texts are read, None where reading one alone could differ from reading the phrase."""

    def __missing__(self, word: str) -> str | None:
        words = opened(word) if word.isalpha() and word.isascii() else (word,) if word.isdecimal() else ()
        plain = words[0] if len(words) == 1 and words[0] not in _COMPOSED else None
        self[word] = plain
        return plain


_PLAIN_WORDS = _PlainWords()


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern.lower()
        self.pieces = [(found.group(), *found.span()) for found in _PIECE.finditer(self.pattern)]
        self.at = 0
        stray = "".join(_PIECE.sub("", self.pattern).split()) if "@" in self.pattern else ""
        if stray:
            raise PatternError(f"{stray[0]!r} is not part of the pattern language")

    def parts(self) -> Iterator[Sequence]:
        yield self.sequence(frozenset({"&"}))
        while self.at < len(self.pieces):
            if self.pieces[self.at][0] != "&":
                raise PatternError(f"{self.pieces[self.at][0]!r} without its opening {{")
            self.at += 1
            yield self.sequence(frozenset({"&"}))

    def sequence(self, ends: frozenset[str]) -> Sequence:
        elements: list[str | Group | Gap] = []
        plain: list[str] = []
        while self.at < len(self.pieces):
            piece, start, _ = self.pieces[self.at]
            if piece in ("|", "}") or piece in ends:
                break
            if piece == "&":
                raise PatternError("& cannot stand inside { }")
            self.at += 1
            if piece[0] == "{":
                if plain and self._touches(start):
                    stem = plain.pop()
                    _flush(plain, elements)
                    elements.append(self._endings(stem))
                else:
                    _flush(plain, elements)
                    elements.append(self.group())
            elif piece == "~":
                _flush(plain, elements)
                elements.append(ANY)
            elif piece[0] == "@" or piece.endswith("*"):
                _flush(plain, elements)
                elements.append(piece if piece[0] == "@" else _stem(piece))
            else:
                if not _WORDLIKE.fullmatch(piece):
                    raise PatternError(f"{piece!r} is not a word")
                plain.append(piece)
        _flush(plain, elements)
        return tuple(elements)

    def _touches(self, start: int) -> bool:
        return self.at >= 2 and self.pieces[self.at - 2][2] == start

    def group(self) -> Group:
        """The group whose opening was just read."""
        first = self.at - 1
        name = self.pieces[first][0]
        alternatives = _plain_alternatives(name) if name != "{" else None
        if alternatives is None:
            alternatives = self._alternatives() if name == "{" else _Reader(name[1:])._alternatives()
            name = " ".join([piece for piece, _, _ in self.pieces[first : self.at]])
            if any(one and (one[0] is ANY or one[-1] is ANY) for one in alternatives):
                raise PatternError("~ cannot begin or end an alternative")
        touched = self.at < len(self.pieces) and self.pieces[self.at][1] == self.pieces[self.at - 1][2]
        if touched and self.pieces[self.at][0] not in ("|", "}", "&", "~"):
            raise PatternError("a space is missing after }")
        full = tuple(dict.fromkeys(filter(None, alternatives)))
        if not full:
            raise PatternError("an empty { }")
        return Group(name, full, optional=() in alternatives)

    def _alternatives(self) -> list[Sequence]:
        alternatives: list[Sequence] = []
        while True:
            alternatives.append(self.sequence(frozenset()))
            if self.at >= len(self.pieces):
                raise PatternError("{ without its closing }")
            self.at += 1
            if self.pieces[self.at - 1][0] == "}":
                return alternatives

    def _endings(self, stem: str) -> Group:
        group = self.group()
        endings = [alternative[0] for alternative in group.alternatives]
        if any(len(alternative) != 1 or not isinstance(alternative[0], str) for alternative in group.alternatives):
            raise PatternError(f"a group written against {stem!r} may only hold endings of that word")
        words = [stem + str(ending) for ending in endings] + ([stem] if group.optional else [])
        alternatives: tuple[Sequence, ...] = tuple(
            (_stem(word),) if word.endswith("*") else tuple(phrase_words(word)) for word in words
        )
        return Group("{" + stem + group.name, alternatives, optional=False)


def _plain_alternatives(group: str) -> list[Sequence] | None:
    """The short way for {plain words|plain words}; None where reading them alone could differ from reading them together."""
    alternatives: list[Sequence] = []
    for phrase in group[1:-1].split("|"):
        words = [_PLAIN_WORDS[word] for word in phrase.split()]
        if None in words:
            return None
        alternatives.append(tuple(word for word in words if word))
    return alternatives


def _flush(plain: list[str], elements: list[str | Group | Gap]) -> None:
    if plain:
        elements.extend(phrase_words(" ".join(plain)))
        plain.clear()


def _stem(piece: str) -> str:
    stem = piece[:-1]
    if "*" in stem or not stem.isalpha():
        raise PatternError(f"{piece!r}: * may only stand at the end of a word of letters")
    if len(stem) < SHORTEST_STEM:
        raise PatternError(f"{piece!r}: a beginning needs at least {SHORTEST_STEM} letters")
    return american(opened(stem)[0]) + "*"
