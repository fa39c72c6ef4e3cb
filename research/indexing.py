"""Gives stored passages and titles their vectors, and makes them anew when the encoder has changed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.models import Q, QuerySet

from praxia.lib.embeddings import VERSION, Encoder, encoder
from research import neighbours
from research.models import Paper, Passage, PassageVector, TitleVector
from research.retrieval.index import Text
from research.retrieval.kept import packed

BATCH = 64
LOCK = 0x5052_4C49  # of PostgreSQL: one process at a time; another one would only do the same work twice


def index(*, limit_s: float = 300.0) -> int:
    """Vectors made now: of what has none, or has one of another encoder. 0 without weights, or while another process is at it.

    Ends after `limit_s`; what is left is for the next ring.
    """
    model = encoder()
    if model is None:
        return 0
    made, until = 0, time.monotonic() + limit_s
    with _alone() as alone:
        while alone and time.monotonic() < until and (count := _titles(model) + _passages(model)):
            made += count
        if alone and made and Passage.objects.count() > neighbours.EXACT_MOST:
            neighbours.refresh()
    return made


def waiting() -> int:
    """How many passages cannot be found by meaning yet."""
    return _without_vector(Passage.objects.all()).count()


def _passages(model: Encoder) -> int:
    rows = list(_without_vector(Passage.objects.select_related("paper")).order_by("id")[:BATCH])
    vectors = model.encode([Text(row.paper.title, row.text).whole for row in rows])
    made = [
        PassageVector(passage=row, version=VERSION, vector=packed(one)) for row, one in zip(rows, vectors, strict=True)
    ]
    return _save(PassageVector, made, "passage")


def _titles(model: Encoder) -> int:
    rows: Sequence[Paper] = list(_without_vector(Paper.objects.only("id", "title")).order_by("id")[:BATCH])
    vectors = model.encode([row.title for row in rows])
    made = [TitleVector(paper=row, version=VERSION, vector=packed(one)) for row, one in zip(rows, vectors, strict=True)]
    return _save(TitleVector, made, "paper")


def _without_vector(rows: QuerySet) -> QuerySet:
    return rows.filter(Q(vector=None) | ~Q(vector__version=VERSION))


def _save(kind: type[PassageVector | TitleVector], made: list, of: str) -> int:
    kind._default_manager.bulk_create(
        made, update_conflicts=True, unique_fields=[of], update_fields=["version", "vector"]
    )
    return len(made)


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        mine = cursor.fetchone()[0]
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
