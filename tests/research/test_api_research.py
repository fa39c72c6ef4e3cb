"""`/api/research/`: asking, reading, following, taking along, removing; whose it is not sees nothing."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test.utils import CaptureQueriesContext

from praxia.lib.work import Status
from research import following
from research.models import Search
from tests.base import api_of
from tests.fakes.literature import record
from tests.research.setup import ask, setup_done

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/api/research/"
ASYNC = {"HTTP_PREFER": "respond-async"}
TRIAL = record(1, "Salt before bed and sleep.", "Adults who took salt woke more often than those who did not take it.")
KEYS = {
    "id",
    "status",
    "query",
    "translated_query",
    "results",
    "sources",
    "notices",
    "created_at",
    "events_url",
    "error",
}


def test_it_works(amina, literature):
    answer = api_of(amina).post(PATH, {"query": "salt and sleep", "limit": 5}, format="json", **ASYNC)
    assert (answer.status_code, answer.headers["Preference-Applied"]) == (201, "respond-async")
    assert (answer.json()["status"], answer.json()["query"]) == ("queued", "salt and sleep")
    assert answer.json().keys() >= KEYS
    assert answer.headers["X-RateLimit-Limit"] == "20"


def test_the_answer_has_what_the_contract_names(amina, literature):
    literature.pubmed(TRIAL)
    search = ask(amina)
    shown = api_of(amina).get(f"{PATH}{search.id}/").json()
    result = shown["results"][0]
    assert {
        "title", "authors", "journal", "publication_date", "year", "pmid", "doi", "abstract", "types", "badges", "source_icon",
        "url", "score",
    } <= result.keys()  # fmt: skip
    assert (result["authors"], result["publication_date"]) == (["Doe JQ"], "2021-03-09")
    assert (result["url"], result["source_icon"]) == ("https://pubmed.ncbi.nlm.nih.gov/90000001/", "pubmed")
    asked = shown["sources"][0]
    assert (asked["name"], asked["status"], asked["count"]) == ("pubmed", "ok", 1)
    assert shown["created_at"][:16] <= asked["as_of"][:16] <= shown["finished_at"][:16]
    assert shown["translated_query"] == '"salt"[MeSH Terms]'


def test_it_waits_as_it_is_asked_to(amina, literature):
    answer = api_of(amina).post(PATH, {"query": "salt"}, format="json", HTTP_PREFER="wait=0")
    assert (answer.status_code, answer.json()["status"]) == (201, "queued")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "query"), ({"query": ""}, "query"), ({"query": "x" * 10_000}, "query"), ({"query": "AND NOT"}, "query"),
        ({"query": ["salt"]}, "query"), ({"query": "salt", "years": [2021, 2020]}, "years"),
        ({"query": "salt", "types": ["nonsense"]}, "types"), ({"query": "salt", "limit": 900}, "limit"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_and_costs_nothing(amina, body, field):
    answer = api_of(amina).post(PATH, body, format="json", **ASYNC)
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert answer.json()["errors"][0]["field"] == field
    assert api_of(amina).post(PATH, {"query": "salt"}, format="json", **ASYNC).headers["X-RateLimit-Remaining"] == "19"
    assert Search.objects.count() == 1


def test_twenty_an_hour(amina):
    client = api_of(amina)
    codes = [client.post(PATH, {"query": "salt"}, format="json", **ASYNC).status_code for _ in range(21)]
    assert codes == [201] * 20 + [429]


def test_the_same_key_asks_once(amina):
    client = api_of(amina)
    answers = [client.post(PATH, {"query": "salt"}, format="json", HTTP_IDEMPOTENCY_KEY="k", **ASYNC) for _ in range(2)]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert Search.objects.count() == 1


def test_the_list_is_short_and_newest_first(amina, ben):
    for query in ("one", "two"):
        setup_done(amina, query=query, results=[{"title": "x"}])
    setup_done(ben, query="three")
    answer = api_of(amina).get(f"{PATH}?limit=1")
    assert [(one["query"], one["count"]) for one in answer.json()] == [("two", 1)]
    assert "results" not in answer.json()[0] and 'rel="next"' in answer.headers["Link"]


@pytest.mark.parametrize("path", ["", "events/", "export/", "stop/"])
def test_a_stranger_sees_nothing(amina, chloe, path):
    search = setup_done(amina)
    client = api_of(chloe)
    call = client.post if path == "stop/" else client.get
    assert call(f"{PATH}{search.id}/{path}").status_code == 404
    assert client.delete(f"{PATH}{search.id}/").status_code == 404
    assert Search.objects.filter(id=search.id).exists()


def test_removing_leaves_neither_row_nor_journal(amina, literature):
    search = ask(amina)
    assert api_of(amina).delete(f"{PATH}{search.id}/").status_code == 204
    assert search.journal.events() == []
    assert api_of(amina).get(f"{PATH}{search.id}/").status_code == 404


def test_what_was_removed_while_it_ran_stays_removed(amina, literature, monkeypatch):
    from research import searching, services
    from tests.research.setup import setup_search

    literature.pubmed(TRIAL)
    search = setup_search(amina)
    answered = searching.asking.answered

    def removed(answers):
        services.search_delete(search=Search.objects.get(id=search.id))
        return answered(answers)

    monkeypatch.setattr(searching.asking, "answered", removed)
    searching.run(str(search.id))
    assert not Search.objects.exists()


def test_events_tell_the_whole_story_again_from_the_row(amina, literature):
    literature.pubmed(TRIAL)
    search = ask(amina)
    search.journal.forget()
    events = told(search)
    assert [event["type"] for event in events] == ["reset", "source", "delta", "end"]
    assert events[-1]["result"]["id"] == str(search.id)


def test_events_are_those_of_the_journal(amina, literature):
    search = ask(amina)
    assert [event["id"] for event in told(search)] == [event["id"] for event in search.journal.events()]


def told(search) -> list[dict]:
    async def follow() -> list[dict]:
        return [event async for event in following.events(search)]

    return async_to_sync(follow)()


@pytest.mark.parametrize("format", ["bibtex", "ris", "csv", "json"])
def test_results_are_a_file_in_each_format(amina, literature, format):
    literature.pubmed(TRIAL)
    answer = api_of(amina).get(f"{PATH}{ask(amina).id}/export/?format={format}")
    assert answer.status_code == 200 and b"Salt before bed" in answer.content
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_another_format_is_refused(amina):
    answer = api_of(amina).get(f"{PATH}{setup_done(amina).id}/export/?format=docx")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "format")


def test_stop(amina):
    from tests.research.setup import setup_search

    answer = api_of(amina).post(f"{PATH}{setup_search(amina).id}/stop/")
    assert (answer.status_code, answer.json()["status"]) == (202, Status.STOPPED)


def test_one_list_costs_the_same_for_many(amina):
    client, counts = api_of(amina), []
    client.get(PATH)  # notes when the token was last used
    for _ in range(2):
        for _ in range(6):
            setup_done(amina)
        with CaptureQueriesContext(connection) as queries:
            client.get(PATH)
        counts.append(len(queries))
    assert counts[0] == counts[1]
