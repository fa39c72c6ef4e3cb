"""Research questions as work: ask the sources, join, rank, read, answer. The journal tells each step.

A run that dies is taken up again by the sweeper; what was asked once is then kept and not asked again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from praxia.lib import work
from praxia.lib.journal import JournalWriter, Superseded
from praxia.lib.work import Status
from profiling.profile.records import Use
from profiling.profile.selectors import allows
from research import answering, asking, hearing, keeping, ranking, wire, writing
from research.articles import from_json
from research.asking import Answer
from research.filters import Filters, stored_filters
from research.joining import Joined, join
from research.models import Paper, Search
from research.planning import Plan, plan
from research.records import FROM_STORE, LIBRARY, SOURCE_AWAY, SourceState, SourceStatus

log = logging.getLogger(__name__)

RANKED = 30  # of one question; each costs about 20 ms where passages are ranked by meaning
STEPS = 4

NO_SOURCE = "None of the sources of medical literature could be asked, so there is no answer. Please try again later."
NOT_FINISHED = "The search could not be finished. Your question is kept; you can ask it again."
WORDS_ALONE = "Results were ranked by their words alone, because the model for meaning is not installed here."
NOT_ENGLISH = "The literature is indexed in English. Please ask in English to find more."
WIDE = "Nothing much holds all of these words, so publications with some of them are shown."
LIBRARY_LATER = "What earlier searches here found was not looked through: it is still being read after a restart."
LEFT_OUT = "Only the first {} words were searched for; left out: {}."
HIDDEN = "{} retracted {} left out. You can ask for retracted papers too."


def run(search_id: str) -> None:
    """Answer the question with this id. Quiet when there is nothing to do: finished, gone, or in other hands."""
    search = _claim(search_id)
    if search is None:
        return
    with_model = allows(search.owner, Use.LANGUAGE_MODEL)
    connection.close()  # slow sources hold no database connection
    try:
        with JournalWriter(search.journal, search.run) as journal:
            try:
                _answer(journal, search, with_model=with_model)
            except hearing.Stopped:
                search.status = Status.STOPPED
            work.settle(journal, search, FIELDS, wire.search_wire)
    except Superseded:
        log.info("search %s: run %s was superseded", search.id, search.run)


FIELDS = (
    "plan", "results", "beside", "claims", "content", "html", "citations", "sources", "notices", "usage", "model",
)  # fmt: skip


def withdraw(search: Search) -> None:
    """Stop a question that nobody has begun."""
    if taken := _claim(search.id):
        taken.status = Status.STOPPED
        with JournalWriter(taken.journal, taken.run) as journal:
            work.settle(journal, taken, FIELDS, wire.search_wire)


def sweep() -> Iterator[UUID]:
    return work.sweep(Search.objects.all(), give_up=_give_up)


def _claim(search_id: str | UUID) -> Search | None:
    return work.claim(Search.objects.select_related("owner", "about"), search_id)


def _give_up(search: Search) -> None:
    taken = _claim(search.id)
    if taken is None:
        return
    taken.status = Status.FAILED
    taken.error = {"code": "INTERNAL_ERROR", "detail": NOT_FINISHED, "retryable": True}
    with JournalWriter(taken.journal, taken.run) as journal:
        work.settle(journal, taken, FIELDS, wire.search_wire)


# -- One question ------------------------------------------------------------------------------------------------------


def _answer(journal: JournalWriter, search: Search, *, with_model: bool) -> None:
    filters, today = stored_filters(search.filters), timezone.now().date()
    like = from_json(search.about.article) if search.about else None
    planned = plan(search.query, filters, like=like)
    search.plan, search.notices = planned.as_json(), []
    _step(journal, 1, "search", "Searching PubMed and Europe PMC", queries=search.plan["queries"])
    answers = hearing.hear(journal, planned, filters, deadline_s=settings.RESEARCH_DEADLINE_S)
    _tell_sources(search, planned, answers)
    if not asking.answered(answers):
        search.status = Status.FAILED
        search.error = {"code": "API_ERROR", "detail": NO_SOURCE, "retryable": True}
        return
    at = timezone.now()
    found = _admitted(search, answers, _from_library(search, filters), filters)
    _step(journal, 2, "found", f"Found {len(found)} {_count(len(found), 'publication')}", count=len(found))
    results = _best(journal, search, found, filters, today=today, at=at)
    if search.about:  # a wish for papers, and no question that they could answer
        search.status = Status.COMPLETE
        return
    sources = answering.readable(results, now=at)
    _step(journal, 3, "read", f"Reading {len(sources)} {_count(len(sources), 'abstract')}")
    written = writing.written(journal, search, sources, found=len(results), at=at, with_model=with_model)
    _step(journal, 4, "write", "Writing the answer")
    writing.say(journal, search, written)


def _tell_sources(search: Search, planned: Plan, answers: Sequence[Answer]) -> None:
    search.sources = [wire.state_wire(answer.state) for answer in answers]
    topics = [topic for answer in answers for topic in answer.topics]
    trials = [trial for answer in answers for trial in answer.trials]
    numbers = [number for answer in answers for number in answer.numbers]
    search.beside = {
        "numbers": [wire.number_wire(one) for one in numbers],
        "topics": [
            {"title": one.title, "url": one.url, "summary": one.summary, "publisher": one.publisher} for one in topics
        ],
        "trials": [
            {"id": one.nct_id, "title": one.title, "url": one.url, "status": one.status, "updated_on": one.updated_on}
            for one in trials
        ],
    }
    search.plan |= {
        "translated_query": next((answer.translated for answer in answers if answer.translated), None),
        "did_you_mean": next((answer.spelled for answer in answers if answer.spelled), None),
        "not_found": [phrase for answer in answers for phrase in answer.not_found],
    }
    search.plan["queries"] |= {answer.state.name: answer.query for answer in answers if answer.query}
    if _is_wide(answers):
        search.add_notice("WIDENED", WIDE)
    if not planned.is_english:
        search.add_notice("NOT_ENGLISH", NOT_ENGLISH)
    if planned.left_out:
        search.add_notice("SHORTENED", LEFT_OUT.format(len(planned.terms), ", ".join(planned.left_out)))
    for answer in answers:
        if answer.state.status == SourceStatus.UNAVAILABLE:
            search.add_notice(SOURCE_AWAY, answer.state.detail, source=answer.state.name)
        elif answer.state.status == SourceStatus.KEPT:
            search.add_notice(FROM_STORE, answer.state.detail, source=answer.state.name)


def _is_wide(answers: Sequence[Answer]) -> bool:
    """Whether all that was found holds some of the words only."""
    found = [answer for answer in answers if answer.articles]
    return bool(found) and all(answer.query for answer in found)


def _from_library(search: Search, filters: Filters) -> list[Paper]:
    """Publications that earlier questions found and that speak of this one, whatever words its sources were sent."""
    from research import library

    types = filters.kinds() if filters.types else None
    narrowed = library.Narrowed(years=filters.years, types=types, include_retracted=filters.include_retracted)
    try:
        papers = library.related(search.query, most=filters.limit, narrowed=narrowed)
    except library.StillReading:
        papers = []
        search.add_notice("LIBRARY_LATER", LIBRARY_LATER, source=LIBRARY)
    connection.close()
    if papers:
        search.sources.append(wire.state_wire(SourceState(LIBRARY, SourceStatus.OK, len(papers))))
    return papers


def _admitted(search: Search, answers: Sequence[Answer], kept: Sequence[Paper], filters: Filters) -> list[Joined]:
    """Each publication once; without the one that others shall be like, notices, and retracted ones unless they are asked for."""
    like = [from_json(search.about.article)] if search.about else []
    told = [*like, *(article for answer in answers for article in answer.articles)]
    stored = {from_json(paper.article): paper.fetched_at for paper in kept}
    joined, heard = join([*told, *stored]), len(join(told))
    fresh = asking.dated(joined[len(like) : heard], answers)
    known = [replace(one, via=(LIBRARY,), at=stored.get(one.article)) for one in joined[heard:]]
    joined = [*fresh, *known]
    found = [one for one in joined if filters.admits(one.article) and not one.article.is_retraction_notice]
    shown = [one for one in found if filters.include_retracted or not one.article.is_retracted]
    if hidden := len(found) - len(shown):
        detail = HIDDEN.format(hidden, "publication was" if hidden == 1 else "publications were")
        search.add_notice("RETRACTED_HIDDEN", detail)
    return shown


def _best(
    journal: JournalWriter, search: Search, found: Sequence[Joined], filters: Filters, *, today: date, at: datetime
) -> list[Joined]:
    """The best of them as results, kept in the library; what the library knows to be retracted counts as that."""
    scores = _scores(journal, search, found[: max(RANKED, filters.limit)], today=today)
    order = sorted(range(len(scores)), key=lambda place: -scores[place])[: filters.limit]
    papers = [keeping.keep(found[place].article, at=found[place].at or at) for place in order]
    _link(search, papers)
    connection.close()
    results = []
    search.results = []
    for place, paper in zip(order, papers, strict=True):
        one = found[place]
        article = replace(one.article, is_retracted=paper.is_retracted, has_concern=paper.has_concern)
        if article.is_retracted and not filters.include_retracted:
            continue
        results.append(replace(one, article=article))
        shown = wire.article_wire(article, via=one.via, today=today)
        search.results.append(shown | {"paper_id": str(paper.id), "score": round(min(1.0, scores[place]), 3)})
    return results


def _link(search: Search, papers: Sequence[Paper]) -> None:
    try:
        with transaction.atomic():
            search.papers.set(papers)
    except IntegrityError:  # the person has deleted the question meanwhile
        raise Superseded(str(search.id)) from None


def _scores(journal: JournalWriter, search: Search, found: Sequence[Joined], *, today: date) -> list[float]:
    from praxia.lib.embeddings import encoder

    if found and encoder() is None:
        search.add_notice("WORDS_ALONE", WORDS_ALONE)
    journal.poll()
    return ranking.scores(search.query, [one.article for one in found], today=today)


def _step(journal: JournalWriter, done: int, step: str, words: str, **more: Any) -> None:
    journal.event("progress", step=step, done=done, of=STEPS, words=words, **more)


def _count(number: int, noun: str) -> str:
    return noun if number == 1 else f"{noun}s"
