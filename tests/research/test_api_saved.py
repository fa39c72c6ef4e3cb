"""`/api/research/saved/`, `…/collections/`, `…/notices/`: what the page of saved papers does, for programs."""

from __future__ import annotations

import csv
import io

import pytest

from research.models import Collection, PaperNotice, Saved
from tests.base import api_of
from tests.research.searches import LONG_TERM, setup_found, setup_search

pytestmark = pytest.mark.django_db

SAVED, COLLECTIONS, NOTICES = (f"/api/research/{name}/" for name in ("saved", "collections", "notices"))


@pytest.fixture
def papers(amina):
    """Found by Amina."""
    found = setup_found()
    setup_search(amina, papers=found)
    return found


def post(person, path, body):
    return api_of(person).post(path, body, format="json")


def save(person, paper, **more):
    return post(person, SAVED, {"paper_id": str(paper.id), **more})


def test_it_works(amina, papers):
    made = post(amina, COLLECTIONS, {"name": " For my   doctor "})
    assert (made.status_code, made.json()["name"], made.json()["papers"]) == (201, "For my doctor", 0)
    kept = save(amina, papers[0], note="Ask about B12", collection_id=made.json()["id"])
    assert kept.status_code == 201
    [shown] = api_of(amina).get(SAVED).json()
    assert shown == kept.json()
    assert (shown["title"], shown["note"], shown["pmid"]) == (LONG_TERM, "Ask about B12", "26900641")
    assert shown["collection"] == {"id": made.json()["id"], "name": "For my doctor"}
    assert api_of(amina).get(COLLECTIONS).json()[0]["papers"] == 1


def test_saved_twice_is_saved_once_and_keeps_its_note(amina, papers):
    first = save(amina, papers[0], note="Mine").json()
    assert save(amina, papers[0]).json() == first
    assert save(amina, papers[0], note="Newer").json()["note"] == "Newer"
    assert Saved.objects.count() == 1


def test_only_what_is_named_changes(amina, papers):
    saved, collection = save(amina, papers[0], note="Mine").json(), Collection.objects.create(owner=amina, name="A")
    client, path = api_of(amina), f"{SAVED}{saved['id']}/"
    assert client.patch(path, {"collection_id": str(collection.id)}, format="json").json()["note"] == "Mine"
    changed = client.patch(path, {"note": ""}, format="json").json()
    assert (changed["note"], changed["collection"]["name"]) == ("", "A")
    assert client.patch(path, {"collection_id": None}, format="json").json()["collection"] is None


def test_removed(amina, papers):
    saved, collection = save(amina, papers[0]).json(), Collection.objects.create(owner=amina, name="A")
    assert api_of(amina).delete(f"{SAVED}{saved['id']}/").status_code == 204
    assert api_of(amina).delete(f"{COLLECTIONS}{collection.id}/").status_code == 204
    assert (Saved.objects.count(), Collection.objects.count()) == (0, 0)


def test_of_one_collection_listed_and_taken_along(amina, papers):
    collection = Collection.objects.create(owner=amina, name="A")
    save(amina, papers[0], collection_id=str(collection.id), note="=2+2")
    save(amina, papers[1])
    client = api_of(amina)
    assert [one["title"] for one in client.get(SAVED, {"collection": collection.id}).json()] == [LONG_TERM]
    file = client.get(f"{SAVED}export/", {"collection": collection.id, "format": "csv"})
    [row] = csv.DictReader(io.StringIO(file.content.decode()))
    assert (row["title"], row["note"]) == (LONG_TERM, "'=2+2")
    assert client.get(f"{SAVED}export/").content.count(b"@") == 2
    assert client.get(f"{SAVED}export/", {"format": "exe"}).json()["errors"][0]["field"] == "format"


def test_pages_of_a_list(amina, papers):
    for paper in papers:
        save(amina, paper)
    first = api_of(amina).get(SAVED, {"limit": 1})
    assert len(first.json()) == 1 and 'rel="next"' in first.headers["Link"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [(COLLECTIONS, {}, "name"), (COLLECTIONS, {"name": "x" * 101}, "name"), (COLLECTIONS, {"name": "Twice"}, "name"),
     (SAVED, {"note": "x" * 4001}, "note"), (SAVED, {"note": 7}, "note")],
)  # fmt: skip
def test_refused_by_field(amina, papers, path, body, field):
    Collection.objects.create(owner=amina, name="Twice")
    answer = post(amina, path, {"paper_id": str(papers[0].id)} | body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


@pytest.mark.parametrize("paper_id", [None, "", "x", 7, ["x"], {}, "0192f9ad-0000-4000-8000-000000000000"])
def test_a_paper_that_nobody_found(amina, paper_id):
    assert post(amina, SAVED, {"paper_id": paper_id}).status_code == 404


def test_notices_until_they_were_read(amina, chloe, papers):
    PaperNotice.objects.create(owner=amina, paper=papers[0], kind="retracted")
    [notice] = api_of(amina).get(NOTICES).json()
    assert (notice["kind"], notice["title"]) == ("retracted", LONG_TERM)
    assert api_of(chloe).get(NOTICES).json() == []
    assert api_of(chloe).post(f"{NOTICES}seen/").status_code == 204
    assert len(api_of(amina).get(NOTICES).json()) == 1
    api_of(amina).post(f"{NOTICES}seen/")
    assert api_of(amina).get(NOTICES).json() == []


def test_a_stranger_finds_nothing(amina, chloe, papers):
    """Neither what Amina found, nor what she keeps, nor her collection for papers of their own."""
    saved, collection = save(amina, papers[0]).json(), Collection.objects.create(owner=amina, name="A")
    stranger = api_of(chloe)
    assert save(chloe, papers[0]).status_code == 404
    assert post(chloe, "/api/research/", {"related_to": str(papers[0].id)}).status_code == 404
    assert stranger.patch(f"{SAVED}{saved['id']}/", {"note": "x"}, format="json").status_code == 404
    assert stranger.delete(f"{SAVED}{saved['id']}/").status_code == 404
    assert stranger.delete(f"{COLLECTIONS}{collection.id}/").status_code == 404
    for path in (SAVED, f"{SAVED}export/"):
        assert stranger.get(path, {"collection": collection.id}).status_code == 404
    assert stranger.get(SAVED).json() == stranger.get(COLLECTIONS).json() == []
    own = setup_search(chloe, papers=[papers[1]])
    theirs = post(chloe, SAVED, {"paper_id": own.results[0]["paper_id"], "collection_id": str(collection.id)})
    assert theirs.status_code == 404
    assert Saved.objects.get().note == ""


def test_queries_do_not_grow_with_papers(amina, papers, django_assert_max_num_queries):
    for paper in papers:
        save(amina, paper)
    client = api_of(amina)
    client.get(SAVED)
    with django_assert_max_num_queries(4):
        client.get(SAVED)
