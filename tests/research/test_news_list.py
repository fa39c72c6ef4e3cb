"""News: fetched by beat from feeds that may fail, read by anybody, never invented."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from research import newsroom
from research.models import NewsItem
from tests.base import api_of
from tests.fakes.http_server import hang, html, status, text

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/api/health-news/"
WHO, CDC = "/who_news/rss-feeds/news-english.xml", "/cdc_news/api/v2/resources/media/132608.rss"


def item(
    title: str,
    url: str,
    date: str = "Fri, 20 Nov 2026 08:00:00 Z",
    summary: str = "&lt;p&gt;In &lt;b&gt;short&lt;/b&gt;.&lt;/p&gt;",
) -> str:
    return f"<item><title>{title}</title><link>{url}</link><pubDate>{date}</pubDate><description>{summary}</description></item>"


def feed(*items: str):
    return text(f'<?xml version="1.0"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>')


@pytest.fixture
def feeds(literature):
    literature.server.script(
        WHO,
        feed(
            item("Measles &amp; more", "https://www.who.int/a"),
            item("Older", "https://www.who.int/b", "Thu, 19 Nov 2026 08:00:00 GMT"),
        ),
    )
    literature.server.script(CDC, feed(item("Flu", "https://www.cdc.gov/c", "Fri, 20 Nov 2026 03:00:00 -0400")))
    return literature.server


def test_it_works(feeds):
    newsroom.fetch()
    answer = api_of().get(PATH)
    assert (answer.status_code, "X-Notice" in answer.headers) == (200, False)
    assert answer.json()[0] == {
        "title": "Measles & more", "url": "https://www.who.int/a", "source": "who", "published_at": "2026-11-20T08:00:00.000Z",
        "summary": "In short.",
    }  # fmt: skip
    assert [one["title"] for one in answer.json()] == ["Measles & more", "Flu", "Older"]


def test_reading_asks_nobody(feeds):
    assert api_of().get(PATH).json() == []
    assert feeds.asked == []


def test_one_source_and_a_limit(feeds):
    newsroom.fetch()
    client = api_of()
    assert [one["title"] for one in client.get(f"{PATH}?source=cdc").json()] == ["Flu"]
    assert [one["title"] for one in client.get(f"{PATH}?source=all&limit=1").json()] == ["Measles & more"]


@pytest.mark.parametrize("query", ["source=nhs", "limit=0", "limit=11", "limit=x", "limit=-1"])
def test_what_cannot_be_asked_is_refused(db, query):
    assert api_of().get(f"{PATH}?{query}").status_code == 400


@pytest.mark.parametrize("fault", [html(), status(500), text("<rss><channel><item>"), text("<html/>"), status(404)])
def test_a_feed_that_fails_is_named_and_costs_the_other_nothing(feeds, fault):
    feeds.script(WHO, fault)
    newsroom.fetch()
    answer = api_of().get(PATH)
    assert [one["title"] for one in answer.json()] == ["Flu"]
    assert answer.headers["X-Notice"] == "No news could be fetched from WHO news so far."


def test_what_was_fetched_before_stays_while_a_feed_is_away(feeds):
    newsroom.fetch()
    feeds.script(WHO, status(500))
    newsroom.fetch()
    assert len(api_of().get(PATH).json()) == 3


def test_a_headline_is_kept_once_and_brought_up_to_date(feeds):
    newsroom.fetch()
    feeds.script(CDC, feed(item("Flu, corrected", "https://www.cdc.gov/c")))
    newsroom.fetch()
    assert NewsItem.objects.get(source="cdc").title == "Flu, corrected"


def test_addresses_that_are_none_and_dates_that_are_none(feeds):
    feeds.script(CDC, feed(item("Bad", "javascript:alert(1)"), item("Dateless", "https://www.cdc.gov/d", "soon")))
    newsroom.fetch()
    found = api_of().get(f"{PATH}?source=cdc").json()
    assert [(one["title"], one["published_at"]) for one in found] == [("Dateless", None)]


def test_old_headlines_go(feeds):
    newsroom.fetch()
    NewsItem.objects.filter(source="cdc").update(fetched_at=timezone.now() - timedelta(days=91))
    feeds.script(CDC, status(500))
    newsroom.fetch()
    assert not NewsItem.objects.filter(source="cdc").exists()


def test_a_feed_that_is_off_is_named_as_that(feeds, settings):
    settings.RESEARCH_SOURCES = ["cdc_news"]
    newsroom.fetch()
    assert "WHO news is switched off" in api_of().get(PATH).headers["X-Notice"]
    assert all("who" not in path for path in feeds.asked)


def test_a_feed_that_hangs_ends(feeds, monkeypatch):
    from research.sources import news

    monkeypatch.setitem(
        news.FEEDS,
        "who",
        (
            news.Upstream("who_news", "WHO news", "https://www.who.int", per_s=5, deadline_s=0.5, attempt_s=0.2),
            news.FEEDS["who"][1],
        ),
    )
    feeds.script(WHO, hang())
    newsroom.fetch()
    assert [one["title"] for one in api_of().get(PATH).json()] == ["Flu"]
