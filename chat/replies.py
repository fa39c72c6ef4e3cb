"""Answers as work: claim the row, tell the answer, save it, and only then say its end.

A run that dies is taken up again by the sweeper.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils import timezone

from chat import selectors, wire, wording
from chat.judging import judge_turn
from chat.models import Message
from chat.records import MAX_RUNS, QUEUE, Status
from chat.telling import Told, tell
from praxia.lib.journal import JournalWriter, Superseded, text_of
from praxia.lib.markdown import render
from praxia.lib.stores import Db, store

log = logging.getLogger(__name__)

QUEUED_TOO_LONG = timedelta(seconds=60)
FORGOTTEN = timedelta(seconds=15)  # the same, when the broker has nothing waiting: it lost the ring
NOT_FINISHED = "The answer could not be finished. Your message is saved; you can have the answer written anew."


def write(message_id: str) -> None:
    """Write the answer with this id. Quiet when there is nothing to do: finished, gone, or in other hands."""
    answer = _claim(message_id)
    if answer is None:
        return
    path = selectors.path_to(answer)
    judged = judge_turn(path[-2].content, before=path[:-2], person=answer.conversation.owner)
    draft = wording.draft(judged)
    answer.triage, answer.structured, answer.sources = judged.wire, draft.structured, list(draft.sources)
    connection.close()  # a slow model holds no database connection
    try:
        with JournalWriter(answer.journal, answer.run) as journal:
            told = tell(journal, judged, draft, path[:-1], over_limit=answer.without_model)
            _finish(journal, answer, told)
    except Superseded:
        log.info("answer %s: run %s was superseded", answer.id, answer.run)


def withdraw(answer: Message) -> None:
    """Stop an answer that nobody has begun."""
    if taken := _claim(answer.id):
        with JournalWriter(taken.journal, taken.run) as journal:
            _finish(journal, taken, Told(status=Status.STOPPED))


def sweep() -> Iterator[UUID]:
    """Ids of answers to be taken up again: queued for too long, or running without a heartbeat. Too many runs end here."""
    too_old = timezone.now() - (QUEUED_TOO_LONG if store(Db.BROKER).llen(QUEUE) else FORGOTTEN)
    yield from Message.objects.filter(status=Status.QUEUED, created_at__lt=too_old).values_list("id", flat=True)
    for answer in Message.objects.filter(status=Status.RUNNING):
        if answer.journal.is_alive():
            continue
        if answer.run < MAX_RUNS:
            yield answer.id
            continue
        try:
            _give_up(answer)
        except Exception as error:  # one row that cannot be ended must not keep the others from being taken up
            log.error("answer %s cannot be ended: %s", answer.id, type(error).__name__)


def _claim(message_id: str | UUID) -> Message | None:
    """Take the row by compare-and-set; a run whose heartbeat stopped may be taken over."""
    answer = Message.objects.select_related("conversation__owner").filter(id=message_id).first()
    if answer is None or not answer.is_open:
        return None
    if answer.status == Status.RUNNING and answer.journal.is_alive():
        return None
    taken = Message.objects.filter(id=answer.id, status=answer.status, run=answer.run).update(
        status=Status.RUNNING, run=F("run") + 1
    )
    answer.status, answer.run = Status.RUNNING, answer.run + 1
    return answer if taken else None


def _give_up(answer: Message) -> None:
    """After the last run: keep what was shown and say honestly that it is not the whole."""
    shown = text_of(answer.journal.events())
    taken = _claim(answer.id)
    if taken is None:
        return
    told = Told(body=shown, status=Status.INTERRUPTED if shown else Status.FAILED)
    told.error = {"code": "INTERNAL_ERROR", "detail": NOT_FINISHED, "retryable": True}
    with JournalWriter(taken.journal, taken.run) as journal:
        journal.delta(shown)
        _finish(journal, taken, told)


def _finish(journal: JournalWriter, answer: Message, told: Told) -> None:
    """The result into the row, if this run still owns it; then the last event."""
    answer.status, answer.content, answer.error = told.status, told.text, told.error
    answer.html = _html(told, str(answer.id))
    answer.notices, answer.usage, answer.model = told.notices, told.usage, told.model
    answer.finished_at = timezone.now()
    fields = ("status", "content", "html", "triage", "structured", "sources", "notices", "usage", "model", "error")
    saved = Message.objects.filter(id=answer.id, run=answer.run, status=Status.RUNNING).update(
        **{name: getattr(answer, name) for name in (*fields, "finished_at")}
    )
    if not saved:
        raise Superseded(str(answer.id))
    journal.finish(**answer.last_event(), result=wire.message_wire(answer))


def _html(told: Told, message_id: str) -> str:
    """The action is a paragraph of its own class: a page that shows it as a banner already can leave it out."""
    action = render(told.action).replace("<p>", '<p class="action">', 1)
    return action + render(told.body, anchor=message_id)
