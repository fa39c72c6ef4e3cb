"""Papers that people saved or that answers cite, looked up again each night: was one retracted or doubted since?"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from praxia.lib.errors import SourceError
from praxia.lib.loop import submit
from research.articles import to_json
from research.models import Paper, PaperNotice, Saved, Search
from research.records import Article, Badge
from research.sources import europepmc, pubmed
from research.sources.europepmc import EUROPEPMC
from research.sources.pubmed import PUBMED

log = logging.getLogger(__name__)

BATCH = 100
DUE = timedelta(hours=20)
MOST = 5000  # in one night
PATIENCE_S = 120.0

CHANGED = {
    PaperNotice.Kind.RETRACTED: "A publication that this answer cites or lists was retracted since: {}",
    PaperNotice.Kind.CONCERN: "An expression of concern was published since about a publication of this answer: {}",
}
_BADGES = {PaperNotice.Kind.RETRACTED: Badge.RETRACTED, PaperNotice.Kind.CONCERN: Badge.CONCERN}


def recheck() -> int:
    """How many papers were looked up. Those longest unchecked come first; ends when no source answers."""
    done = 0
    while done < MOST and (papers := _due()):
        articles = _fetched([paper.pmid for paper in papers if paper.pmid])
        if articles is None:
            break
        by_pmid = {article.pmid: article for article in articles}
        for paper in papers:
            _compare(paper, by_pmid.get(paper.pmid))
        done += len(papers)
    return done


def _due() -> list[Paper]:
    wanted = Q(saved__isnull=False) | Q(searches__isnull=False)
    due = Paper.objects.filter(wanted, pmid__isnull=False, checked_at__lt=timezone.now() - DUE)
    return list(due.order_by("checked_at", "id").distinct()[:BATCH])


def _fetched(pmids: Sequence[str]) -> list[Article] | None:
    """Never from what is kept: that is what is being checked."""
    try:
        if PUBMED.is_on:
            return submit(pubmed.fetch(pmids, cache=False)).result(PATIENCE_S).record
    except SourceError as error:
        log.warning("re-check: PubMed %s", error.detail)
    try:
        if EUROPEPMC.is_on:
            return list(submit(europepmc.by_pmids(pmids, cache=False)).result(PATIENCE_S).record.articles)
    except SourceError as error:
        log.warning("re-check: Europe PMC %s", error.detail)
    return None


@transaction.atomic
def _compare(paper: Paper, article: Article | None) -> None:
    """A record that the source no longer has changes nothing."""
    paper.checked_at = timezone.now()
    changes = []
    if article and article.is_retracted and not paper.is_retracted:
        paper.is_retracted = True
        changes.append(PaperNotice.Kind.RETRACTED)
    if article and article.has_concern != paper.has_concern:
        paper.has_concern = article.has_concern
        changes += [PaperNotice.Kind.CONCERN] if article.has_concern else []
    if article and changes:
        paper.article = to_json(article)
    paper.save(update_fields=["checked_at", "is_retracted", "has_concern", "article"])
    for kind in changes:
        _tell(paper, kind)


def _tell(paper: Paper, kind: PaperNotice.Kind) -> None:
    """Everybody who saved it or has an answer with it, once; and the answers say it themselves."""
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
    return [one for one in shown if one.get("pmid") == paper.pmid]
