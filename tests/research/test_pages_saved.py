"""Saved papers: notes, collections, exports, notices of retraction; each a person's own."""

import csv
import io

import bibtexparser
import pytest

from research.models import Collection, PaperNotice, Saved
from tests.research.searches import LONG_TERM, setup_found
from tests.research.test_pages_search import page_of, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(amina):
    return [Saved.objects.create(owner=amina, paper=paper) for paper in setup_found()]


def test_nothing_saved_yet(amina):
    assert "No paper is saved yet" in text(page_of(amina).get("/research/saved/"))


def test_a_note_and_a_collection(amina, kept):
    client = page_of(amina)
    assert client.post("/research/saved/", {"open": "1", "name": "  For my   doctor "}).status_code == 302
    collection = Collection.objects.get(owner=amina, name="For my doctor")
    change = {"change": str(kept[0].id), "note": "Ask about B12", "collection": str(collection.id)}
    assert client.post("/research/saved/", change).status_code == 302
    shown = text(client.get(f"/research/saved/?collection={collection.id}"))
    assert LONG_TERM in shown and "Ask about B12" in shown and "alert(1)" not in shown
    assert f'value="{collection.id}" selected' in shown  # or the next change would take it out again


def test_a_collection_goes_and_its_papers_stay(amina, kept):
    collection = Collection.objects.create(owner=amina, name="Old")
    Saved.objects.update(collection=collection)
    page_of(amina).post("/research/saved/", {"close": str(collection.id)})
    assert Saved.objects.filter(owner=amina, collection=None).count() == 2 and not Collection.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "Twice"])
def test_a_collection_that_cannot_be_made(amina, name):
    Collection.objects.create(owner=amina, name="Twice")
    answer = page_of(amina).post("/research/saved/", {"open": "1", "name": name})
    assert answer.status_code == 422 and Collection.objects.count() == 1


def test_a_note_that_is_too_long_is_kept_in_the_form(amina, kept):
    note = "long " * 1000
    answer = page_of(amina).post("/research/saved/", {"change": str(kept[0].id), "note": note})
    assert answer.status_code == 422 and note.strip() in text(answer)


def test_removed_and_put_back(amina, kept):
    """With what was written, and where it was; nothing of it is stored in between."""
    collection = Collection.objects.create(owner=amina, name="For my doctor")
    Saved.objects.filter(id=kept[0].id).update(note="Ask about B12", collection=collection)
    client = page_of(amina)
    shown = client.post("/research/saved/", {"remove": str(kept[0].id)})
    assert list(Saved.objects.values_list("id", flat=True)) == [kept[1].id]
    assert "The paper is no longer saved." in text(shown)
    assert client.post("/research/saved/", {"restore": shown.context["removed"]}).status_code == 302
    back = Saved.objects.get(paper=kept[0].paper)
    assert (back.note, back.collection) == ("Ask about B12", collection)


def test_nobody_puts_back_what_another_removed(amina, chloe, kept):
    removed = page_of(amina).post("/research/saved/", {"remove": str(kept[0].id)}).context["removed"]
    for person, token in ((chloe, removed), (amina, removed[:-1]), (amina, "")):
        assert page_of(person).post("/research/saved/", {"restore": token}).status_code == 404
    assert Saved.objects.count() == 1


def test_exported_with_notes(amina, kept):
    Saved.objects.filter(id=kept[0].id).update(note="=2+2")
    [row] = [
        row
        for row in csv.DictReader(io.StringIO(text(page_of(amina).get("/research/saved/export/?format=csv"))))
        if row["title"] == LONG_TERM
    ]
    assert row["note"] == "'=2+2"
    found = bibtexparser.parse_string(text(page_of(amina).get("/research/saved/export/")))
    assert len(found.entries) == 2


def test_news_of_a_retraction_is_shown_until_it_was_seen(amina, kept):
    PaperNotice.objects.create(owner=amina, paper=kept[0].paper, kind="retracted")
    client = page_of(amina)
    assert "Retracted since you read it" in text(client.get("/research/saved/"))
    client.post("/research/notices/seen/")
    assert "Retracted since you read it" not in text(client.get("/research/"))


def test_a_stranger_changes_nothing(amina, chloe, kept):
    collection = Collection.objects.create(owner=amina, name="Mine")
    stranger = page_of(chloe)
    for body in (
        {"remove": str(kept[0].id)},
        {"change": str(kept[0].id), "note": "x"},
        {"close": str(collection.id)},
        {"change": "nonsense"},
    ):
        assert stranger.post("/research/saved/", body).status_code == 404
    assert stranger.get(f"/research/saved/?collection={collection.id}").status_code == 404
    assert stranger.get(f"/research/saved/export/?collection={collection.id}").status_code == 404
    assert LONG_TERM not in text(stranger.get("/research/saved/"))
    assert Saved.objects.count() == 2
