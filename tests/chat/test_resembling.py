"""Words that no pattern knows: what they resemble is asked about, with what a yes would mean, and fires nothing by itself."""

import pytest

from chat import resembling, wording
from chat.judging import judge_turn
from praxia.lib.embeddings import encoder
from praxia.triage import About, Level

YOLK = "the whites of my eyes look like egg yolk"
needs_weights = pytest.mark.skipif(encoder() is None, reason="the weights of the encoder are not installed")


def told(text, suggest):
    return judge_turn(text, before=[], about=About(), suggest=suggest)


@needs_weights
def test_a_likeness_becomes_a_question():
    judged = told(YOLK, resembling.suggest)
    assert judged.assessment.question.finding == "jaundice"
    assert judged.assessment.question.inferred


@needs_weights
@pytest.mark.parametrize("text", ["hello there", "I lost my job", "what is the weather like"])
def test_chance_likeness_is_not_asked_about(text):
    assert resembling.suggest(text) == ()


def test_it_fires_nothing_and_says_what_a_yes_would_mean():
    bare, judged = told(YOLK, None), told(YOLK, lambda _: ("thunderclap",))
    assert judged.level == bare.level == Level.ROUTINE
    assert judged.assessment.rules == ()
    text = wording.draft(judged).text
    assert wording.INFERRED in text
    assert "If so, call the emergency number now." in text


def test_it_is_not_asked_where_the_engine_knows_the_words():
    told("I have a sore throat", lambda _: pytest.fail("asked"))


def test_without_weights_nothing_is_suggested(monkeypatch):
    monkeypatch.setattr(resembling, "encoder", lambda: None)
    assert resembling.suggest(YOLK) == ()
