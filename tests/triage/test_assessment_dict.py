"""The triage object of every answer."""

import json

from praxia.triage import About
from tests.triage.small import say


def test_emergency():
    told = say("chest pain and sweating since two hours").as_dict("KE")
    assert told["level"] == "call_now"
    assert told["rule"] == "heart_signs"
    assert told["reasons"] == ["chest pain", "sweating", "two hours"]
    assert told["action"] == "Call 999 or 112 now."
    assert told["numbers"] == [
        {"label": "Emergency", "number": "999", "country": "KE"},
        {"label": "Emergency", "number": "112", "country": "KE"},
    ]
    assert len(told["engine"]) == 12
    json.dumps(told)


def test_a_duration_alone_is_no_reason():
    assert say("it took an hour").reasons == ()


def test_self_care_has_no_numbers():
    told = say("a cough").as_dict("KE")
    assert (told["rule"], told["numbers"]) == (None, [])


def test_unknown_country_gets_112_and_an_honest_word():
    (number,) = say("I cannot breathe").as_dict(None)["numbers"]
    assert number["number"] == "112"
    assert "not known" in number["note"]


def test_crisis_always_brings_lines():
    assessment = say("I want to die")
    told = assessment.as_dict("KE")
    assert assessment.crisis
    assert "1190" in told["action"]
    assert [number["number"] for number in told["numbers"]] == ["999", "112", "1190"]
    assert say("I want to die").as_dict("XX")["numbers"][-1]["url"].startswith("https://")


def test_crisis_stays_at_the_highest_level():
    told = say("I want to die and I cannot breathe").as_dict("KE")
    assert told["level"] == "call_now"
    assert "1190" in [number["number"] for number in told["numbers"]]


def test_details():
    details = say("chest pain, no fever", About(age_years=50)).details()
    assert {(one["id"], one["negated"]) for one in details["findings"]} == {("chest_pain", False), ("fever", True)}
    assert details["conditions"][0].keys() == {"id", "name", "fit", "dangerous", "sources"}
    assert details["question"]["finding"] == "sweating"
    assert details["language_supported"] is True
    json.dumps(details)


def test_lower_case_country():
    assert say("I cannot breathe").numbers("ke")[0].number == "999"
