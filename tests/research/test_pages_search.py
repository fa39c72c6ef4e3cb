"""The pages of a search: asked, gone on, answered, kept, exported; each refused to a stranger."""

import json

import pytest
import rispy
from django.test import Client
from django.utils import timezone

from praxia.lib.work import Status
from research import library_services
from research.models import NewsItem, Saved, Search
from research.records import StudyType
from tests.research.searches import LONG_TERM, QUOTE, setup_search

pytestmark = pytest.mark.django_db
ASKED = {"q": "Does metformin lower vitamin B12?", "include_preprints": "on"}


def page_of(person) -> Client:
    client = Client()
    client.force_login(person, backend="profiling.backends.EmailBackend")
    return client


def text(response) -> str:
    return response.content.decode()


def test_a_quote_says_who_told_of_it_and_when(amina):
    search = setup_search(amina)
    search.citations[0] |= {"via": ["pubmed", "library"], "retrieved_at": "2026-11-20T09:30:00.000Z"}
    search.save()
    page = " ".join(text(page_of(amina).get(f"/research/{search.id}/")).split())
    assert "from PubMed, Earlier searches here, <time" in page and "20 Nov 2026</time>" in page


def test_what_is_explained_for_everybody_stands_before_the_publications(amina):
    topic = {
        "title": "Vitamin B12",
        "url": "https://medlineplus.gov/b12.html",
        "summary": "",
        "publisher": "MedlinePlus",
    }
    page = text(page_of(amina).get(f"/research/{setup_search(amina, beside={'topics': [topic]}).id}/"))
    assert page.index("Answer</h2>") < page.index("medlineplus.gov/b12") < page.index("2 publications")


def test_a_question_is_asked(amina):
    answer = page_of(amina).post("/research/", ASKED | {"types": ["trial"], "years_from": "2015"})
    search = Search.objects.get(owner=amina)
    assert answer.status_code == 302 and answer["Location"] == f"/research/{search.id}/"
    assert search.query == ASKED["q"]
    assert search.filters["types"] == [StudyType.TRIAL] and search.filters["years"][0] == 2015


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"q": ""}, "This field is required"),
        ({"q": "x" * 501}, "at most 500"),
        ({"q": "AND OR NOT"}, "nothing in this to search for"),
        ({"q": "x"}, "at least 2"),
        ({"years_from": "2020", "years_to": "2010"}, "before the first year"),
        ({"years_from": "soon"}, "whole number"),
        ({"types": ["astrology"]}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_asked_is_kept(amina, change, words):
    answer = page_of(amina).post("/research/", ASKED | change)
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Search.objects.exists()
    if len(change.get("q", "x")) > 2:
        assert change.get("q", ASKED["q"]) in text(answer)


def test_four_parts_become_a_question_that_can_be_changed(amina):
    parts = {"population": "adults, elderly", "intervention": "metformin", "comparison": "", "outcome": "vitamin B12"}
    answer = page_of(amina).post("/research/", parts | {"pico": "1"})
    assert answer.status_code == 200
    assert "(adults OR elderly) AND metformin AND vitamin B12" in text(answer)
    assert not Search.objects.exists()
    assert page_of(amina).post("/research/", {"population": " , ", "pico": "1"}).status_code == 422


def test_headlines_stand_below(amina):
    shown = text(page_of(amina).get("/research/"))
    assert "News of health authorities" not in shown
    NewsItem.objects.create(url="https://www.who.int/x", title="<b>Measles", source="who", fetched_at=timezone.now())
    shown = text(page_of(amina).get("/research/"))
    assert 'href="https://www.who.int/x"' in shown and "&lt;b&gt;Measles" in shown


def test_while_it_is_searched(amina):
    search = setup_search(amina, status=Status.RUNNING)
    shown = text(page_of(amina).get(f"/research/{search.id}/"))
    assert f'data-search="/api/research/{search.id}/"' in shown and 'http-equiv="refresh"' in shown


def test_the_answer_stands_beside_its_sources(amina):
    search = setup_search(amina)
    shown = text(page_of(amina).get(f"/research/{search.id}/"))
    assert shown.count(QUOTE) >= 2
    assert f'href="#source-{search.id}-1"' in shown and f'id="source-{search.id}-1"' in shown
    assert "Europe PMC took too long to answer." in shown
    assert "<strong>Europe PMC</strong> took too long to answer." in shown
    assert "More than ten years old" in shown
    assert "https://pmc.ncbi.nlm.nih.gov/articles/PMC4880159/" in shown
    assert "year unknown" in shown and "No abstract is available." in shown
    assert "<script>alert" not in shown


def test_a_search_that_failed_says_so(amina):
    error = {"code": "API_ERROR", "detail": "None of the sources could be asked.", "retryable": True}
    search = setup_search(amina, status=Status.FAILED, papers=[], error=error, results=[])
    shown = text(page_of(amina).get(f"/research/{search.id}/"))
    assert "None of the sources could be asked." in shown and search.query in shown


def test_saved_twice_is_saved_once(amina):
    search = setup_search(amina)
    client = page_of(amina)
    for _ in range(2):
        assert client.post(f"/research/{search.id}/", {"save": search.results[0]["paper_id"]}).status_code == 302
    [saved] = Saved.objects.filter(owner=amina)
    assert saved.paper.title == LONG_TERM
    assert "Saved" in text(client.get(f"/research/{search.id}/"))


def test_no_more_can_be_saved(amina, monkeypatch):
    monkeypatch.setattr(library_services, "MOST_SAVED", 0)
    search = setup_search(amina)
    answer = page_of(amina).post(f"/research/{search.id}/", {"save": search.results[0]["paper_id"]})
    assert answer.status_code == 422 and "papers are saved, and more cannot be" in text(answer)


@pytest.mark.parametrize("paper", ["0", "x", "", "0192f9aa-5b1e-4c52-9f0a-3d1f6f0c8a11"])
def test_a_paper_that_was_not_found(amina, paper):
    assert page_of(amina).post(f"/research/{setup_search(amina).id}/", {"save": paper}).status_code == 404


def test_stopped(amina):
    search = setup_search(amina, status=Status.QUEUED, results=[])
    client = page_of(amina)
    assert 'name="stop"' in text(client.get(f"/research/{search.id}/"))
    assert client.post(f"/research/{search.id}/", {"stop": "1"}).status_code == 302
    shown = text(client.get(f"/research/{search.id}/"))
    assert "was stopped before it was finished" in shown and "No answer" not in shown


def test_deleted(amina):
    search = setup_search(amina)
    assert page_of(amina).post(f"/research/{search.id}/", {"delete": "1"})["Location"] == "/research/"
    assert not Search.objects.exists()


def test_exported(amina):
    search = setup_search(amina)
    file = page_of(amina).get(f"/research/{search.id}/export/?format=ris")
    assert file["Content-Disposition"].endswith('.ris"')
    assert [one["title"] for one in rispy.loads(text(file))] == [result["title"] for result in search.results]
    found = json.loads(text(page_of(amina).get(f"/research/{search.id}/export/?format=json")))
    assert found[0]["pmid"] == "26900641"
    assert page_of(amina).get(f"/research/{search.id}/export/?format=exe").status_code == 404


def test_a_stranger_finds_nothing(amina, chloe):
    search = setup_search(amina)
    stranger = page_of(chloe)
    for path in (f"/research/{search.id}/", f"/research/{search.id}/export/"):
        assert stranger.get(path).status_code == 404
    for body in ({"save": search.results[0]["paper_id"]}, {"stop": "1"}):
        assert stranger.post(f"/research/{search.id}/", body).status_code == 404
    assert stranger.post(f"/research/{search.id}/", {"delete": "1"}).status_code == 404
    assert Search.objects.filter(id=search.id).exists()
    assert LONG_TERM not in text(stranger.get("/research/"))


def test_nobody_is_asked_to_sign_in():
    assert "/accounts/login/" in Client().get("/research/")["Location"]


def test_queries_do_not_grow_with_results(amina, django_assert_max_num_queries):
    search = setup_search(amina)
    client = page_of(amina)
    client.get(f"/research/{search.id}/")
    with django_assert_max_num_queries(10):
        client.get(f"/research/{search.id}/")
