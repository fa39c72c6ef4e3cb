"""One edit, within the vocabulary, and never where it could turn the meaning."""

import pytest

from praxia.triage.spelling import Speller, english


@pytest.fixture(scope="module")
def speller():
    return Speller(
        {"chest", "breathe", "crushing", "pain", "warfarin", "denied", "never", "without", "swollen"},
        {"vomit", "diarrh"},
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chset", "chest"),
        ("chesst", "chest"),
        ("chst", "chest"),
        ("breahte", "breathe"),
        ("crushimg", "crushing"),
        ("vomiitng", "vomiting"),
        ("vmoiting", "vomiting"),
        ("pian", "pain"),
        ("paiin", "pain"),
        ("paaaain", "pain"),
        ("swolen", "swollen"),
    ],
)
def test_repaired(speller, typed, meant):
    assert speller.repair(typed) == meant


@pytest.mark.parametrize("word", ["heard", "chess", "cheat", "main", "plain", "pan", "pin"])
def test_english_words_stay(speller, word):
    assert speller.repair(word) == word


@pytest.mark.parametrize("word", ["warfarn", "warfrain"])
def test_never_to_a_drug(speller, word):
    assert speller.repair(word) == word


@pytest.mark.parametrize("word", ["neverr", "withuot", "dened", "cannott"])
def test_never_to_a_negation(speller, word):
    assert speller.repair(word) not in ("never", "without", "denied", "cannot")


def test_never_from_a_negation(speller):
    assert speller.repair("without") == "without"


def test_word_list_is_sorted_and_bears_its_licence():
    assert list(english()) == sorted(english())
    assert len(english()) > 30_000
