"""The library: what is stored is found, narrowed, and found by meaning once it is indexed."""

import pytest
from django.db import connection

from praxia.lib.embeddings import VERSION
from research import indexing, library
from research.library import Narrowed
from research.models import PassageVector, TitleVector
from research.records import StudyType
from tests.research.library import BREAD, HEART, SLEEP, setup_paper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    library.forget()
    yield
    library.forget()


@pytest.fixture
def papers():
    return {
        HEART: setup_paper(
            HEART, "Low doses prevented a second myocardial infarction.", "Bleeding was rare.", year=2010
        ),
        SLEEP: setup_paper(SLEEP, "Insomnia improved a little.", study_type=StudyType.REVIEW, via="europepmc"),
        BREAD: setup_paper(BREAD, "Flour, water and yeast.", is_retracted=True),
    }


def titles(found, papers):
    by_id = {paper.id: title for title, paper in papers.items()}
    return [by_id[hit.paper_id] for hit in found.hits]


def test_found_by_words_before_it_is_indexed(papers):
    found = library.search("aspirin infarction")
    assert titles(found, papers)[0] == HEART and not found.by_meaning


def test_found_by_meaning_once_it_is_indexed(papers):
    assert indexing.waiting() == 4
    assert indexing.index() == 4 + 3
    assert indexing.waiting() == 0 and indexing.index() == 0
    found = library.search("cannot fall asleep at night")  # no word in common with the paper
    assert found.by_meaning and titles(found, papers)[0] == SLEEP


def test_new_passages_are_found_by_words_among_indexed_ones(papers):
    indexing.index()
    papers["Gout and cherries"] = setup_paper("Gout and cherries", "Fewer attacks.")
    assert titles(library.search("gout cherries"), papers)[0] == "Gout and cherries"


def test_vectors_of_another_encoder_are_made_anew(papers):
    indexing.index()
    PassageVector.objects.update(version="old")
    TitleVector.objects.update(version="old")
    assert not library.search("sleep").by_meaning
    assert indexing.index() == 7
    assert set(PassageVector.objects.values_list("version", flat=True)) == {VERSION}
    library.forget()
    assert library.search("sleep").by_meaning


@pytest.mark.parametrize(
    ("narrowed", "left"),
    [
        (Narrowed(), {HEART, SLEEP}),
        (Narrowed(include_retracted=True), {HEART, SLEEP, BREAD}),
        (Narrowed(years=(2015, 2026)), {SLEEP}),
        (Narrowed(types=[StudyType.TRIAL]), {HEART}),
        (Narrowed(sources=["europepmc"]), {SLEEP}),
        (Narrowed(sources=[]), set()),
    ],
)
def test_narrowed(papers, narrowed, left):
    indexing.index()
    found = library.search("aspirin heart sleep magnesium bread water", narrowed=narrowed)
    assert set(titles(found, papers)) == left


def test_empty_library():
    assert library.search("anything").hits == []


@pytest.mark.parametrize("question", ["", "AND OR NOT", "?!", "ß" * 10_000, "aspirin " * 2000, "心臓発作"])
def test_odd_questions_do_no_harm(papers, question):
    indexing.index()
    assert len(library.search(question, k=3).hits) <= 3


def test_one_process_indexes_at_a_time(papers):
    """Another connection holds the lock: this one leaves the work to it."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [indexing.LOCK])
        assert indexing.index() == 0
        cursor.execute("SELECT pg_advisory_unlock(%s)", [indexing.LOCK])
        assert indexing.index() == 7
    other.close()


def test_related_are_only_those_that_speak_of_it(papers):
    assert (
        library.related("cannot sleep at night", most=5, narrowed=Narrowed()) == []
    )  # no vectors yet: words are too little
    indexing.index()
    library.forget()
    found = library.related("does magnesium help with bad sleep", most=5, narrowed=Narrowed())
    assert [paper.title for paper in found] == [SLEEP]
    assert library.related("the price of steel", most=5, narrowed=Narrowed()) == []
