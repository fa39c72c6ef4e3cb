"""News of WHO and CDC, from their feeds (RSS)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from praxia.lib.xml import Element, parse, whole_text
from research.records import News
from research.sources.upstream import Upstream, plain

WHO = Upstream("who_news", "WHO news", "https://www.who.int", per_s=0.5)
CDC = Upstream("cdc_news", "CDC news", "https://tools.cdc.gov", per_s=0.5)
FEEDS = {
    "who": (WHO, "rss-feeds/news-english.xml"),
    "cdc": (CDC, "api/v2/resources/media/132608.rss"),
}
TITLE_CHARS, SUMMARY_CHARS = 500, 600


async def headlines(name: str) -> list[News]:
    """The newest of "who" or "cdc", newest first."""
    upstream, path = FEEDS[name]
    found = await upstream.source().fetch(path, lambda body: read(body, name), cache=False)
    return sorted(found, key=lambda one: one.published_at or datetime.min.replace(tzinfo=UTC), reverse=True)


def read(body: bytes, name: str) -> list[News]:
    root = parse(body)
    if root.tag != "rss":
        raise ValueError("not a feed")
    items = [_item(item, name) for item in root.findall("channel/item")]
    return [item for item in items if item.title and item.url.startswith("https://")]


def _item(item: Element, name: str) -> News:
    summary = plain(whole_text(item.find("description")))
    cut = summary if len(summary) <= SUMMARY_CHARS else summary[:SUMMARY_CHARS].rsplit(" ", 1)[0] + " …"
    return News(
        title=plain(whole_text(item.find("title")))[:TITLE_CHARS],
        url=whole_text(item.find("link")) or "",
        source=name,
        summary=cut,
        published_at=_date(whole_text(item.find("pubDate"))),
    )


def _date(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
