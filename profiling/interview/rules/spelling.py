"""Spelling of long words that this vocabulary knows: one letter wrong, missing, too many, or two changed about."""

from __future__ import annotations

import re
from collections.abc import Iterable

SHORTEST = 6


class Speller:
    """Only words that begin right are repaired: "talking" is no "walking"."""

    def __init__(self, phrases: Iterable[str]) -> None:
        found = {word for one in phrases for word in re.findall(r"[a-z]+\*?", one)}
        self._known = frozenset(word.rstrip("*") for word in found)
        self._long = frozenset(word for word in self._known if len(word) >= SHORTEST)
        self._starts = tuple(word.rstrip("*") for word in found if word.endswith("*"))

    def repaired(self, word: str) -> str:
        if len(word) < SHORTEST or word in self._known or not word.isascii() or word.startswith(self._starts):
            return word
        fits = {other for other in self._near(word) if other in self._long and other[0] == word[0]}
        return min(fits, default=word)

    @staticmethod
    def _near(word: str) -> Iterable[str]:
        letters = "abcdefghijklmnopqrstuvwxyz"
        for n in range(1, len(word)):
            yield word[:n] + word[n + 1 :]
            yield word[: n - 1] + word[n] + word[n - 1] + word[n + 1 :]
            for letter in letters:
                yield word[:n] + letter + word[n + 1 :]
                yield word[:n] + letter + word[n:]
        for letter in letters:
            yield word + letter
