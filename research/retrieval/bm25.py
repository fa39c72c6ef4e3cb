"""BM25 over many short texts (bm25s; Robertson 2009, k1 1.5 and b 0.75, the library's defaults, not tuned)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from research.retrieval.words import searched, written

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Scores = NDArray[np.float32]


class _Numbers(dict[str, int]):
    """Of each written word the number of the word that is searched, -1 for none: folded once, however often it is written."""

    def __init__(self, known: dict[str, int]) -> None:
        self._known = known

    def __missing__(self, word: str) -> int:
        folded = searched(word)
        self[word] = number = self._known.setdefault(folded, len(self._known)) if folded else -1
        return number


class Bm25:
    """The words of n texts. Building takes about half a second for 10,000 abstracts, asking a fraction of a millisecond."""

    def __init__(self, texts: Iterable[str]) -> None:
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets DEBUG for itself
        self._vocabulary = known = dict[str, int]()
        numbers = _Numbers(known)
        rows = [[number for word in written(text) if (number := numbers[word]) >= 0] for text in texts]
        self.size = len(rows)
        self._index = None
        if known:
            self._index = bm25s.BM25()
            self._index.index((rows, known), show_progress=False, leave_progress=False)

    def scores(self, asked: Sequence[str]) -> Scores:
        """(n,) float32: 0 for texts that hold none of these words (of `research.retrieval.words`); a repeated one counts again."""
        ids = [self._vocabulary[word] for word in asked if word in self._vocabulary]
        if not ids or self._index is None:
            return np.zeros(self.size, np.float32)
        return np.asarray(self._index.get_scores(ids), np.float32)
