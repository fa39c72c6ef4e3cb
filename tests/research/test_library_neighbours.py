"""Above what is searched exactly: the same finds through pgvector, narrowed the same way, and without it exact all the same."""

import threading
from types import SimpleNamespace

import numpy as np
import pytest
from django.db import connection

from research import indexing, library, neighbours, tasks
from research.library import Narrowed
from research.models import PassageVector
from research.retrieval.index import question_vector
from research.retrieval.kept import unpacked
from tests.research.library import BREAD, HEART, SLEEP, setup_paper

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "cannot fall asleep at night"


@pytest.fixture(autouse=True)
def many(monkeypatch):
    """Two passages are many here."""
    monkeypatch.setattr(neighbours, "EXACT_MOST", 2)
    setup_paper(HEART, "Low doses prevented a second myocardial infarction.", "Bleeding was rare.", year=2010)
    setup_paper(SLEEP, "Insomnia improved a little.", via="europepmc")
    setup_paper(BREAD, "Flour, water and yeast.", is_retracted=True)
    library.forget()
    yield
    library.forget()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS research_neighbour")


def shown(found):
    return [(hit.passage_id, round(hit.score, 4), round(hit.closeness, 4)) for hit in found.hits]


def test_the_same_as_when_every_vector_is_read(monkeypatch):
    indexing.index()
    assert neighbours.there()
    approximate = library.search(QUESTION)
    monkeypatch.setattr(neighbours, "EXACT_MOST", 1000)
    library.forget()
    assert shown(approximate) == shown(library.search(QUESTION)) != []


@pytest.mark.parametrize(
    "narrowed",
    [Narrowed(years=(2015, 2026)), Narrowed(sources=["pubmed"]), Narrowed(types=[]), Narrowed(include_retracted=True)],
)
def test_narrowed_the_same_way(monkeypatch, narrowed):
    indexing.index()
    approximate = library.search("heart sleep bread", narrowed=narrowed)
    monkeypatch.setattr(neighbours, "EXACT_MOST", 1000)
    library.forget()
    assert shown(approximate) == shown(library.search("heart sleep bread", narrowed=narrowed))


def test_nearest_first():
    indexing.index()
    asked = question_vector(QUESTION)
    rows = list(PassageVector.objects.values_list("passage_id", "vector"))
    products = np.vecdot(unpacked([row[1] for row in rows]), asked)
    assert neighbours.nearest(asked, k=10) == [rows[place][0] for place in np.argsort(-products)]


def test_new_passages_follow_and_removed_ones_go():
    indexing.index()
    paper = setup_paper("Night shifts", "Sleep was short.")
    assert indexing.index() == 2 and neighbours.there()
    assert paper.passages.get().id in neighbours.nearest(question_vector(QUESTION), k=10)
    paper.delete()
    assert len(neighbours.nearest(question_vector(QUESTION), k=10)) == 4


def test_where_the_table_cannot_be_had_every_vector_is_read(caplog):
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIEW research_neighbour AS SELECT 1 AS something_else")
    indexing.index()
    assert not neighbours.there()
    assert "every search reads all vectors" in caplog.text
    assert library.search(QUESTION).by_meaning
    with connection.cursor() as cursor:
        cursor.execute("DROP VIEW research_neighbour")


def test_a_large_library_is_read_before_anybody_asks(monkeypatch):
    library.read_ahead()
    assert library._shelf._library is None  # three papers are read in a moment
    monkeypatch.setattr(library, "AT_ONCE", 2)
    library.read_ahead()
    assert library._shelf._library is not None


@pytest.mark.parametrize("queue", ["talk", "work"])
def test_only_where_questions_are_answered(monkeypatch, queue):
    began = threading.Event()
    monkeypatch.setattr(library, "read_ahead", began.set)
    queues = SimpleNamespace(consume_from={queue: None})
    tasks.library_ahead(SimpleNamespace(app=SimpleNamespace(amqp=SimpleNamespace(queues=queues))))
    assert began.wait(60) if queue == "talk" else not began.is_set()
