"""A stored paper that was retracted or doubted since: its answers say so, and everybody who has it is told once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from research.articles import plain_doi
from research.models import Paper, PaperNotice, Saved, Search
from research.records import Article, Badge

CHANGED = {
    PaperNotice.Kind.RETRACTED: "A publication that this answer cites or lists was retracted since: {}",
    PaperNotice.Kind.CONCERN: "An expression of concern was published since about a publication of this answer: {}",
}
_BADGES = {PaperNotice.Kind.RETRACTED: Badge.RETRACTED, PaperNotice.Kind.CONCERN: Badge.CONCERN}


def news(paper: Paper, article: Article) -> list[PaperNotice.Kind]:
    """What the article says against the paper that the paper does not know yet."""
    heard = {
        PaperNotice.Kind.RETRACTED: article.is_retracted and not paper.is_retracted,
        PaperNotice.Kind.CONCERN: article.has_concern and not paper.has_concern,
    }
    return [kind for kind, is_new in heard.items() if is_new]


def tell(paper: Paper, kind: PaperNotice.Kind) -> None:
    """Everybody who saved it or has an answer with it, once; and the answers say it themselves. Inside a transaction."""
    searches = list(Search.objects.select_for_update().filter(papers=paper).order_by("pk"))  # in one order: no deadlock
    owners = {search.owner_id for search in searches}
    owners |= set(Saved.objects.filter(paper=paper).values_list("owner_id", flat=True))
    PaperNotice.objects.bulk_create(
        (PaperNotice(owner_id=owner, paper=paper, kind=kind) for owner in owners), ignore_conflicts=True
    )
    for search in searches:
        _mark(search, paper, kind)


def _mark(search: Search, paper: Paper, kind: PaperNotice.Kind) -> None:
    badge = str(_BADGES[kind])
    for shown in _about(paper, [*search.results, *search.citations]):
        shown["badges"] = list(dict.fromkeys([badge, *shown.get("badges", [])]))
    notice = {"code": f"{kind.name}_SINCE", "detail": CHANGED[kind].format(paper.title), "source": paper.via}
    search.notices = [*search.notices, notice | {"pmid": paper.pmid or ""}]
    search.save(update_fields=["results", "citations", "notices"])


def _about(paper: Paper, shown: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in shown if _is(paper, one)]


def _is(paper: Paper, shown: dict[str, Any]) -> bool:
    if paper.pmid and shown.get("pmid"):
        return paper.pmid == shown["pmid"]
    return bool(paper.doi) and plain_doi(shown.get("doi")) == paper.doi
