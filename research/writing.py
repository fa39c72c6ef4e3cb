"""The answer of a question, written and told: by a model whose claims are checked, or in the publications' own words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from praxia import llm
from praxia.lib.journal import JournalWriter
from praxia.lib.loop import submit
from praxia.lib.markdown import render
from praxia.lib.work import Status
from research import answering, hearing, prompts
from research.answering import Written
from research.models import Search
from research.records import NO_MODEL

MODEL_S = 11.0
NOT_CONFIGURED = "Answered in the publications' own words; no language model is configured."
NOT_ALLOWED = "Answered in the publications' own words; you have not allowed a language model to see your words."
AWAY = "Answered in the publications' own words; the language model could not be reached."
UNFOUNDED = "Answered in the publications' own words; what the language model wrote was not in them."
DROPPED = (
    "Part of what the language model wrote was left out because it did not stand in the publications word for word."
)


def written(
    journal: JournalWriter,
    search: Search,
    sources: Sequence[answering.Readable],
    *,
    found: int,
    at: datetime,
    with_model: bool,
) -> Written:
    """By a model, where one may and can; what it wrote is checked. Else in the publications' own words. Raises hearing.Stopped."""
    claims = _by_model(journal, search, sources, with_model=with_model) if sources else []
    claims = claims or answering.extracted(search.query, sources)
    return answering.written(claims, found=found, today=at.date())


def _by_model(
    journal: JournalWriter, search: Search, sources: Sequence[answering.Readable], *, with_model: bool
) -> list[answering.Claim]:
    """Nothing when no model spoke, or nothing of it held; the notice says why."""
    if not llm.configured():
        return _without(search, NOT_CONFIGURED)
    if not with_model:
        return _without(search, NOT_ALLOWED)
    from research.extraction import Claims

    request = answering.by_model(search.query, sources, deadline_s=MODEL_S)
    try:
        found, reply = hearing.result(journal, submit(llm.aextract(request, Claims)))
    except llm.LlmError:
        return _without(search, AWAY)
    claims, dropped = answering.checked(found, sources)
    if not claims:
        return _without(search, UNFOUNDED)
    if dropped:
        search.add_notice("ANSWER_CHECKED", DROPPED)
    search.model = {"provider": reply.provider, "name": reply.model, "prompt": prompts.VERSION}
    usage = reply.usage
    search.usage = {
        "tokens_in": usage.prompt, "tokens_out": usage.completion, "estimated": usage.estimated, "cost": usage.cost,
    }  # fmt: skip
    return claims


def _without(search: Search, why: str) -> list[answering.Claim]:
    search.add_notice(NO_MODEL, why)
    return []


def say(journal: JournalWriter, search: Search, written: Written) -> None:
    """Into the journal and the row."""
    search.claims, search.citations, search.content = written.claims, written.citations, written.text
    search.html = render(written.text, anchor=str(search.id))
    for citation in written.citations:
        journal.event("source", source=citation)
    for piece in written.pieces:
        journal.delta(f"{piece}\n\n")
    journal.flush()
    search.status = Status.COMPLETE
