"""Where a pattern is found and where it is not."""

import pytest

from praxia.triage.lattice import Automaton
from praxia.triage.patterns import parse
from praxia.triage.text import read


def quotes(pattern, text, **classes):
    automaton = Automaton({"not", "no"})
    for name, phrases in classes.items():
        automaton.add_class(name, [parse(phrase)[0] for phrase in phrases])
    automaton.add(0, parse(pattern))
    automaton.close()
    words = read(text)
    return [words.quote(hit.start, hit.end) for hit in automaton.find(words, words.words)]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("chest pain", "My chest, pain all over"),
        ("vomit*", "he was vomiting"),
        ("{cannot|could not} breathe", "I can’t breathe"),
        ("chest ~ pain", "chest with a really bad pain"),
        ("chest {is|} tight", "chest tight"),
        ("chest {is|} tight", "my chest is tight"),
        ("pain & arm", "arm with terrible pain"),
        ("pain & arm & numb", "numb, and pain in the arm"),
        ("{a|b {c|d}} e", "b d e"),
        ("hit {my|} head", "hit head"),
    ],
)
def test_found(pattern, text):
    assert quotes(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("chest pain", "Pain. Chest"),
        ("chest pain", "my chest. Pain in the foot"),
        ("vomit*", "no mitten"),
        ("chest ~ pain", "chest one two three four five pain"),
        ("chest ~ pain", "chest is fine but pain"),
        ("chest ~ pain", "chest and no pain"),
        ("pain & arm", "pain here. My arm"),
        ("pain & arm", "pain a b c d e f g h i arm"),
        ("pain & pain", "pain"),
    ],
)
def test_not_found(pattern, text):
    assert not quotes(pattern, text)


def test_gap_takes_four_words_and_no_more():
    assert quotes("a ~ b", "a 1 2 3 4 b")
    assert not quotes("a ~ b", "a 1 2 3 4 5 b")


def test_class_of_classes_with_phrases():
    assert quotes("@worse head", "it is killing me head", worse=["@pain"], pain=["killing me", "ache"]) == [
        "killing me head"
    ]


def test_quote_is_verbatim():
    assert quotes("cannot breathe", "I CAN'T   Breathe!") == ["CAN'T   Breathe"]


def test_every_place_is_found():
    assert len(quotes("pain", "pain and pain")) == 2


def test_memory_keeps_no_word_of_a_text():
    automaton = Automaton(())
    automaton.add(0, parse("pain"))
    automaton.close()
    words = read("supercalifragilistic pain")
    automaton.find(words, words.words)
    assert set(automaton._heads) == {"pain"}
