"""What the house holds of a person's research: questions, saved papers, collections, notices. Papers belong to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from praxia.lib import queued
from praxia.lib.journal import Journal
from praxia.lib.work import OPEN
from profiling.models import User
from profiling.privacy.registry import OwnData
from research import wire
from research.models import Collection, PaperNotice, Saved, Search

PIECE = 100


def collect(person: User) -> Iterator[dict[str, Any]]:
    for search in Search.objects.filter(owner=person).order_by("created_at").iterator(PIECE):
        yield {"kind": "research", **wire.search_wire(search)}
    for collection in Collection.objects.filter(owner=person).order_by("created_at"):
        yield {"kind": "collection", "id": collection.id, "name": collection.name, "created_at": collection.created_at}
    for saved in Saved.objects.filter(owner=person).select_related("paper").order_by("created_at").iterator(PIECE):
        paper = {"pmid": saved.paper.pmid, "doi": saved.paper.doi, "title": saved.paper.title}
        own = {"collection_id": saved.collection_id, "note": saved.note, "created_at": saved.created_at}
        yield {"kind": "saved_paper", "id": saved.id, **paper, **own}
    for notice in PaperNotice.objects.filter(owner=person).select_related("paper").order_by("created_at"):
        told = {"notice": notice.kind, "title": notice.paper.title, "created_at": notice.created_at}
        yield {"kind": "paper_notice", "id": notice.id, **told, "seen_at": notice.seen_at}


def erase(person: User) -> None:
    searches = [str(pk) for pk in Search.objects.filter(owner=person).values_list("pk", flat=True)]
    open_ones = Search.objects.filter(owner=person, status__in=OPEN).values_list("pk", flat=True)
    waiting = {str(pk) for pk in open_ones}
    for search in waiting:
        Journal(Search.JOURNAL, search).stop()
    queued.forget(waiting)
    for kind in (PaperNotice, Saved, Collection, Search):
        kind._default_manager.filter(owner=person).delete()
    for search in searches:
        Journal(Search.JOURNAL, search).forget()


def left(person: User) -> int:
    return sum(kind._default_manager.filter(owner=person).count() for kind in (PaperNotice, Saved, Collection, Search))


OWN_DATA = OwnData(name="research", collect=collect, erase=erase, left=left, title="your research")
