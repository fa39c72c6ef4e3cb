"""Above what is searched exactly: vectors in a table of pgvector with an HNSW index, where PostgreSQL has that extension.

The table is made here and not by a migration, because not every PostgreSQL has pgvector; all that it holds is kept elsewhere too.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection, transaction

from praxia.lib.embeddings import DIMENSIONS, VERSION
from research.models import PassageVector
from research.retrieval.kept import unpacked

if TYPE_CHECKING:
    from praxia.lib.embeddings import Vectors

log = logging.getLogger(__name__)

EXACT_MOST = 100_000  # passages; up to here every vector is read, and nothing is missed
# Measured at 120,000 passages (docs/research.md): the default, 40, would lose one in ten.
EF_SEARCH, M, EF_CONSTRUCTION = 800, 16, 128
BATCH = 5000
_HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_MISSING = """SELECT passage_id, vector FROM research_passagevector kept WHERE version = %s
              AND NOT EXISTS (SELECT FROM research_neighbour there WHERE there.passage_id = kept.passage_id) LIMIT %s"""
_PAPER = """JOIN research_passage passage ON passage.id = near.passage_id
            JOIN research_paper paper ON paper.id = passage.paper_id"""
_NEAREST = """SELECT near.passage_id FROM research_neighbour near {joined}
              ORDER BY near.vector <#> %s::vector LIMIT %s"""


def refresh() -> bool:
    """Bring the table up to what is indexed. False, with a warning, where pgvector cannot be had: then the search stays exact."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(
                "SET LOCAL maintenance_work_mem = '512MB'"
            )  # the graph of 150,000; on disk it takes ten times as long
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
            _make(cursor)
            while rows := _missing(cursor):
                _copy(cursor, rows)
            cursor.execute(
                "CREATE INDEX IF NOT EXISTS research_neighbour_nearest ON research_neighbour "
                f"USING hnsw (vector vector_ip_ops) WITH (m = {M}, ef_construction = {EF_CONSTRUCTION})"
            )
    except DatabaseError as error:
        log.warning("no approximate index (%s): every search reads all vectors", type(error).__name__)
        return False
    return True


def there() -> bool:
    """Whether the table can be asked, and holds as much as is indexed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('research_neighbour_nearest')")
        if cursor.fetchone()[0] is None:
            return False
        cursor.execute("SELECT count(*) FROM research_neighbour WHERE version = %s", [VERSION])
        return cursor.fetchone()[0] >= PassageVector.objects.filter(version=VERSION).count()


def nearest(asked: Vectors, *, k: int, where: str = "", values: Iterable[Any] = ()) -> list[int]:
    """Ids of about the k nearest passages; `where` narrows by columns of `paper`, and the index is read on until k fit."""
    query = _NEAREST.format(joined=f"{_PAPER} WHERE {where}" if where else "")
    shown = f"[{','.join(f'{value:.7g}' for value in asked)}]"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL hnsw.ef_search = {max(EF_SEARCH, k)}")
        cursor.execute("SET LOCAL hnsw.iterative_scan = strict_order")
        cursor.execute(query, [*values, shown, k])
        return [row[0] for row in cursor.fetchall()]


def _make(cursor: Any) -> None:
    cursor.execute(
        f"CREATE TABLE IF NOT EXISTS research_neighbour (passage_id bigint PRIMARY KEY REFERENCES research_passage "
        f"ON DELETE CASCADE, version varchar(12) NOT NULL, vector vector({DIMENSIONS}) NOT NULL)"
    )
    cursor.execute("DELETE FROM research_neighbour WHERE version <> %s", [VERSION])


def _missing(cursor: Any) -> list[tuple[int, bytes]]:
    cursor.execute(_MISSING, [VERSION, BATCH])
    return cursor.fetchall()


def _copy(cursor: Any, rows: list[tuple[int, bytes]]) -> None:
    """In PostgreSQL's own binary form: as text, the same numbers are five times as long."""
    vectors = unpacked([bytes(vector) for _, vector in rows]).astype(">f4")
    version = VERSION.encode()
    with cursor.copy("COPY research_neighbour (passage_id, version, vector) FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(_HEADER)
        for (passage_id, _), vector in zip(rows, vectors, strict=True):
            body = struct.pack(">hh", DIMENSIONS, 0) + vector.tobytes()
            copy.write(
                struct.pack(">hiqi", 3, 8, passage_id, len(version)) + version + struct.pack(">i", len(body)) + body
            )
        copy.write(struct.pack(">h", -1))
