"""Spelling repair within the engine's own vocabulary: one edit, never a real English word, never a drug name or a negation.

Which words are English tells the frequency list inside the package pyspellchecker; the package itself is not imported.
"""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from praxia.triage.cues import NEGATIONS
from praxia.triage.loading import KnowledgeError
from praxia.triage.nodes import Fault
from praxia.triage.records import Where
from praxia.triage.words import american

SHORTEST = 5
_PACKAGE, _INSIDE = "spellchecker", Path("resources") / "en.json.gz"
_COMMON = re.compile(r'"([a-z]{4,14})": \d{3}')  # seen a hundred times or more; what is rarer is often no word of today
_DRUG = re.compile(
    r".+(cillin|mycin|cycline|floxacin|azole|dipine|pril|sartan|statin|olol|zepam|zolam|oxetine|triptyline|xaban|gatran|parin|farin|profen"
    r"|formin|gliptin|glutide|semide|thiazide|tadine|rizine|codone|morphine|codeine|tramadol|barbital|azepine|trigine|racetam|phylline"
    r"|terol|isone|isolone|mab|tinib|limus|prine|trexate|caine|epine|adol|aspirin|amine|azine|idone|apine)"
)
_ENDINGS = tuple(
    (re.compile(british), form)
    for british, form in (
        (r"(?<=[a-z]{3})is(?=e[ds]?$|ers?$|ing$|ations?$)", "iz"),
        (r"(?<=[a-z]{2})our(?=s?$|ed$|ing$|abl|ful|ite|less|s[eo]|y$)", "or"),
        (r"(?<=[a-z]{2})ys(?=e[ds]?$|ers?$|ing$)", "yz"),
        (r"(?<=[aeiou])ll(?=ed$|ing$|ers?$)", "l"),
        (r"(?<=[bt])re(?=s?$)", "er"),
        (r"(?<=[a-z]{2})ence(?=s?$)", "ense"),
    )
)
_REPEATED = re.compile(r"(.)\1{2,}")


@cache
def english() -> tuple[str, ...]:
    """Ordinary English words of four to fourteen letters, sorted; mostly in American spelling. Raises KnowledgeError."""
    spec = find_spec(_PACKAGE)
    folders = (spec.submodule_search_locations if spec else None) or ()
    path = next((place for folder in folders if (place := Path(folder) / _INSIDE).is_file()), None)
    if path is None:
        reason = "The package pyspellchecker, which brings the list, is not installed. Install requirements-light.txt."
        raise KnowledgeError([Fault(Where("English words", 0), reason)])
    return tuple(sorted(_COMMON.findall(gzip.decompress(path.read_bytes()).decode("utf-8"))))


class Speller:
    """Repairs words towards a vocabulary. Immutable after building."""

    def __init__(self, vocabulary: Iterable[str], stems: Iterable[str], *, drugs: Iterable[str] = ()) -> None:
        """`drugs`: words of the vocabulary that nothing is repaired to."""
        words = english()
        self._english = frozenset(words)
        self._vocabulary = frozenset(vocabulary)
        self._drugs = frozenset(drugs)
        self._stems = frozenset(stems)
        self._stem_lengths = sorted({len(stem) for stem in self._stems})
        self._by_gap = _by_gap(self._targets(words))

    def _targets(self, words: tuple[str, ...]) -> set[str]:
        targets = {word for word in self._vocabulary - self._drugs if len(word) >= SHORTEST - 1 and word.isalpha()}
        for stem in self._stems:
            at = bisect_left(words, stem)
            while at < len(words) and words[at].startswith(stem):
                if len(words[at]) >= SHORTEST:
                    targets.add(words[at])
                at += 1
        return {word for word in targets if word not in NEGATIONS and not _DRUG.fullmatch(word)}

    def knows(self, word: str) -> bool:
        """Whether a word is English or in the vocabulary, and so is left as it is."""
        return self._is_word(word) or self._stem(word) is not None

    def _stem(self, word: str) -> str | None:
        """The beginning by which a pattern already finds a word."""
        return next((word[:length] for length in self._stem_lengths if word[:length] in self._stems), None)

    def repair(self, word: str) -> str:
        """The vocabulary's word that is meant by a misspelt one, or the word itself."""
        if len(word) < SHORTEST - 1 or len(word) > 24 or not word.isalpha() or word in NEGATIONS or self._is_word(word):
            return word
        plain = _REPEATED.sub(r"\1\1", word)
        for attempt in (plain, _REPEATED.sub(r"\1", word), word[:-1] if word[-1] == "s" else word):
            if attempt != word and self._is_word(attempt):
                return attempt
        nearest, stem = self._nearest(plain), self._stem(word)
        return nearest if nearest and (stem is None or nearest.startswith(stem)) else word

    def _is_word(self, word: str) -> bool:
        known = word in self._vocabulary or word in self._english
        return known or american(word) in self._vocabulary or _americanised(word) in self._english

    def _nearest(self, word: str) -> str | None:
        gaps = [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]
        best: tuple[int, str] | None = None
        for gap in gaps:
            for target in self._by_gap.get(gap, "").split():
                cost = _cost(word, target)
                if cost is not None and (best is None or (cost, target) < best):
                    best = (cost, target)
        return best[1] if best else None


def _americanised(word: str) -> str:
    """The American form of any British word: the list knows "criticize" and "honor" only."""
    for british, form in _ENDINGS:
        word = british.sub(form, word)
    return word


def _by_gap(targets: set[str]) -> dict[str, str]:
    """For each target and each target less one letter the targets that it may come from, parted by spaces."""
    found = {target: target for target in targets}
    for target in targets:
        last = ""
        for at, letter in enumerate(target):
            if letter != last:  # leaving out either of two equal letters gives the same
                gap = target[:at] + target[at + 1 :]
                found[gap] = f"{found[gap]} {target}" if gap in found else target
                last = letter
    return found


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
