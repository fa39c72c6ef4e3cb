"""A look into the literature for somebody else's answer (a talk): found, quoted, told; nothing is stored and no model is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from praxia.lib.errors import Problem
from praxia.lib.journal import JournalWriter
from research import answering, asking, ranking, wire
from research.filters import Filters
from research.hearing import Stopped, hear
from research.joining import Joined, join
from research.planning import plan, read_question
from research.records import FROM_STORE, SOURCE_AWAY, SourceStatus
from research.searching import RANKED

__all__ = ["Looked", "Stopped", "is_open", "look_up"]

DEADLINE_S = 9.0
RELATED = 5
_SHOWN = ("title", "authors", "journal", "year", "pmid", "doi", "url", "study_type", "study_type_words", "badges")


@dataclass(frozen=True)
class Looked:
    """`lines` are Markdown, each with its citations; `citations` are numbered as in them. Empty where nothing was found."""

    lines: tuple[str, ...] = ()
    citations: tuple[dict[str, Any], ...] = ()
    related: tuple[dict[str, Any], ...] = ()
    notices: tuple[dict[str, str], ...] = ()


def is_open() -> bool:
    """Whether this installation asks any source of literature at all."""
    return any(upstream.is_on for upstream in asking.LITERATURE)


def look_up(journal: JournalWriter, text: str, *, first: int) -> Looked:
    """What publications say about a text, in their own words; citations count from `first`. Raises Stopped."""
    try:
        question = read_question(text)
    except Problem:  # too long, or nothing in it to search for
        return Looked()
    filters = Filters()
    answers = hear(journal, plan(question, filters), filters, deadline_s=DEADLINE_S, literature_alone=True)
    at = timezone.now()
    found = [
        one
        for one in asking.dated(join(article for answer in answers for article in answer.articles), answers)
        if filters.admits(one.article) and not one.article.is_retracted and not one.article.is_retraction_notice
    ]
    best = _best(question, found[:RANKED], today=at.date())
    claims = answering.extracted(question, answering.readable(best, now=at))
    written = answering.written(claims, found=len(best), today=at.date(), first=first)
    related = [wire.article_wire(one.article, via=one.via, today=at.date()) for one in best]
    return Looked(
        lines=tuple(written.pieces[0].splitlines()) if claims else (),
        citations=tuple(written.citations),
        related=tuple({name: one[name] for name in _SHOWN} for one in related),
        notices=tuple(_notices(answers)),
    )


def _best(question: str, found: list[Joined], *, today: date) -> list[Joined]:
    scores = ranking.scores(question, [one.article for one in found], today=today)
    return [found[place] for place in sorted(range(len(found)), key=lambda place: -scores[place])[:RELATED]]


def _notices(answers: list[asking.Answer]) -> list[dict[str, str]]:
    codes = {SourceStatus.UNAVAILABLE: SOURCE_AWAY, SourceStatus.KEPT: FROM_STORE}
    literature = {upstream.name for upstream in asking.LITERATURE}
    return [
        {"code": codes[answer.state.status], "detail": answer.state.detail, "source": answer.state.name}
        for answer in answers
        if answer.state.status in codes and answer.state.name in literature
    ]
