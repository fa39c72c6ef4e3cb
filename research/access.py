"""May this person? One function per object and verb; no is a 404, the same for what is not there and what is not theirs."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Q

from praxia.lib.errors import Problem
from profiling.access import owned
from profiling.models import User
from research.models import Collection, Paper, Saved, Search


def search_read(person: User, search_id: object) -> Search:
    return owned(Search.objects.all(), person, pk=search_id)


def search_write(person: User, search_id: object) -> Search:
    return owned(Search.objects.all(), person, pk=search_id)


def paper_read(person: User, paper_id: object) -> Paper:
    """A paper that the person has found or keeps. Papers belong to nobody, but nobody learns here what others have found."""
    theirs = Q(searches__owner=person) | Q(saved__owner=person)
    try:
        paper = Paper.objects.filter(theirs, pk=paper_id).first()  # type: ignore[misc]  # whatever a request names
    except (ValueError, ValidationError, OverflowError):
        paper = None
    if paper is None:
        raise Problem("NOT_FOUND")
    return paper


def saved_read(person: User, saved_id: object) -> Saved:
    return owned(Saved.objects.select_related("paper", "collection"), person, pk=saved_id)


def saved_write(person: User, saved_id: object) -> Saved:
    return saved_read(person, saved_id)


def collection_read(person: User, collection_id: object) -> Collection:
    return owned(Collection.objects.all(), person, pk=collection_id)


def collection_write(person: User, collection_id: object) -> Collection:
    return collection_read(person, collection_id)
