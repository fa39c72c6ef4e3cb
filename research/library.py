"""Our own library: every stored passage in this process's memory, searched by words and by meaning, exactly.

A large one is read when a worker starts. It serves until newer passages are seen; then the next one is made beside it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Max

from praxia.lib.embeddings import VERSION
from research import neighbours
from research.models import Paper, Passage, PassageVector, TitleVector
from research.records import StudyType
from research.retrieval.fusion import Parts, best, fused
from research.retrieval.index import Index, Text, question_vector, titles_of
from research.retrieval.kept import NOTHING, unpacked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from praxia.lib.embeddings import Vectors

log = logging.getLogger(__name__)

LOOK_EVERY_S = 10.0  # how long a new passage may stay unseen
CANDIDATES = 200  # of each kind, where not every vector is read
AT_ONCE = 2_000  # passages are read in a moment
PATIENCE_S = 3.0  # for a library that is being read the first time
CLOSE = 0.5  # cosine from which a passage speaks of the question


class StillReading(Exception):
    """The library is being read for the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """Only these: years from and to, study types, the sources that told of them, retracted ones or not. None: any."""

    years: tuple[int, int] | None = None
    types: Collection[StudyType] | None = None
    sources: Collection[str] | None = None
    include_retracted: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """`score` from 0 to 1 is for ordering, not a probability. `closeness` is the cosine of question and passage, where known."""

    passage_id: int
    paper_id: UUID
    score: float
    closeness: float | None


@dataclass(frozen=True)
class Found:
    """The best passages. `by_meaning` is False when there are no weights, or no vectors yet: then words alone were searched."""

    hits: list[Hit]
    by_meaning: bool
    searched: int


class Library:
    """One snapshot of all passages."""

    def __init__(
        self, rows: list[tuple[Any, ...]], titles: dict[UUID, Any], mark: object, *, by_neighbours: bool = False
    ) -> None:
        self.mark = mark
        self._by_neighbours = by_neighbours  # too many for this memory: PostgreSQL holds the vectors
        self._ids = np.array([row[0] for row in rows], np.int64)
        self._papers = [row[1] for row in rows]
        self._years = np.array([row[4] or 0 for row in rows], np.int16)
        self._types = np.array([row[5] for row in rows], "U17")
        self._via = np.array([row[6] for row in rows], "U20")
        self._retracted = np.array([row[7] for row in rows], bool)
        self._index = _index(rows, titles)

    def search(self, question: str, *, k: int = 10, narrowed: Narrowed | None = None) -> Found:
        """The k best passages that are allowed; those with nothing in common with the question are left out."""
        asked = question_vector(question)
        narrowed = narrowed or Narrowed()
        allowed = self._allowed(narrowed)
        parts = self._index.parts(question, asked)
        if self._by_neighbours and asked is not None:
            parts = self._with_meaning(parts, asked, narrowed, allowed)
        scores = fused(parts)
        scores[~allowed] = -1.0
        places = [place for place in best(scores, k) if scores[place] > 0]
        near = parts.meaning
        hits = [
            Hit(
                int(self._ids[place]),
                self._papers[place],
                float(scores[place]),
                float(near[place]) if near is not None else None,
            )
            for place in places
        ]
        return Found(hits, by_meaning=parts.meaning is not None, searched=int(allowed.sum()))

    def _with_meaning(self, parts: Parts, asked: Vectors, narrowed: Narrowed, allowed: NDArray[np.bool_]) -> Parts:
        """Meaning for the nearest and for those with the best words; the others are like nothing."""
        near = np.array(neighbours.nearest(asked, k=CANDIDATES, **_condition(narrowed)), np.int64)
        near = near[np.isin(near, self._ids)]
        worded = best(np.where(allowed, fused(parts), 0), CANDIDATES)
        places = np.union1d(np.searchsorted(self._ids, near), worded)
        ids, papers = [int(one) for one in self._ids[places]], [self._papers[place] for place in places]
        kept = PassageVector.objects.filter(version=VERSION, passage_id__in=ids).values_list("passage_id", "vector")
        titles = TitleVector.objects.filter(version=VERSION, paper_id__in=papers).values_list("paper_id", "vector")
        known, named = dict(kept), dict(titles)
        meaning, title_meaning = np.zeros(len(self._ids), np.float32), np.zeros(len(self._ids), np.float32)
        meaning[places] = np.vecdot(unpacked([known.get(one) or NOTHING for one in ids]), asked)
        title_meaning[places] = np.vecdot(unpacked([named.get(one) or NOTHING for one in papers]), asked)
        return Parts(parts.words, parts.title_words, meaning, title_meaning)

    def _allowed(self, narrowed: Narrowed) -> NDArray[np.bool_]:
        allowed = np.ones(len(self._ids), bool)
        if not narrowed.include_retracted:
            allowed &= ~self._retracted
        if narrowed.years:
            allowed &= (self._years >= narrowed.years[0]) & (self._years <= narrowed.years[1])
        for values, wanted in ((self._types, narrowed.types), (self._via, narrowed.sources)):
            if wanted is not None:
                allowed &= np.isin(values, [str(one) for one in wanted])
        return allowed


def read_ahead() -> None:
    """Read a library that takes its time before anybody asks for it: at the start of a worker, in a thread of its own."""
    try:
        if Passage.objects.count() > AT_ONCE:
            _shelf.now()
    except Exception as error:  # who asks first tries again
        log.warning("the library cannot be read ahead: %s", type(error).__name__)
    finally:
        connection.close()


def search(question: str, *, k: int = 10, narrowed: Narrowed | None = None) -> Found:
    """In the newest snapshot that this process has. Only in workers: the web process holds no library."""
    return _shelf.now().search(question, k=k, narrowed=narrowed)


def related(question: str, *, most: int, narrowed: Narrowed) -> list[Paper]:
    """Stored papers with a passage that is about the question, best first. None without vectors: one word in common is little.

    Raises StillReading: whoever has asked the sources already does without.
    """
    found = _shelf.now(wait_s=PATIENCE_S).search(question, k=4 * most, narrowed=narrowed)
    near = list(dict.fromkeys(hit.paper_id for hit in found.hits if (hit.closeness or 0.0) >= CLOSE))[:most]
    papers = Paper.objects.in_bulk(near)
    return [papers[one] for one in near if one in papers]


def _condition(narrowed: Narrowed) -> dict[str, Any]:
    """The same as SQL on `paper`, so that the nearest are the nearest of those that are wanted."""
    parts: list[str] = [] if narrowed.include_retracted else ["NOT paper.is_retracted"]
    values: list[Any] = []
    if narrowed.years:
        parts.append("paper.year BETWEEN %s AND %s")
        values += narrowed.years
    for column, wanted in (("study_type", narrowed.types), ("via", narrowed.sources)):
        if wanted is not None:
            parts.append(f"paper.{column} = ANY(%s)")
            values.append([str(one) for one in wanted])
    return {"where": " AND ".join(parts), "values": values}


def _index(rows: list[tuple[Any, ...]], titles: dict[UUID, Any]) -> Index:
    """What has no vector yet has one that is like nothing: found by its words until it is indexed."""
    texts = [Text(row[2], row[3]) for row in rows]
    if not any(row[8] for row in rows):
        return Index(texts)
    by_title = {row[2]: titles.get(row[1]) for row in rows}
    kept = [by_title[title] or NOTHING for title in titles_of(texts)[0]]
    return Index(texts, vectors=unpacked([row[8] or NOTHING for row in rows]), title_vectors=unpacked(kept))


def _read(mark: object) -> Library:
    by_neighbours = Passage.objects.count() > neighbours.EXACT_MOST and neighbours.there()
    vectors: dict[int, Any] = {}
    titles: dict[UUID, Any] = {}
    if not by_neighbours:
        vectors = dict(PassageVector.objects.filter(version=VERSION).values_list("passage_id", "vector"))
        titles = dict(TitleVector.objects.filter(version=VERSION).values_list("paper_id", "vector"))
    columns = (
        "id",
        "paper_id",
        "paper__title",
        "text",
        "paper__year",
        "paper__study_type",
        "paper__via",
        "paper__is_retracted",
    )
    rows = [(*row, vectors.get(row[0])) for row in Passage.objects.order_by("id").values_list(*columns)]
    return Library(rows, titles, mark, by_neighbours=by_neighbours)


def _mark() -> object:
    """Changes whenever passages, their vectors or what is known of their papers have."""
    passages = Passage.objects.aggregate(newest=Max("id"))["newest"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM research_passagevector WHERE version = %s", [VERSION])
        vectors = cursor.fetchone()[0]
    return passages, Passage.objects.count(), vectors, Paper.objects.filter(is_retracted=True).count()


class _Shelf:
    """This process's snapshot and the thread that makes the next one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._library: Library | None = None
        self._looked = float("-inf")
        self._renewing = False

    def now(self, *, wait_s: float = -1.0) -> Library:
        """The snapshot; the first is read by who asks first, others wait so long for it at most. Raises StillReading."""
        if not self._lock.acquire(timeout=wait_s):
            raise StillReading
        try:
            if self._library is None:
                self._library = _read(_mark())
                self._looked = time.monotonic()
            elif time.monotonic() - self._looked > LOOK_EVERY_S and not self._renewing:
                self._renewing = True
                threading.Thread(target=self._renew, name="library", daemon=True).start()
            return self._library
        finally:
            self._lock.release()

    def forget(self) -> None:
        with self._lock:
            self._library = None

    def _renew(self) -> None:
        try:
            mark = _mark()
            if self._library is None or mark != self._library.mark:
                self._library = _read(mark)
            self._looked = time.monotonic()
        except Exception as error:  # the old snapshot goes on serving; the next look tries again
            log.warning("the library cannot be read anew: %s", type(error).__name__)
        finally:
            self._renewing = False
            connection.close()


_shelf = _Shelf()
forget = _shelf.forget
