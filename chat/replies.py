"""Answers as work: claim the row, tell the answer, save it, and only then say its end.

A run that dies is taken up again by the sweeper.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from uuid import UUID

from django.db import connection

from chat import leaflets, literature, prompts, selectors, wire, wording
from chat.judging import judge_turn
from chat.models import Message
from chat.records import Status
from chat.resembling import suggest
from chat.signing import with_signatures
from chat.telling import Told, tell
from praxia.lib import work
from praxia.lib.journal import JournalWriter, Superseded, text_of
from praxia.lib.markdown import render
from profiling.profile.selectors import about_of

log = logging.getLogger(__name__)

XRAY_RECEIVED = (
    "Your X-ray is read apart from this answer. What was found, and how sure that is, stands on the page of the film."
)
NOT_FINISHED = "The answer could not be finished. Your message is saved; you can have the answer written anew."


def write(message_id: str) -> None:
    """Write the answer with this id. Quiet when there is nothing to do: finished, gone, or in other hands."""
    answer = _claim(message_id)
    if answer is None:
        return
    path = selectors.path_to(answer)
    person = answer.conversation.owner
    about = about_of(person)
    judged = with_signatures(judge_turn(path[-2].content, before=path[:-2], about=about, suggest=suggest))
    draft = wording.draft(judged)
    material = prompts.material(person, judged, draft, path[:-1])
    reads = literature.wanted(person, path[-2].content, judged)
    labels = leaflets.wanted(person, judged)
    answer.triage, answer.structured = judged.wire, draft.structured
    connection.close()  # a slow model holds no database connection
    try:
        with JournalWriter(answer.journal, answer.run) as journal:
            told = tell(
                journal,
                judged,
                draft,
                path[:-1],
                material=material,
                over_limit=answer.without_model,
                reads=reads,
                labels=labels,
            )
            answer.structured["related_research"] = told.related
            if not told.has_asked:
                answer.structured["question"] = None  # nobody may be offered a "Yes" to what they were not asked
            if material.profile or (told.model is None and material.is_in(draft.body)):
                answer.structured["rests_on_profile"] = True  # never sent to a model that may not know the profile
            _finish(journal, answer, told)
    except Superseded:
        log.info("answer %s: run %s was superseded", answer.id, answer.run)


def withdraw(answer: Message) -> None:
    """Stop an answer that nobody has begun."""
    if taken := _claim(answer.id):
        with JournalWriter(taken.journal, taken.run) as journal:
            _finish(journal, taken, Told(status=Status.STOPPED))


def sweep() -> Iterator[UUID]:
    """Ids of answers to be taken up again. Too many runs end here."""
    return work.sweep(Message.objects.all(), give_up=_give_up)


def _claim(message_id: str | UUID) -> Message | None:
    return work.claim(Message.objects.select_related("conversation__owner"), message_id)


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
    if answer.xray_id:
        told.notices.append({"code": "XRAY_RECEIVED", "detail": XRAY_RECEIVED, "url": f"/xray/{answer.xray_id}/"})
    answer.notices, answer.usage, answer.model = told.notices, told.usage, told.model
    answer.sources = told.sources
    fields = ("content", "html", "triage", "structured", "sources", "notices", "usage", "model")
    work.settle(journal, answer, fields, wire.message_wire)


def _html(told: Told, message_id: str) -> str:
    """The action is a paragraph of its own class: a page that shows it as a banner already can leave it out."""
    action = render(told.action).replace("<p>", '<p class="action">', 1)
    return action + render(told.body, anchor=message_id)
