"""A text in a language that the engine does not know, or without anything it knows, is never soothed."""

import pytest

from praxia.triage import Level
from tests.triage.small import say


@pytest.mark.parametrize(
    "text",
    [
        "je ne peux pas respirer et j'ai mal à la poitrine",
        "me duele mucho el pecho y no puedo respirar",
        "ich habe starke Schmerzen in der Brust seit heute",
        "nina maumivu makali ya kifua",
        "у меня болит грудь",
        "胸が痛いです",
        "لدي ألم في الصدر",
        "dolor de pecho",
        "ho un forte dolore al petto",
        "bolí mě na hrudi a nemůžu dýchat",
    ],
)
def test_says_so(text):
    assessment = say(text)
    assert not assessment.language_supported
    assert assessment.level is Level.ROUTINE
    assert "112" in assessment.action
    assert assessment.numbers("KE")[0].number == "999"


@pytest.mark.parametrize(
    "text",
    ["chest pain", "pain", "my belly button hurts", "hi", "cough", "112", "", "???", "severe headache since monday"],
)
def test_english_is_known(text):
    assert say(text).language_supported


@pytest.mark.parametrize("text", ["my elbow makes a sound like a violin", "qwrtz plmnb", "I feel odd since lunch"])
def test_nothing_recognised_is_never_self_care(text):
    assessment = say(text)
    assert not assessment.recognised
    assert assessment.level is Level.ROUTINE
    assert "112" in assessment.action


@pytest.mark.parametrize("text", ["hello", "Thanks a lot!", "good morning doctor", "ok great, bye"])
def test_courtesy_does_not_alarm(text):
    assessment = say(text)
    assert assessment.level is Level.SELF_CARE
    assert "tell me what it is" in assessment.action


def test_only_denied_with_something_not_understood():
    assert say("my vision has gone all weird, no fever").level is Level.ROUTINE
    assert say("no fever").level is Level.SELF_CARE
    assert "recognised" in say("no fever").action
