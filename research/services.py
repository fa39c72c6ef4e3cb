"""Writes. Every entrance (page, REST, chat) that asks the literature calls the same function here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from praxia.lib import limits, work
from praxia.lib.work import Status, ring
from profiling.models import User
from research import filters, planning, searching, tasks
from research.models import Paper, Search
from research.records import MAX_QUERY


def search_create(
    *, person: User, query: object, given: Mapping[str, Any] | None = None, about: Paper | None = None
) -> Search:
    """Save a question with its filters and queue it; with `about`, the wish for papers like that one, whatever the query.

    Raises Problem: VALIDATION_ERROR, RATE_LIMITED, UNAVAILABLE.
    """
    question = planning.read_question(about.title[:MAX_QUERY] if about else query)
    wanted = filters.read_filters(given or {})
    limits.charge("research", person)
    with transaction.atomic():
        search = Search.objects.create(
            owner=person, query=question, about=about, filters=wanted.as_json(), status=Status.QUEUED
        )
        transaction.on_commit(lambda: ring(tasks.search_run, search.id))
    return search


def search_stop(*, search: Search) -> Search:
    """Stop a question. Asking twice, or too late, is harmless."""
    return work.stop(search, withdraw=searching.withdraw)


def search_delete(*, search: Search) -> None:
    """Stops what is running and removes row and journal. Papers stay in the library: they belong to nobody."""
    if search.is_open:
        search.journal.stop()
    journal = search.journal
    search.delete()
    journal.forget()
