"""Sources that fail in every way: who is missing is named with the reason, the others are shown in time, nothing is invented."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from praxia.lib.journal import JournalWriter
from praxia.lib.stores import Db, store
from praxia.lib.work import MAX_RUNS, Status
from research import indexing, library, searching, services
from research.models import Paper, Search
from research.records import SourceStatus
from tests.fakes.http_server import hang, status, text
from tests.fakes.literature import BOMB, FAULTS, found, record, soft_error
from tests.live import wait_for
from tests.research.setup import ask, setup_search

pytestmark = pytest.mark.django_db(transaction=True)

TRIAL = record(1, "Salt before bed and sleep.", "Adults who took salt woke more often than those who did not take it.")
PREPRINT = {"source": "MED", "pmid": "77", "title": "Salt and the sleep of shift workers", "pubYear": "2024",
            "abstractText": "Salt disturbed the sleep of most shift workers who took part."}  # fmt: skip


def aged(seconds: float) -> None:
    """Everything that is kept was given so long ago."""
    for key in store(Db.CACHE).scan_iter("source:*"):
        at, _, packed = str(store(Db.CACHE).get(key)).partition(":")
        store(Db.CACHE).set(key, f"{float(at) - seconds:.0f}:{packed}", keepttl=True)


def states(search: Search) -> dict[str, str]:
    return {source["name"]: source["status"] for source in search.sources}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_others_are_shown_and_who_is_away_is_named(amina, literature, fault):
    literature.europepmc(PREPRINT)
    literature.fails("pubmed", FAULTS[fault])
    search = ask(amina)
    assert search.status == Status.COMPLETE
    assert states(search)["pubmed"] == SourceStatus.UNAVAILABLE
    [notice] = [notice for notice in search.notices if notice["code"] == "SOURCE_UNAVAILABLE"]
    assert notice["source"] == "pubmed" and notice["detail"].startswith("PubMed ")
    assert [result["pmid"] for result in search.results] == ["77"]
    assert "secret" not in str(search.sources)


def test_each_is_named_with_its_own_reason(amina, literature):
    literature.pubmed(TRIAL)
    literature.fails("europepmc", text('{"errCode": 404, "errMsg": "No such query"}'))
    literature.fails("medlineplus", text(BOMB))
    literature.fails("clinicaltrials", status(429, Retry_After="60"))
    search = ask(amina)
    assert {notice["source"]: notice["detail"] for notice in search.notices if "source" in notice} == {
        "europepmc": "Europe PMC answered that it could not do this search.",
        "medlineplus": "MedlinePlus gave an answer that could not be read.",
        "clinicaltrials": "ClinicalTrials.gov asked us to wait.",
    }
    assert search.results and search.citations


def test_who_hangs_is_left_behind_at_the_deadline(amina, literature, settings):
    settings.RESEARCH_DEADLINE_S = 3
    literature.pubmed(TRIAL)
    for name in ("europepmc", "medlineplus", "clinicaltrials"):
        literature.fails(name, hang())
    search = ask(amina)
    events = search.journal.events()
    *_, heard = [event["at"] for event in events if event["type"] == "tool"]
    waited = datetime.fromisoformat(heard) - datetime.fromisoformat(events[0]["at"])
    assert waited < timedelta(seconds=9)  # a source alone would be given ten
    assert states(search) == {
        "pubmed": "ok", "europepmc": "unavailable", "medlineplus": "unavailable", "clinicaltrials": "unavailable",
    }  # fmt: skip
    assert "Europe PMC took too long to answer." in str(search.notices)
    assert search.results


def test_records_that_pubmed_does_not_give_come_from_europe_pmc(amina, literature):
    literature.pubmed(TRIAL)
    literature.server.script("/pubmed/efetch.fcgi", status(500))
    literature.europepmc(PREPRINT | {"pmid": "90000001"})
    search = ask(amina)
    assert search.results[0]["pmid"] == "90000001"
    assert "EXT_ID:(90000001) AND SRC:MED" in str(literature.asked("europepmc"))
    [pubmed] = [source for source in search.sources if source["name"] == "pubmed"]
    assert pubmed["detail"] == "PubMed reported a fault of its own. Its records were taken from Europe PMC."


def test_without_any_literature_it_fails_and_invents_nothing(amina, literature):
    for name in ("pubmed", "europepmc"):
        literature.fails(name, status(500))
    search = ask(amina)
    assert (search.status, search.results, search.claims, search.content) == (Status.FAILED, [], [], "")
    assert (search.error["code"], search.error["retryable"]) == ("API_ERROR", True)
    assert search.journal.events()[-1]["code"] == "API_ERROR"


def test_an_outage_is_not_kept(amina, literature):
    for name in ("pubmed", "europepmc"):
        literature.fails(name, soft_error() if name == "pubmed" else status(503))
    assert ask(amina).status == Status.FAILED
    literature.pubmed(TRIAL)
    assert ask(amina).results[0]["pmid"] == "90000001"


def test_stale_answers_serve_with_their_date_while_the_breaker_is_open(amina, ben, literature):
    literature.pubmed(TRIAL)
    ask(amina)
    aged(5 * 86_400)
    literature.fails("pubmed", status(500))
    for query in ("one", "two", "six"):
        ask(amina, f"{query} and something else")
    search = ask(ben)
    [pubmed] = [source for source in search.sources if source["name"] == "pubmed"]
    assert (pubmed["status"], pubmed["count"]) == (SourceStatus.KEPT, 1)
    assert pubmed["as_of"] < search.created_at.isoformat()
    assert "is shown" in pubmed["detail"] and "KEPT_COPY" in {notice["code"] for notice in search.notices}
    assert search.results[0]["pmid"] == "90000001"
    assert search.citations[0]["retrieved_at"] == pubmed["as_of"]


def test_what_the_library_knows_is_no_look_at_its_source(amina, ben, literature):
    """Or a paper that is often found here would never be checked for a retraction again."""
    literature.pubmed(TRIAL)
    ask(amina)
    indexing.index()
    library.forget()
    long_ago = timezone.now() - timedelta(days=40)
    checked = timezone.now() - timedelta(days=1)
    Paper.objects.update(fetched_at=long_ago, checked_at=checked)
    literature.pubmed()
    search = ask(ben, "is it true that salt before bed harms sleep")
    assert [(result["pmid"], result["via"]) for result in search.results] == [("90000001", ["library"])]
    assert Paper.objects.get().checked_at == checked
    assert search.citations[0]["retrieved_at"].startswith(f"{long_ago:%Y-%m-%d}")


def test_an_open_breaker_says_when_it_is_tried_again(amina, literature):
    literature.fails("pubmed", status(500))
    for query in ("one", "two", "six"):
        search = ask(amina, f"{query} and something else")
    [notice] = [notice for notice in search.notices if notice.get("source") == "pubmed"]
    assert notice["detail"].startswith("PubMed has been failing and is left alone; next try in ")
    asked = len(literature.asked("pubmed"))
    ask(amina, "seven and something else")
    assert len(literature.asked("pubmed")) == asked


def test_sources_that_are_switched_off_are_named(amina, literature, settings):
    settings.RESEARCH_SOURCES = ["europepmc"]
    literature.europepmc(PREPRINT)
    search = ask(amina)
    assert "PubMed is switched off in this installation." in str(search.notices)
    assert literature.asked("pubmed") == []


def test_phrases_that_pubmed_does_not_know_are_told(amina, literature):
    more = "<ErrorList><PhraseNotFound>saltt</PhraseNotFound></ErrorList>"
    literature.server.script("/pubmed/esearch.fcgi", text(found(0, more=more)))
    literature.server.script(
        "/pubmed/espell.fcgi", text("<eSpellResult><CorrectedQuery>salt</CorrectedQuery></eSpellResult>")
    )
    search = ask(amina, "saltt")
    assert (search.plan["not_found"], search.plan["did_you_mean"]) == (["saltt"], "salt")


def test_a_search_needs_no_spelling(amina, literature):
    """PubMed answered that nothing fits; that its suggestions fail makes that no outage."""
    literature.server.script("/pubmed/espell.fcgi", status(500))
    search = ask(amina, "saltt")
    assert states(search)["pubmed"] == SourceStatus.OK
    assert search.plan["did_you_mean"] is None


def test_a_library_that_is_still_being_read_keeps_nobody_waiting(amina, literature, monkeypatch):
    literature.pubmed(TRIAL)
    monkeypatch.setattr(library, "PATIENCE_S", 0.01)
    with library._shelf._lock:  # as long as somebody reads it
        search = ask(amina)
    assert search.status == Status.COMPLETE and search.results
    assert "LIBRARY_LATER" in {notice["code"] for notice in search.notices}


# -- Work that dies ------------------------------------------------------------------------------------------------------


def lost(person, *, run: int) -> Search:
    search = setup_search(person)
    Search.objects.filter(id=search.id).update(status=Status.RUNNING, run=run)
    return search


def test_a_lost_run_is_taken_up_again(amina, literature):
    search = lost(amina, run=1)
    assert list(searching.sweep()) == [search.id]
    searching.run(str(search.id))
    search.refresh_from_db()
    assert (search.status, search.run) == (Status.COMPLETE, 2)
    assert search.journal.events()[0]["type"] == "reset"


def test_the_last_lost_run_ends_honestly(amina, literature):
    search = lost(amina, run=MAX_RUNS)
    assert list(searching.sweep()) == []
    search.refresh_from_db()
    assert (search.status, search.error["retryable"]) == (Status.FAILED, True)


def test_a_run_that_was_superseded_writes_nothing(amina, literature, monkeypatch):
    search = setup_search(amina)

    def overtaken(*args, **kwargs):
        Search.objects.filter(id=search.id).update(run=2)
        with JournalWriter(search.journal, 2):
            return []

    monkeypatch.setattr(searching.asking, "answered", overtaken)
    searching.run(str(search.id))
    search.refresh_from_db()
    assert (search.status, search.sources) == (Status.RUNNING, [])


def test_stop_before_the_first_word(amina, literature):
    search = services.search_stop(search=setup_search(amina))
    assert (search.status, literature.server.asked) == (Status.STOPPED, [])
    assert services.search_stop(search=search).status == Status.STOPPED


def test_stop_while_sources_hang(amina, literature, settings):
    settings.RESEARCH_DEADLINE_S = 20
    for name in ("pubmed", "europepmc", "medlineplus", "clinicaltrials"):
        literature.fails(name, hang())
    search = setup_search(amina)

    def work() -> None:
        try:
            searching.run(str(search.id))
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    wait_for(lambda: len(literature.server.asked) >= 4, what="all sources to be asked")
    services.search_stop(search=Search.objects.get(id=search.id))
    worker.join(60)
    search.refresh_from_db()
    assert search.status == Status.STOPPED
