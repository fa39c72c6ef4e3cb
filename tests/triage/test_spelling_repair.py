"""One edit, within the vocabulary, and never where it could turn the meaning."""

import subprocess
import sys

import pytest

from praxia.triage import KnowledgeError, spelling
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


@pytest.mark.parametrize("word", ["criticised", "honoured", "labelled", "analysed", "theatre", "defence"])
def test_british_words_are_english(speller, word):
    assert speller.knows(word)


def test_what_a_pattern_already_finds_is_not_led_away():
    assert Speller({"keeping"}, {"zeep"}).repair("zeeping") == "zeeping"
    assert Speller({"keeping"}, ()).repair("zeeping") == "keeping"


def test_words_of_the_list():
    assert list(english()) == sorted(english())
    assert len(english()) > 30_000
    assert {"beeping", "chess", "heard"} <= set(english())
    assert not {"teh", "chset", "cheast", "stomache"} & set(english())


@pytest.fixture
def without_list():
    english.cache_clear()
    yield
    english.cache_clear()


def test_missing_list_is_told(monkeypatch, without_list):
    monkeypatch.setattr(spelling, "find_spec", lambda name: None)
    with pytest.raises(KnowledgeError, match="pyspellchecker, which brings the list, is not installed"):
        english()


def test_list_package_is_not_imported():
    program = (
        "import sys; from praxia.triage.spelling import english; english(); sys.exit('spellchecker' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
