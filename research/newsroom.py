"""Headlines of public health authorities, fetched by beat and shown from the database; and a look at who is there."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from django.utils import timezone

from praxia.lib.errors import SourceError
from praxia.lib.loop import submit
from research.models import NewsItem
from research.records import News
from research.sources import news, pubmed, who_gho
from research.sources.pubmed import PUBMED
from research.sources.who_gho import WHO_GHO

log = logging.getLogger(__name__)

KEPT = timedelta(days=90)
PATIENCE_S = 60.0


def fetch() -> None:
    """The newest headlines of every feed that is on. A feed that is away costs the others nothing."""
    now = timezone.now()
    for name in news.FEEDS:
        upstream = news.FEEDS[name][0]
        if not upstream.is_on:
            continue
        try:
            found = submit(news.headlines(name)).result(PATIENCE_S)
        except SourceError as error:
            log.warning("news of %s: %s", name, error.detail)
            continue
        for headline in found:
            _keep(headline)
    NewsItem.objects.filter(fetched_at__lt=now - KEPT).delete()


def _keep(headline: News) -> None:
    known = {
        "title": headline.title,
        "summary": headline.summary,
        "source": headline.source,
        "published_at": headline.published_at,
        "fetched_at": timezone.now(),
    }
    NewsItem.objects.update_or_create(url=headline.url[:500], defaults=known)


def probe() -> None:
    """Ask those whom the page of health names something small, so that it can tell how they are."""
    submit(_probe()).result(PATIENCE_S)


async def _probe() -> None:
    calls = []
    if PUBMED.is_on:
        calls.append(pubmed.probe())
    if WHO_GHO.is_on:
        calls.append(who_gho.probe())
    for outcome in await asyncio.gather(*calls, return_exceptions=True):
        if isinstance(outcome, BaseException) and not isinstance(outcome, SourceError):
            raise outcome
