"""Waiting for sources and models while a run stays alive and its person may stop it."""

from __future__ import annotations

from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from typing import TypeVar

from praxia.lib.journal import JournalWriter
from praxia.lib.loop import submit
from research import asking
from research.asking import Answer
from research.filters import Filters
from research.planning import Plan
from research.records import SourceStatus

T = TypeVar("T")

POLL_S = 0.2


class Stopped(Exception):
    """The person asked to stop."""


def hear(
    journal: JournalWriter, planned: Plan, filters: Filters, *, deadline_s: float, literature_alone: bool = False
) -> list[Answer]:
    """The answers of all sources; the journal tells of each as it comes. Raises Stopped."""
    told: list[Answer] = []
    future = submit(
        asking.ask(planned, filters, heard=told.append, deadline_s=deadline_s, literature_alone=literature_alone)
    )
    shown = 0
    while True:
        is_last = future.done()  # before looking, so that whoever answered meanwhile is told of too
        for answer in told[shown:]:
            shown += 1
            journal.event("tool", name=answer.state.name, state=_state(answer), summary=_summary(answer))
        if is_last:
            return future.result()
        _wait(journal, future)


def result(journal: JournalWriter, future: Future[T]) -> T:
    """What the future brings. Raises Stopped, and whatever the future raises."""
    while not future.done():
        _wait(journal, future)
    return future.result()


def _wait(journal: JournalWriter, future: Future[T]) -> None:
    """A moment, in which the run stays alive."""
    if journal.poll():
        future.cancel()
        raise Stopped
    with suppress(NotYet):
        future.exception(POLL_S)


def _state(answer: Answer) -> str:
    return "error" if answer.state.status == SourceStatus.UNAVAILABLE else "result"


def _summary(answer: Answer) -> str:
    return answer.state.detail or f"{asking.TITLES[answer.state.name]}: {answer.state.count} found"
