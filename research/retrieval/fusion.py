"""One order out of several: each part's scores as shares of its best, weighted and added.

The title counts twice among the words: what a text is about stands there. Chosen on the development questions; how much of the gain
is choice and how much holds for questions left out is in docs/research.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Scores = NDArray[np.float32]

WORDS, TITLE_WORDS, MEANING, TITLE_MEANING = 1.0, 2.0, 1.0, 1.0


@dataclass(frozen=True, slots=True)
class Parts:
    """Scores of n passages, all (n,). Without an encoder the meanings are None."""

    words: Scores
    title_words: Scores
    meaning: Scores | None = None
    title_meaning: Scores | None = None


def fused(parts: Parts) -> Scores:
    """(n,) float32 between 0 and 1, the order of all parts together."""
    weighed = [(WORDS, parts.words), (TITLE_WORDS, parts.title_words)]
    if parts.meaning is not None and parts.title_meaning is not None:
        weighed += [(MEANING, parts.meaning), (TITLE_MEANING, parts.title_meaning)]
    whole = sum(weight for weight, _ in weighed)
    found = np.zeros(len(parts.words), np.float32)
    for weight, scores in weighed:
        found += np.float32(weight / whole) * share(scores)
    return found


def meaning(parts: Parts) -> Scores | None:
    """Vectors alone: a passage means what it says and what it stands under, in equal shares."""
    if parts.meaning is None or parts.title_meaning is None:
        return None
    return np.float32(0.5) * (parts.meaning + parts.title_meaning)


def share(scores: Scores) -> Scores:
    """Of the best score, never below 0."""
    best = scores.max(initial=0.0)
    return np.maximum(scores, 0) / best if best > 0 else np.zeros_like(scores)


def best(scores: Scores, k: int) -> NDArray[np.intp]:
    """Places of the k highest scores, highest first; equal ones in the order of the texts."""
    first = np.sort(np.argpartition(-scores, k)[:k]) if k < len(scores) else np.arange(len(scores))
    return first[np.argsort(-scores[first], kind="stable")]
