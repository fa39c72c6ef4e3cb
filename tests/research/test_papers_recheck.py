"""The nightly look: who saved a paper or has an answer with it is told when it was retracted or doubted since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from praxia.lib.stores import Db, store
from research import rechecking, retractions
from research.articles import from_json
from research.models import Paper, PaperNotice, Saved
from tests.fakes.http_server import status
from tests.fakes.literature import record
from tests.research.library import setup_paper
from tests.research.searches import setup_search as setup_found
from tests.research.setup import ask
from tests.research.shapes import link

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Adults who took salt woke more often than those who did not take it."
SOUND = record(1, "Salt before bed and sleep.", TEXT)
RETRACTED = record(1, "RETRACTED: Salt before bed and sleep.", TEXT, links=link("RetractionIn", "90000042"))
DOUBTED = record(1, "Salt before bed and sleep.", TEXT, links=link("ExpressionOfConcernIn"))


@pytest.fixture
def answered(amina, literature):
    """Amina has an answer with the paper."""
    literature.pubmed(SOUND)
    search = ask(amina)
    aged()
    return search


def aged() -> None:
    Paper.objects.update(checked_at=timezone.now() - timedelta(days=1))


def test_it_works(amina, ben, literature, answered):
    Saved.objects.create(owner=ben, paper=Paper.objects.get())
    literature.pubmed(RETRACTED)
    assert rechecking.recheck() == 1
    assert {(notice.owner, notice.kind) for notice in PaperNotice.objects.all()} == {
        (amina, "retracted"),
        (ben, "retracted"),
    }
    assert Paper.objects.get().article["retraction_pmid"] == "90000042"


def test_the_answer_says_it_itself(answered, literature):
    literature.pubmed(RETRACTED)
    rechecking.recheck()
    answered.refresh_from_db()
    assert answered.results[0]["badges"] == ["retracted"] and answered.citations[0]["badges"] == ["retracted"]
    assert "was retracted since" in answered.notices[-1]["detail"]


def test_a_concern_is_told_too(answered, literature):
    literature.pubmed(DOUBTED)
    rechecking.recheck()
    assert [notice.kind for notice in PaperNotice.objects.all()] == ["concern"]


def test_nobody_is_told_twice(answered, literature):
    literature.pubmed(RETRACTED)
    for _ in range(2):
        rechecking.recheck()
        aged()
    assert PaperNotice.objects.count() == 1


def test_what_was_looked_up_today_is_left_alone(answered, literature):
    rechecking.recheck()
    asked = len(literature.asked("pubmed"))
    assert rechecking.recheck() == 0
    assert len(literature.asked("pubmed")) == asked


def test_it_never_looks_at_what_is_kept(answered, literature):
    before = len([call for call in literature.server.asked if "efetch" in call])
    rechecking.recheck()
    assert len([call for call in literature.server.asked if "efetch" in call]) == before + 1


def test_a_record_that_is_gone_changes_nothing(answered, literature):
    literature.pubmed()
    assert rechecking.recheck() == 1
    assert not PaperNotice.objects.exists() and not Paper.objects.get().is_retracted


def test_europe_pmc_stands_in(answered, literature):
    literature.server.script("/pubmed/efetch.fcgi", status(500))
    retracted = {
        "pmid": "90000001",
        "source": "MED",
        "title": "Salt",
        "pubTypeList": {"pubType": ["Retracted Publication"]},
    }
    literature.europepmc(retracted)
    rechecking.recheck()
    assert Paper.objects.get().is_retracted


def test_with_everybody_away_it_ends_and_tries_again_tomorrow(answered, literature):
    for path in ("/pubmed/efetch.fcgi", "/europepmc/search"):
        literature.server.script(path, status(503))
    checked = Paper.objects.get().checked_at
    assert rechecking.recheck() == 0
    assert Paper.objects.get().checked_at == checked


def test_a_paper_known_to_be_retracted_stays_so_whatever_another_source_says(amina, answered, literature):
    literature.pubmed(RETRACTED)
    rechecking.recheck()
    literature.pubmed()
    literature.europepmc(
        {"pmid": "90000001", "source": "MED", "title": "Salt before bed and sleep.", "abstractText": TEXT}
    )
    search = ask(amina, "salt sleep waking")
    assert (search.results, search.citations) == ([], [])


def test_a_search_that_hears_of_it_first_tells_everybody_too(amina, ben, chloe, literature, answered):
    """By day, before the nightly look: who saved the paper must not depend on who asks next."""
    Saved.objects.create(owner=ben, paper=Paper.objects.get())
    literature.pubmed(RETRACTED)
    store(Db.CACHE).flushdb()  # a day has gone by
    ask(chloe, "salt at night", include_retracted=True)
    assert {notice.owner for notice in PaperNotice.objects.all()} == {amina, ben}
    answered.refresh_from_db()
    assert answered.results[0]["badges"] == ["retracted"]


def test_a_source_that_does_not_know_of_it_takes_nothing_back(amina, literature):
    literature.pubmed(RETRACTED)
    ask(amina, include_retracted=True)
    literature.pubmed()
    literature.europepmc(
        {"source": "MED", "pmid": "90000001", "title": "Salt before bed and sleep.", "pubYear": "2021"}
    )
    ask(amina, "salt at night", include_retracted=True)
    kept = from_json(Paper.objects.get().article)
    assert (kept.is_retracted, kept.retraction_pmid, kept.via) == (True, "90000042", "europepmc")


def test_papers_without_a_pubmed_id_are_told_apart(amina, literature):
    """Two preprints in one answer: one is retracted, the other keeps its good name."""
    papers = [setup_paper(f"Preprint {doi}", "Text.", doi=doi) for doi in ("10.1101/1", "10.1101/2")]
    search = setup_found(amina, papers=papers)
    with transaction.atomic():
        retractions.tell(papers[0], PaperNotice.Kind.RETRACTED)
    search.refresh_from_db()
    assert [("retracted" in result["badges"]) for result in search.results] == [True, False]
