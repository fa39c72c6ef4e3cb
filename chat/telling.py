"""Telling an answer into its journal: sources and action first, then a model where there is one, else built-in knowledge."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from chat import leaflets, literature, prompts
from chat.guards import SentenceGuard
from chat.judging import Judged
from chat.models import Message
from chat.prompts import Material
from chat.records import NO_MODEL, Status
from chat.wording import Draft
from praxia import llm
from praxia.lib.journal import JournalWriter
from praxia.triage import Level, MedicineNote, Question

PIECE_S = 0.06  # between the pieces of an answer without a model, so that eye and screen reader can follow

OVER_LIMIT = "Answered from built-in knowledge; your limit for answers by a language model is used up for the moment."
URGENT = "In an emergency the answer comes at once from built-in knowledge; no language model was used."
NOT_CONFIGURED = "Answered from built-in knowledge; no language model is configured."
NOT_ALLOWED = (
    "Answered from built-in knowledge; you have not allowed your words to be sent to a language model. "
    "You can change that under You, Consents."
)
AWAY = "Answered from built-in knowledge; the language model could not be reached."
REFUSED = "Answered from built-in knowledge; the language model declined to answer."
CHECKED = "Part of what the language model wrote was left out because it went against a safety rule."
BROKE_OFF = "The answer broke off. What was written so far is kept. You can have it written anew."


@dataclass
class Told:
    """What has been said in this run so far, and how the telling ended."""

    action: str = ""
    body: str = ""
    status: Status = Status.COMPLETE
    notices: list[dict[str, str]] = field(default_factory=list)
    usage: dict[str, Any] | None = None
    model: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    sources: list[dict[str, Any]] = field(default_factory=list)
    related: list[dict[str, Any]] = field(default_factory=list)
    has_asked: bool = False  # the question back, whose quick replies may be offered then

    @property
    def text(self) -> str:
        return f"{self.action}\n\n{self.body.strip()}".strip()


def tell(
    journal: JournalWriter,
    judged: Judged,
    draft: Draft,
    path: Sequence[Message],
    *,
    material: Material,
    over_limit: bool = False,
    reads: bool | None = None,
    labels: Sequence[MedicineNote] | str | None = None,
) -> Told:
    """Write the whole answer to the last message of `path`; holds no database connection. `over_limit`: without a model.

    `material` is what a model may be told; `reads` is what `chat.literature.wanted` said, `labels` what
    `chat.leaflets.wanted` did.
    """
    told = Told(action=draft.action)
    journal.event("progress", step="judge", done=1, of=2, words="Judged how urgent this is")
    journal.delta(f"{draft.action}\n\n", part="action")
    if not _by_model(journal, told, judged, material, path, over_limit=over_limit):
        _by_knowledge(journal, told, draft)
    if told.status == Status.COMPLETE and labels is not None:
        _by_labels(journal, told, judged, labels)
    if told.status == Status.COMPLETE and reads is not None:
        _by_literature(journal, told, judged, path[-1].content, allowed=reads)
    if told.status == Status.COMPLETE:
        _say(journal, told, f"\n\n{draft.disclaimer}")
    journal.flush()
    return told


def _by_model(
    journal: JournalWriter, told: Told, judged: Judged, material: Material, path: Sequence[Message], *, over_limit: bool
) -> bool:
    """False when no model spoke; the notice says why."""
    if judged.level == Level.CALL_NOW:
        return _without(told, URGENT)
    if not llm.configured():
        return _without(told, NOT_CONFIGURED)
    if not material.allowed:
        return _without(told, NOT_ALLOWED)
    if over_limit:
        return _without(told, OVER_LIMIT)
    journal.event("progress", step="write", done=2, of=2, words="Writing the answer")
    guard = SentenceGuard(judged.level, len(material.sources))
    request = prompts.reply_request(material, path, deadline=settings.REPLY_DEADLINE_S)
    try:
        for delta in llm.stream(request, stopped=journal.poll):
            _name(journal, told, material.sources)
            _say(journal, told, guard.feed(delta.text))
            if delta.reply:
                _credit(told, delta.reply)
    except llm.LlmInterrupted:
        told.status = Status.INTERRUPTED
        told.error = {"code": "API_ERROR", "detail": BROKE_OFF, "retryable": True}
    except llm.LlmRefused:
        return _without(told, REFUSED)
    except llm.LlmError:
        return _without(told, AWAY)
    _say(journal, told, guard.rest())
    if told.status == Status.COMPLETE and material.question:
        _ask(journal, told, material.question)
    if guard.dropped:
        told.notices.append({"code": "ANSWER_CHECKED", "detail": CHECKED})
    return True


def _ask(journal: JournalWriter, told: Told, question: Question) -> None:
    """A model was told to end with this question in its words; where it asked nothing, it is put in ours."""
    if "?" not in told.body.strip().rpartition("\n")[2]:
        _say(journal, told, f"\n\n{question.text}")
    told.has_asked = True


def _by_knowledge(journal: JournalWriter, told: Told, draft: Draft) -> None:
    journal.event("progress", step="knowledge", done=2, of=2, words="Answering from built-in knowledge")
    if not draft.brief:
        _name(journal, told, draft.sources)
    for piece in draft.brief or draft.body:
        if journal.poll():
            told.status = Status.STOPPED
            return
        _say(journal, told, f"{piece}\n\n")
        journal.flush()
        time.sleep(PIECE_S)
    told.has_asked = True


def _by_labels(journal: JournalWriter, told: Told, judged: Judged, labels: Sequence[MedicineNote] | str) -> None:
    """What the labels of medicines say of each other, word for word; `labels`: those medicines, or why they are not read."""
    if isinstance(labels, str):
        told.notices.append(leaflets.notice(labels))
        return
    journal.flush()
    try:
        _add(journal, told, leaflets.paragraphs(journal, judged, labels, first=len(told.sources) + 1))
    except leaflets.Stopped:
        told.status = Status.STOPPED


def _by_literature(journal: JournalWriter, told: Told, judged: Judged, text: str, *, allowed: bool) -> None:
    """What publications say, in their own words, under whatever else was said."""
    if not allowed:
        told.notices.append({"code": "CONSENT_REQUIRED", "detail": literature.NOT_ALLOWED})
        return
    journal.flush()
    try:
        found = literature.paragraphs(journal, judged, text, first=len(told.sources) + 1)
    except literature.Stopped:
        told.status = Status.STOPPED
        return
    told.related = found["related"]
    _add(journal, told, found)


def _add(journal: JournalWriter, told: Told, found: Mapping[str, Any]) -> None:
    """What was looked up elsewhere: its text, the sources that it cites, and what has to be said about it."""
    for source in found["sources"]:
        journal.event("source", source=source)
    told.sources += found["sources"]
    told.notices += found["notices"]
    _say(journal, told, found["text"])


def _name(journal: JournalWriter, told: Told, sources: Sequence[dict[str, Any]]) -> None:
    """The sources that have not been named yet."""
    for source in sources[len(told.sources) :]:
        journal.event("source", source=source)
        told.sources.append(source)


def _say(journal: JournalWriter, told: Told, text: str) -> None:
    if text:
        told.body += text
        journal.delta(text)


def _without(told: Told, why: str) -> bool:
    told.notices.append({"code": NO_MODEL, "detail": why})
    return False


def _credit(told: Told, reply: llm.Reply) -> None:
    told.status = Status.STOPPED if reply.finish_reason == "stopped" else Status.COMPLETE
    told.model = {"provider": reply.provider, "name": reply.model, "prompt": prompts.VERSION}
    told.usage = {
        "tokens_in": reply.usage.prompt,
        "tokens_out": reply.usage.completion,
        "estimated": reply.usage.estimated,
        "cost": reply.usage.cost,
    }
