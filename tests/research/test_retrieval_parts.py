"""Words, shares and order; and what a question does to a few passages."""

import numpy as np
import pytest

from research.retrieval.bm25 import Bm25
from research.retrieval.fusion import Parts, best, fused, share
from research.retrieval.index import Index, Text, order, rank
from research.retrieval.words import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What are the symptoms of Diabetes?", ["symptom", "diabete"]),
        ("allergies, classes and ulcers", ["allergy", "classe", "ulcer"]),
        ("COVID-19 & HER2 in 5 mg", ["covid", "19", "her2", "mg"]),
        ("sclerosis virus illness", ["sclerosis", "virus", "illness"]),
        ("", []),
        ("the of and", []),
    ],
)
def test_words(text, found):
    assert words(text) == found


def test_rare_words_count_more():
    scores = Bm25(["fever and cough", "fever and measles", "fever and cough again"]).scores(words("measles fever"))
    assert scores.argmax() == 1 and scores[0] > 0


def test_a_word_said_often_counts_once():
    index = Index([Text("Fever", "Fever and cough."), Text("Cough", "A cough that stays.")])
    plain, insistent = index.parts("fever, cough"), index.parts("fever, fever, FEVER, cough")
    assert list(insistent.words) == list(plain.words)
    assert list(insistent.title_words) == list(plain.title_words)
    assert index.bm25("fever fever")[0] == pytest.approx(2 * index.bm25("fever")[0])


@pytest.mark.parametrize("texts", [[], [""], ["", "the"]])
def test_texts_without_words(texts):
    assert list(Bm25(texts).scores(["fever"])) == [0.0] * len(texts)


def test_shares():
    assert list(share(np.array([2.0, 1.0, -1.0], np.float32))) == [1.0, 0.5, 0.0]
    assert list(share(np.zeros(2, np.float32))) == [0.0, 0.0]


def test_the_best_keep_the_order_of_equals():
    assert list(best(np.array([0.5, 0.9, 0.5, 0.1], np.float32), 3)) == [1, 0, 2]
    assert list(best(np.array([0.1], np.float32), 9)) == [0]


def test_without_meaning_words_are_the_whole():
    half = np.array([1.0, 0.0], np.float32)
    assert list(fused(Parts(half, half))) == [1.0, 0.0]
    assert fused(Parts(half, half, half[::-1].copy(), half[::-1].copy()))[0] == pytest.approx(0.6)


def test_a_passage_that_begins_with_its_title_is_not_doubled():
    assert Text("Gout", "Gout hurts.").whole == "Gout hurts."
    assert Text("Gout", "It hurts.").whole == "Gout It hurts."


def test_a_few_passages_are_ranked_by_meaning_too():
    passages = ["Yeast makes dough rise.", "Signs of a myocardial infarction include pain in the chest."]
    assert order("what does a heart attack feel like", passages) == [1, 0]
    scores = rank("what does a heart attack feel like", passages)
    assert len(scores) == 2 and all(0 <= score <= 1 for score in scores)
    assert rank("anything", []) == []
