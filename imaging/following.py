"""Following the reading of a film to its end, from its journal or, when that has expired, from its row."""

from __future__ import annotations

from collections.abc import AsyncIterator

from imaging import wire
from imaging.models import Study
from praxia.lib import work
from praxia.lib.follow import START, Row, Settled, follow
from praxia.lib.journal import Event


def events(study: Study, after: str = START) -> AsyncIterator[Event]:
    return follow(study.journal, after=after, row=row_of(study.pk))


def row_of(study_id: object) -> Row:
    return work.row_of(Study.objects.select_related("reading"), study_id, _settled)


def _settled(study: Study) -> Settled:
    return Settled(
        at=study.finished_at or study.created_at,
        run=study.run,
        sources=(),
        text="",
        last=study.last_event() | {"result": wire.study_wire(study)},
    )
