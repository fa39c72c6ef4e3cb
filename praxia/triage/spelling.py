"""Spelling repair within the engine's own vocabulary: one edit, never a real English word, never a drug name or a negation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from praxia.triage.cues import NEGATIONS
from praxia.triage.words import american

SHORTEST = 5
_LIST = Path(__file__).parent / "english.txt"
_DRUG = re.compile(
    r".+(cillin|mycin|cycline|floxacin|azole|dipine|pril|sartan|statin|olol|zepam|zolam|oxetine|triptyline|xaban|gatran|parin|farin|profen"
    r"|formin|gliptin|glutide|semide|thiazide|tadine|rizine|codone|morphine|codeine|tramadol|barbital|azepine|trigine|racetam|phylline"
    r"|terol|isone|isolone|mab|tinib|limus|prine|trexate|caine|epine|adol|aspirin|amine|azine|idone|apine)"
)
_REPEATED = re.compile(r"(.)\1{2,}")


@cache
def english() -> tuple[str, ...]:
    """Ordinary English words of four to fourteen letters, sorted, British and American."""
    lines = _LIST.read_text(encoding="ascii").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


class Speller:
    """Repairs words towards a vocabulary. Immutable after building."""

    def __init__(self, vocabulary: Iterable[str], stems: Iterable[str]) -> None:
        words = english()
        self._english = frozenset(words)
        self._vocabulary = frozenset(vocabulary)
        self._stems = frozenset(stems)
        self._stem_lengths = sorted({len(stem) for stem in self._stems})
        self._by_gap: dict[str, list[str]] = {}
        for target in sorted(self._targets(words)):
            self._by_gap.setdefault(target, []).append(target)
            for shorter in {target[:at] + target[at + 1 :] for at in range(len(target))}:
                self._by_gap.setdefault(shorter, []).append(target)

    def _targets(self, words: tuple[str, ...]) -> set[str]:
        targets = {word for word in self._vocabulary if len(word) >= SHORTEST - 1 and word.isalpha()}
        for stem in self._stems:
            at = bisect_left(words, stem)
            while at < len(words) and words[at].startswith(stem):
                if len(words[at]) >= SHORTEST:
                    targets.add(words[at])
                at += 1
        return {word for word in targets if word not in NEGATIONS and not _DRUG.fullmatch(word)}

    def knows(self, word: str) -> bool:
        """Whether a word is English or in the vocabulary, and so is left as it is."""
        return self._is_word(word) or any(word[:length] in self._stems for length in self._stem_lengths)

    def repair(self, word: str) -> str:
        """The vocabulary's word that is meant by a misspelt one, or the word itself."""
        if len(word) < SHORTEST - 1 or len(word) > 24 or not word.isalpha() or word in NEGATIONS or self._is_word(word):
            return word
        plain = _REPEATED.sub(r"\1\1", word)
        for attempt in (plain, _REPEATED.sub(r"\1", word), word[:-1] if word[-1] == "s" else word):
            if attempt != word and self._is_word(attempt):
                return attempt
        return self._nearest(plain) or word

    def _is_word(self, word: str) -> bool:
        return word in self._vocabulary or word in self._english or american(word) in self._vocabulary

    def _nearest(self, word: str) -> str | None:
        gaps = [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]
        best: tuple[int, str] | None = None
        for gap in gaps:
            for target in self._by_gap.get(gap, ()):
                cost = _cost(word, target)
                if cost is not None and (best is None or (cost, target) < best):
                    best = (cost, target)
        return best[1] if best else None


def _cost(word: str, target: str) -> int | None:
    """How likely one edit from target to word is (0 most); None where more than one edit lies between."""
    first = word[0] != target[0]
    short = len(target) < SHORTEST
    if len(word) == len(target):
        unlike = [at for at in range(len(word)) if word[at] != target[at]]
        swapped = (
            len(unlike) == 2
            and unlike[1] == unlike[0] + 1
            and word[unlike[0]] == target[unlike[1]]
            and word[unlike[1]] == target[unlike[0]]
        )
        if swapped:
            return 1 + 4 * first
        return 3 + 4 * first if len(unlike) == 1 and not short else None
    longer, shorter = (word, target) if len(word) > len(target) else (target, word)
    at = next((place for place, letter in enumerate(shorter) if letter != longer[place]), len(shorter))
    if len(longer) != len(shorter) + 1 or longer[at + 1 :] != shorter[at:]:
        return None
    doubled = at > 0 and longer[at] == longer[at - 1]
    if short:
        return 0 if doubled and longer is word else None
    return (0 if doubled else 2) + 4 * first
