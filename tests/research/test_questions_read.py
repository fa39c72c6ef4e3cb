"""Questions and filters as they come in: what is refused, with which words, and what becomes of the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praxia.lib.errors import Problem
from research.filters import Filters, read_filters
from research.planning import plan, read_question
from research.records import StudyType


def pubmed(question: str, **filters) -> str:
    return plan(read_question(question), read_filters(filters)).queries["pubmed"]


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("metformin vitamin B12", "(metformin vitamin B12)"),
        ("Does metformin lower vitamin B12?", "(metformin lower vitamin B12)"),
        ("what is the best treatment for lower back pain in the elderly", "(treatment lower back pain elderly)"),
        ("what is it", "(what is it)"),
        ("How long does long COVID take?", "(long COVID)"),
        ("do people with Down's syndrome have bad breath", "(Down syndrome bad breath)"),
        ("What's good for my father's type 2 diabetes at 75?", "(type 2 diabetes)"),
        ("asthma AND (steroids OR montelukast)", "(asthma AND (steroids OR montelukast))"),
        ("asthma AND (steroids OR montelukast", "(asthma AND steroids OR montelukast)"),
        ('"heart failure" sodium', '("heart failure" sodium)'),
        ("sodium[mh] AND sleep[tiab]", "(sodium[mh] AND sleep[tiab])"),
        ("5-HT3 antagonists' effects, e.g. ondansetron", "(5-HT3 antagonists e.g ondansetron)"),
    ],
)
def test_questions_become_queries(question, query):
    assert pubmed(question) == query


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("", "required"), (" ", "required"), ("a", "min_length"), ("x" * 10_000, "max_length"), (None, "type"), (7, "type"),
        ("AND OR NOT", "invalid"), ("()[]\"\" ***", "invalid"), ("[mh] AND [tiab]", "invalid"), ("?!...", "invalid"),
        ("salt\0", "null_characters"),
    ],
)  # fmt: skip
def test_questions_that_ask_nothing_are_refused(question, code):
    with pytest.raises(Problem) as caught:
        read_question(question)
    assert (caught.value.code, caught.value.errors[0].field, caught.value.errors[0].code) == (
        "VALIDATION_ERROR",
        "query",
        code,
    )


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"years": [2020]}, "years"), ({"years": [2021, 2020]}, "years"), ({"years": ["2020", "2021"]}, "years"),
        ({"years": [1500, 2020]}, "years"), ({"years": {"a": 1}}, "years"), ({"years": [True, 2020]}, "years"),
        ({"types": ["rct"]}, "types"), ({"types": "review"}, "types"), ({"types": [["review"]]}, "types"),
        ({"limit": 0}, "limit"), ({"limit": 51}, "limit"), ({"limit": "10"}, "limit"), ({"limit": True}, "limit"),
        ({"humans": "yes"}, "humans"), ({"include_retracted": 1}, "include_retracted"),
    ],
)  # fmt: skip
def test_filters_that_are_none_are_refused_by_name(filters, field):
    with pytest.raises(Problem) as caught:
        read_filters(filters)
    assert caught.value.errors[0].field == field


def test_every_filter_is_part_of_the_query_that_is_shown():
    query = pubmed("salt", years=[2020, 2021], types=["trial", "review"], free_full_text=True, humans=True)
    assert query == (
        '(salt) AND ("2020"[dp] : "2021"[dp]) AND (clinical trial[pt] OR randomized controlled trial[pt] OR review[pt])'
        " AND free full text[sb] NOT (animals[mh] NOT humans[mh])"
    )


def test_filters_survive_the_row():
    filters = read_filters({"years": [2020, 2021], "types": ["review"], "humans": True, "limit": 7})
    assert read_filters(filters.as_json()) == filters
    assert filters == Filters((2020, 2021), (StudyType.REVIEW,), True, limit=7)


@pytest.mark.parametrize(
    ("question", "is_english"),
    [
        ("does salt disturb sleep", True), ("metformin", True), ("Morbus Crohn", True), ("ACE inhibitors in die-cast work", True),
        ("¿la sal altera el sueño de las personas?", False), ("stört Salz den Schlaf und ist das nicht gefährlich", False),
        ("соль и сон", False), ("塩と睡眠", False), ("le sel est mauvais pour le sommeil dans les familles", False),
    ],
)  # fmt: skip
def test_the_language_is_noticed(question, is_english):
    assert plan(question, Filters()).is_english == is_english


def test_words_beyond_the_most_are_named():
    found = plan("salt " + " ".join(f"word{number}" for number in range(20)), Filters())
    assert (len(found.terms), len(found.left_out)) == (12, 9)


@given(st.text(max_size=500))
def test_whatever_is_written_is_refused_or_becomes_a_balanced_query(text):
    try:
        question = read_question(text)
    except Problem as problem:
        assert problem.code == "VALIDATION_ERROR"
        return
    query = plan(question, Filters()).queries["pubmed"]
    assert query.count('"') % 2 == 0
    assert query.count("(") == query.count(")")
