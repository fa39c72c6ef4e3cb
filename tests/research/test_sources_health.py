"""Outside sources on the page of health: what real questions and the probe of beat have seen, never more."""

from __future__ import annotations

import pytest

from praxia import health
from praxia.lib.stores import Db, store
from research import newsroom
from tests.fakes.http_server import status, text
from tests.fakes.literature import found

pytestmark = pytest.mark.django_db(transaction=True)

GHO = text('{"value": []}')


@pytest.fixture
def sources(literature):
    literature.server.script("/who/Indicator", GHO)
    literature.server.script("/pubmed/esearch.fcgi", text(found(1)))
    return literature.server


def words() -> dict[str, str]:
    store(Db.CACHE).delete("health:result")
    parts = health.current()["components"]
    return {name: parts[name]["status"] for name in ("pubmed", "who")}


def test_it_works(sources):
    newsroom.probe()
    assert words() == {"pubmed": "operational", "who": "operational"}


def test_whom_nobody_asked_is_not_called_operational(sources):
    assert words() == {"pubmed": "unknown", "who": "unknown"}
    assert sources.asked == []


def test_the_probe_asks_even_where_an_answer_is_kept(sources):
    for _ in range(2):
        newsroom.probe()
    assert len(sources.asked) == 4


def test_who_is_away_is_named_with_the_time_and_costs_the_other_nothing(sources):
    sources.script("/pubmed/esearch.fcgi", status(500))
    for _ in range(2):
        newsroom.probe()
    assert words() == {"pubmed": "unavailable", "who": "operational"}
    part = health.current()["components"]["pubmed"]
    assert part["reason"] == "breaker_open" and part["since"].endswith("Z")


def test_an_outside_source_that_is_away_makes_the_house_degraded_at_most(sources):
    health.worker_seen("one", ["talk", "work"])
    health.beat_seen()
    sources.script("/pubmed/esearch.fcgi", status(500))
    for _ in range(2):
        newsroom.probe()
    store(Db.CACHE).delete("health:result")
    assert health.current()["status"] == "degraded"


def test_what_is_off_is_not_configured(sources, settings):
    settings.RESEARCH_SOURCES = ["pubmed"]
    newsroom.probe()
    assert words() == {"pubmed": "operational", "who": "not_configured"}
