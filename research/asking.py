"""Asking all sources of one question at once, until the deadline. Who is away is named with the reason; the others are shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from praxia.lib.errors import SourceError
from praxia.lib.http_kept import Kept
from research import counting
from research.filters import Filters
from research.joining import Joined
from research.places import WORLD
from research.planning import Plan
from research.records import Article, Counted, SourceState, SourceStatus, Topic, Trial
from research.sources import clinicaltrials, europepmc, medlineplus, pubmed, who_gho
from research.sources.clinicaltrials import TRIALS
from research.sources.europepmc import EUROPEPMC
from research.sources.medlineplus import MEDLINEPLUS
from research.sources.pubmed import PUBMED
from research.sources.upstream import Upstream
from research.sources.who_gho import WHO_GHO

FEW = 3  # fewer results than this: the words are asked for one by one instead of all together
LITERATURE = (PUBMED, EUROPEPMC)
BESIDE = (MEDLINEPLUS, TRIALS)
TITLES = {upstream.name: upstream.title for upstream in (*LITERATURE, *BESIDE, WHO_GHO)}

TOO_LATE = "{} took too long to answer."
OFF = "{} is switched off in this installation."


@dataclass
class Answer:
    """What one source gave."""

    state: SourceState
    articles: list[Article] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)
    numbers: list[Counted] = field(default_factory=list)
    translated: str | None = None
    not_found: tuple[str, ...] = ()
    spelled: str | None = None
    query: str = ""  # as it was sent, where it was another than the plan's


Heard = Callable[[Answer], None]


async def ask(
    plan: Plan, filters: Filters, *, heard: Heard, deadline_s: float, literature_alone: bool = False
) -> list[Answer]:
    """One answer of each source, in a fixed order; `heard` is told of each as it comes. Never raises SourceError."""
    most = min(50, max(20, 2 * filters.limit))
    asked: dict[Upstream, Callable[[], Coroutine[Any, Any, Answer]]] = {
        PUBMED: lambda: _pubmed(plan, most),
        EUROPEPMC: lambda: _europepmc(plan, most),
    }
    if not literature_alone:
        asked |= {MEDLINEPLUS: lambda: _topics(plan), TRIALS: lambda: _trials(plan)}
        if wanted := plan.counted:
            asked[WHO_GHO] = lambda: _counted(wanted)
    calls = [_one(upstream, call, heard, deadline_s) for upstream, call in asked.items()]
    return list(await asyncio.gather(*calls))


def answered(answers: list[Answer]) -> bool:
    """Whether any source of literature did: without one there is no honest answer."""
    names = {upstream.name for upstream in LITERATURE}
    return any(one.state.status != SourceStatus.UNAVAILABLE for one in answers if one.state.name in names)


def dated(found: Iterable[Joined], answers: Iterable[Answer]) -> list[Joined]:
    """With the time at which a source last told of each: an answer may be kept for a day, and longer while its source is away."""
    given = {answer.state.name: answer.state.as_of for answer in answers}
    times = [[at for name in one.via if (at := given.get(name))] for one in found]
    return [replace(one, at=max(told, default=None)) for one, told in zip(found, times, strict=True)]


async def _one(upstream: Upstream, call: Callable[[], Awaitable[Answer]], heard: Heard, deadline_s: float) -> Answer:
    if not upstream.is_on:
        answer = away(upstream, OFF.format(upstream.title))
    else:
        try:
            async with asyncio.timeout(deadline_s):
                answer = await call()
        except TimeoutError:
            answer = away(upstream, TOO_LATE.format(upstream.title))
        except SourceError as error:
            answer = away(upstream, await upstream.failed(error))
    heard(answer)
    return answer


def away(upstream: Upstream, detail: str) -> Answer:
    return Answer(SourceState(upstream.name, SourceStatus.UNAVAILABLE, detail=detail))


async def _pubmed(plan: Plan, most: int) -> Answer:
    if plan.like_pmid:
        search, query = await pubmed.related(plan.like_pmid, most=most), ""
    else:
        search, query = await _searched(plan, most)
    found = search.record
    spelled = None if found.ids or plan.is_expert or plan.like_pmid else await _spelled(plan.beside)
    answer = Answer(
        state_of(PUBMED, search, 0),
        translated=found.translation,
        not_found=found.not_found,
        spelled=spelled,
        query=query,
    )
    if found.ids:
        await _records(answer, found.ids, search)
    return answer


async def _searched(plan: Plan, most: int) -> tuple[Kept[pubmed.Found], str]:
    """What fits, and the query that was sent where it was not the plan's first."""
    search = await pubmed.search(plan.queries["pubmed"], most=most)
    wide = plan.wide.get("pubmed", "") if len(search.record.ids) < FEW else ""
    return (await pubmed.search(wide, most=most), wide) if wide else (search, "")


async def _spelled(text: str) -> str | None:
    """A suggestion only: without it the search is as good as it was."""
    try:
        return await pubmed.spelled(text)
    except SourceError:
        return None


async def _records(answer: Answer, ids: tuple[str, ...], search: Kept[Any]) -> None:
    """The records from PubMed; where it does not give them, the same ids from Europe PMC."""
    try:
        records = await pubmed.fetch(ids)
    except SourceError as error:
        if not EUROPEPMC.is_on:
            raise
        other = await europepmc.by_pmids(ids)
        answer.articles = list(other.record.articles)
        answer.state = SourceState(
            PUBMED.name,
            SourceStatus.KEPT if other.is_stale else SourceStatus.OK,
            len(answer.articles),
            f"{await PUBMED.failed(error)} Its records were taken from Europe PMC.",
            other.at,
        )
        return
    answer.articles = records.record
    older = records if records.is_stale else search
    answer.state = state_of(PUBMED, older, len(answer.articles))


async def _europepmc(plan: Plan, most: int) -> Answer:
    found = await europepmc.search(plan.queries["europepmc"], most=most)
    query = plan.wide.get("europepmc", "") if len(found.record.articles) < FEW else ""
    if query:
        found = await europepmc.search(query, most=most)
    articles = list(found.record.articles)
    return Answer(state_of(EUROPEPMC, found, len(articles)), articles=articles, query=query)


async def _topics(plan: Plan) -> Answer:
    found = await medlineplus.topics(plan.beside)
    return Answer(state_of(MEDLINEPLUS, found, len(found.record)), topics=found.record)


async def _trials(plan: Plan) -> Answer:
    found = await clinicaltrials.trials(plan.beside)
    return Answer(state_of(TRIALS, found, len(found.record)), trials=found.record)


async def _counted(asked: counting.Wanted) -> Answer:
    """The newest figure of the place; the world's where WHO has none for it, or no place was named."""
    listed = await who_gho.indicators(codes=asked.codes, words=asked.topic.split())
    indicator = counting.chosen(listed.record, asked)
    if indicator is None:
        return Answer(state_of(WHO_GHO, listed, 0))
    for place in dict.fromkeys((asked.place, WORLD)):
        found = await who_gho.figures(indicator.code, place=place.code)
        if figure := counting.newest(found.record, year=datetime.now(UTC).year):
            number = Counted(indicator, place.name, figure, who_gho.link(indicator.code, place=place.code))
            return Answer(state_of(WHO_GHO, found, 1), numbers=[number])
    return Answer(state_of(WHO_GHO, found, 0))


def state_of(upstream: Upstream, kept: Kept[Any], count: int) -> SourceState:
    if not kept.is_stale:
        return SourceState(upstream.name, SourceStatus.OK, count, as_of=kept.at)
    return SourceState(upstream.name, SourceStatus.KEPT, count, _kept_words(upstream, kept.at), kept.at)


def _kept_words(upstream: Upstream, at: datetime) -> str:
    return f"{upstream.title} could not be reached; its answer of {at.day} {at:%B %Y} is shown."
