"""Work that takes time, as rows: claimed by compare-and-set, told in a journal, taken up again when a worker dies.

A row is its own outbox. A service saves it as `queued` and rings its task after the commit; the task gets an id and calls the
work module, which begins with `claim` and ends with `settle`. Beat has every kind of work swept each ten seconds.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models import F, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from praxia.lib.follow import Row, Settled
from praxia.lib.journal import Journal, JournalWriter, Superseded
from praxia.lib.sockets import in_thread
from praxia.lib.stores import Db, store

log = logging.getLogger(__name__)

QUEUED_TOO_LONG = timedelta(seconds=60)
FORGOTTEN = timedelta(seconds=15)  # the same, when the broker has nothing waiting: it lost the ring
MAX_RUNS = 3


class Status(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    COMPLETE = "complete"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


OPEN = (Status.QUEUED, Status.RUNNING)


class Work(models.Model):
    """What every row of work has. `JOURNAL` names its kind of journal, `QUEUE` the queue of its task."""

    JOURNAL: ClassVar[str]
    QUEUE: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    status = models.CharField(max_length=11, choices=[(status, status.value) for status in Status])
    error = models.JSONField(null=True)
    run = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)

    @property
    def journal(self) -> Journal:
        return Journal(self.JOURNAL, str(self.id))

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def end_told(self) -> dict[str, Any]:
        """What the last event of work that was finished says, beside its type and status."""
        return {}

    def last_event(self) -> dict[str, Any]:
        """The `end` or `error` with which the journal of this finished work closes."""
        if self.status not in (Status.FAILED, Status.INTERRUPTED):
            return {"type": "end", "status": self.status, **self.end_told()}
        error = self.error or {}
        return {
            "type": "error",
            "status": self.status,
            "code": error.get("code", "INTERNAL_ERROR"),
            "words": error.get("detail", ""),
            "retryable": error.get("retryable", True),
            "retry_after": error.get("retry_after"),
        }


W = TypeVar("W", bound=Work)


def ring(task: Any, row_id: object) -> None:
    """Queue a task for a row. When the broker is away nothing is lost: the row is its own outbox and the sweeper rings again."""
    try:
        task.apply_async([str(row_id)], retry=False)
    except OperationalError:
        log.warning("broker away; %s waits for the sweeper", task.name)


def claim(rows: QuerySet[W], row_id: object) -> W | None:
    """Take the row with this id for a new run; None when there is nothing to do: finished, gone, or in other hands.

    A run whose heartbeat stopped may be taken over. The new one's beats before its row says that it runs: what is prepared before
    the first word takes time, in which the sweeper must not take it for dead.
    """
    row = rows.filter(pk=row_id).first()
    if row is None or not row.is_open:
        return None
    if row.status == Status.RUNNING and row.journal.is_alive():
        return None
    row.journal.beat(row.run + 1)
    same = rows.model._default_manager.filter(pk=row.pk, status=row.status, run=row.run)
    taken = same.update(status=Status.RUNNING, run=F("run") + 1)
    row.status, row.run = Status.RUNNING, row.run + 1
    return row if taken else None


def stop(row: W, *, withdraw: Callable[[W], None]) -> W:
    """Ask open work to stop; what nobody has begun is withdrawn at once. Asking twice, or too late, is harmless."""
    if row.is_open:
        row.journal.stop()
        if row.status == Status.QUEUED:
            withdraw(row)
        row.refresh_from_db()
    return row


def settle(journal: JournalWriter, row: W, fields: Sequence[str], shown: Callable[[W], dict[str, Any]]) -> None:
    """The result into the row, if this run still owns it; then the last event, which carries what `shown` makes of the row.

    `fields` are those that the work has set beside status and error. Raises Superseded.
    """
    row.finished_at = timezone.now()
    ended = {name: getattr(row, name) for name in (*fields, "status", "error", "finished_at")}
    mine = type(row)._default_manager.filter(pk=row.pk, run=row.run, status=Status.RUNNING)
    if not mine.update(**ended):
        if not type(row)._default_manager.filter(pk=row.pk).exists():  # deleted while it was written
            journal.journal.forget()
        raise Superseded(str(row.pk))
    journal.finish(**row.last_event(), result=shown(row))


def sweep(rows: QuerySet[W], *, give_up: Callable[[W], None]) -> Iterator[uuid.UUID]:
    """Ids of rows to be rung again: queued for too long, or running without a heartbeat. After `MAX_RUNS` runs `give_up` ends
    them instead."""
    too_old = timezone.now() - (QUEUED_TOO_LONG if store(Db.BROKER).llen(rows.model.QUEUE) else FORGOTTEN)
    yield from rows.filter(status=Status.QUEUED, created_at__lt=too_old).values_list("pk", flat=True)
    for row in rows.filter(status=Status.RUNNING):
        if row.journal.is_alive():
            continue
        if row.run < MAX_RUNS:
            yield row.pk
            continue
        try:
            give_up(row)
        except Exception as error:  # one row that cannot be ended must not keep the others from being taken up
            log.error("%s %s cannot be ended: %s", row.JOURNAL, row.pk, type(error).__name__)


def row_of(rows: QuerySet[W], row_id: object, settled: Callable[[W], Settled]) -> Row:
    """What a reader of the journal asks when it is silent: how the row ended, None while the work goes on."""

    def ended() -> Settled | None:
        row = rows.filter(pk=row_id).first()
        if row is None:
            raise LookupError(row_id)
        return None if row.is_open else settled(row)

    async def ask() -> Settled | None:
        return await in_thread(ended)()

    return ask
