"""Passages in memory, with their titles, and their order for a question. A title shared by many passages is held once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from praxia.lib.embeddings import encoder
from research.retrieval.bm25 import Bm25
from research.retrieval.fusion import Parts, best, fused
from research.retrieval.words import words as words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from praxia.lib.embeddings import Encoder, Vectors

    Scores = NDArray[np.float32]


FIRST_TOKENS = 128  # of a long text: its beginning ranks it as well as twice as much does, in half the time (measured)


@dataclass(frozen=True, slots=True)
class Text:
    """A passage under its title."""

    title: str
    body: str

    @property
    def whole(self) -> str:
        """Both as one text; a passage that begins with its title is left as it is."""
        return self.body if self.title and self.body.startswith(self.title) else f"{self.title} {self.body}"


class Index:
    """n passages. `vectors` (n, 384) and `title_vectors`, one for each of `titles`, are given or there is no search by meaning."""

    def __init__(
        self,
        texts: Sequence[Text],
        *,
        vectors: Vectors | None = None,
        title_vectors: Vectors | None = None,
    ) -> None:
        self.titles, self._title_of = titles_of(texts)
        self.size = len(texts)
        self._words = Bm25(text.whole for text in texts)
        self._title_words = Bm25(self.titles)
        self.vectors, self.title_vectors = vectors, title_vectors

    def bm25(self, question: str) -> Scores:
        """(n,) BM25 of the whole texts as it comes, repeated words and all: what the other orders are measured against."""
        return self._words.scores(words_of(question))

    def parts(self, question: str, asked: Vectors | None = None) -> Parts:
        """How each part scores every passage. `asked` (384,) is the question's vector; without it words alone count.

        Each word of the question counts once: who writes at length repeats what is not the point (docs/research.md).
        """
        spread, once = self._title_of, list(dict.fromkeys(words_of(question)))
        words, title_words = self._words.scores(once), self._title_words.scores(once)[spread]
        if asked is None or self.vectors is None or self.title_vectors is None:
            return Parts(words, title_words)
        # vecdot stays on one thread; the product by BLAS took two, and twenty times as long beside other work.
        return Parts(words, title_words, np.vecdot(self.vectors, asked), np.vecdot(self.title_vectors, asked)[spread])


def titles_of(texts: Sequence[Text]) -> tuple[list[str], NDArray[np.intp]]:
    """Each title once, and for every text the place of its title."""
    known: dict[str, int] = {}
    places = np.fromiter((known.setdefault(text.title, len(known)) for text in texts), np.intp, count=len(texts))
    return list(known), places


def question_vector(question: str) -> Vectors | None:
    """(384,) of the question as typed; None without weights."""
    model = encoder()
    return None if model is None else model.encode([question])[0]


def rank(question: str, passages: Sequence[str], titles: Sequence[str] | None = None) -> list[float]:
    """Scores from 0 to 1 of a few passages fetched just now, in their order; 8 ms each, for their vectors are made here."""
    texts = [Text(title, body) for title, body in zip(titles or [""] * len(passages), passages, strict=True)]
    if not texts:
        return []
    index = _encoded(texts, encoder())
    return [float(score) for score in fused(index.parts(question, question_vector(question)))]


def order(question: str, passages: Sequence[str], titles: Sequence[str] | None = None) -> list[int]:
    """Places of the passages, best first."""
    return [int(place) for place in best(np.array(rank(question, passages, titles), np.float32), len(passages))]


def _encoded(texts: Sequence[Text], model: Encoder | None) -> Index:
    if model is None:
        return Index(texts)
    titles, _ = titles_of(texts)
    vectors = model.encode([text.whole for text in texts], tokens=FIRST_TOKENS)
    return Index(texts, vectors=vectors, title_vectors=model.encode(titles))
