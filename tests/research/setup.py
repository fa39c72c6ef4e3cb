"""Questions and papers for tests, with plain keyword arguments."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from praxia.lib.work import Status
from research import keeping, searching, services
from research.models import Collection, Paper, Saved, Search
from research.pubmed_xml import articles
from tests.research.shapes import answer, article

SALT = "does salt disturb sleep"


def setup_search(owner: Any, query: str = SALT, **filters: Any) -> Search:
    """A question that is queued; nobody works on it unless the test does."""
    return services.search_create(person=owner, query=query, given=filters)


def ask(owner: Any, query: str = SALT, **filters: Any) -> Search:
    """A question, worked on to its end."""
    search = setup_search(owner, query, **filters)
    searching.run(str(search.id))
    search.refresh_from_db()
    return search


def setup_done(owner: Any, **fields: Any) -> Search:
    """A question that was answered; nobody was asked."""
    known = {"query": SALT, "status": Status.COMPLETE, "content": "People slept.", "finished_at": timezone.now()}
    return Search.objects.create(owner=owner, **known | fields)


def research_kept(owner: Any) -> dict[str, str]:
    """An answered question with a paper that is kept in a collection; their ids as routes name them."""
    search, paper = setup_done(owner), setup_paper()
    search.papers.add(paper)
    collection = Collection.objects.create(owner=owner, name="Sleep")
    saved = Saved.objects.create(owner=owner, paper=paper, collection=collection)
    made = {"search_id": search, "paper_id": paper, "collection_id": collection, "saved_id": saved}
    return {name: str(row.pk) for name, row in made.items()}


def setup_paper(record: str = "") -> Paper:
    [found] = articles(answer(record or article()))
    return keeping.keep(found, at=timezone.now())
