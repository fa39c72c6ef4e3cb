"""Papers that people saved or that answers cite, looked up again each night: was one retracted or doubted since?"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from praxia.lib.errors import SourceError
from praxia.lib.loop import submit
from research import retractions
from research.articles import to_json
from research.models import Paper
from research.records import Article
from research.sources import europepmc, pubmed
from research.sources.europepmc import EUROPEPMC
from research.sources.pubmed import PUBMED

log = logging.getLogger(__name__)

BATCH = 100
DUE = timedelta(hours=20)
MOST = 5000  # in one night
PATIENCE_S = 120.0


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
    changes = retractions.news(paper, article) if article else []
    if article:
        paper.is_retracted = paper.is_retracted or article.is_retracted
        paper.has_concern = article.has_concern
    if article and changes:
        paper.article = to_json(article)
    paper.save(update_fields=["checked_at", "is_retracted", "has_concern", "article"])
    for kind in changes:
        retractions.tell(paper, kind)
