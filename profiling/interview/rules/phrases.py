"""Phrases with small wildcards, as patterns over a clause's normalised text.

`word` exact; `word*` prefix; `{a|b c|}` alternatives, empty is optional; `~` a gap of up to three words, `^` one
of describing words only; `#` a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from profiling.interview.rules.tables import phrase_tables

_JOINING = (
    "(?:not|no|never|nor|without|for|my|your|his|her|our|to|with|about|from|than|like|and|or|of|in|on|at|if|that|who|asking"
    "|married) "
)
_NUMBER = r"\d+(?:\.\d+)?"
_DENIALS = "(?:not|no|never|nor|without) "  # a gap does not reach over a denial


class Phrases:
    """Several phrases as one pattern. An empty set matches nothing."""

    def __init__(self, phrases: Iterable[str]) -> None:
        listed = sorted({one.strip() for one in phrases if one.strip()}, key=len, reverse=True)
        # Each part brings its own final space, so that an optional part leaves none behind.
        inner = "|".join(_regex(one) for one in listed)
        self._pattern = re.compile(f"(?<= )(?:{inner})") if listed else None

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """(start, end, numbers) of every match in words separated by single spaces."""
        if self._pattern is None:
            return
        for match in self._pattern.finditer(f" {text} "):
            numbers = tuple(re.findall(rf"(?<!\S){_NUMBER}(?!\S)", match[0]))
            yield match.start() - 1, match.start() - 1 + len(match[0].rstrip()), numbers

    def within(self, text: str) -> bool:
        return any(True for _ in self.find(text))

    def whole(self, text: str) -> bool:
        """The text is one of the phrases and nothing else."""
        return self._pattern is not None and self._pattern.fullmatch(f" {text} ", 1) is not None


def listed(name: str) -> list[str]:
    """A table of `phrases.yaml`."""
    return phrase_tables()[name]


def _regex(phrase: str) -> str:
    return "".join(_part(part) for part in _parts(phrase, " "))


def _part(part: str) -> str:
    if part == "~":
        return rf"(?:(?!{_DENIALS})\S+ ){{0,3}}?"
    if part == "^":
        return rf"(?:(?!{_JOINING})\S+ ){{0,3}}?"
    if not part.startswith("{"):
        return _word(part) + " "
    options = sorted(_parts(part[1:-1], "|"), key=len, reverse=True)
    inner = "|".join(_regex(option) for option in options if option.strip())
    return f"(?:{inner})" + ("?" if any(not option.strip() for option in options) else "")


def _parts(text: str, between: str) -> list[str]:
    """Split outside of braces, which may nest."""
    found, depth = [""], 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        if letter == between and not depth:
            found.append("")
        else:
            found[-1] += letter
    return found if between == "|" else [part for part in found if part]


def _word(word: str) -> str:
    if word == "#":
        return _NUMBER
    return re.escape(word[:-1]) + r"\S*" if word.endswith("*") else re.escape(word)
