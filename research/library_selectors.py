"""Reads of what a person keeps: saved papers, collections, and the papers of a search as they are exported."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from profiling.models import User
from research.articles import from_json
from research.exports import Entry
from research.models import Collection, Paper, PaperNotice, Saved, Search


def collection_list(person: User) -> QuerySet[Collection]:
    """By name, each with `papers`, how many it holds."""
    return Collection.objects.filter(owner=person).annotate(papers=Count("saved")).order_by("name")


def saved_list(person: User, *, collection: Collection | None = None) -> QuerySet[Saved]:
    """Newest first; of one collection, or all."""
    found = Saved.objects.filter(owner=person).select_related("paper", "collection").order_by("-created_at", "-id")
    return found.filter(collection=collection) if collection else found


def saved_entries(saved: Iterable[Saved]) -> list[Entry]:
    return [Entry(from_json(one.paper.article), note=one.note) for one in saved]


def notice_list(person: User) -> QuerySet[PaperNotice]:
    """What the person has not seen yet: papers of theirs that were retracted or doubted since."""
    return PaperNotice.objects.filter(owner=person, seen_at=None).select_related("paper").order_by("-created_at")


def search_papers(search: Search) -> list[Paper | None]:
    """The stored paper of each result, in the order of the results; None for one that is not stored any more."""
    ids = [result.get("paper_id") for result in search.results]
    papers = {str(paper.id): paper for paper in Paper.objects.filter(id__in=[one for one in ids if one])}
    return [papers.get(one or "") for one in ids]


def search_entries(search: Search) -> list[Entry]:
    """The results of a search for an export, with what the person wrote about those that they saved."""
    papers = [paper for paper in search_papers(search) if paper]
    notes = dict(Saved.objects.filter(owner=search.owner_id, paper__in=papers).values_list("paper_id", "note"))
    return [Entry(from_json(paper.article), note=notes.get(paper.id, "")) for paper in papers]


def saved_papers(person: User, papers: Iterable[Paper | None]) -> dict[object, Saved]:
    """By the paper's id: which of these papers the person keeps."""
    kept = Saved.objects.filter(owner=person, paper__in=[paper for paper in papers if paper])
    return {one.paper_id: one for one in kept.select_related("collection")}
