"""`POST /api/triage/`: the engine's judgement of a text, with nothing stored and no model asked."""

from __future__ import annotations

import json

import pytest

from chat.models import Conversation, Message
from praxia.lib.stores import Db, store
from praxia.triage import crisis_lines
from tests.base import api_of
from tests.chat.setup import CRUSHING, SORE_THROAT

pytestmark = pytest.mark.django_db

KILL = "I want to kill myself"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    store(Db.CACHE).flushdb()


def ask(person, body, *, url: str = "/api/triage/"):
    return api_of(person).generic("POST", url, json.dumps(body), content_type="application/json")


def test_it_works(amina) -> None:
    answer = ask(amina, {"text": CRUSHING})
    assert answer.status_code == 200
    body = answer.json()
    assert body["level"] == "call_now"
    assert body["rule"]
    assert body["reasons"]
    assert body["action"].startswith("Call 112 now")
    assert body["numbers"][0]["number"] == "112"
    assert body["engine"]
    assert body["language_supported"] is True
    assert body["question"] is None


def test_findings_are_the_persons_own_words(amina) -> None:
    findings = ask(amina, {"text": "I have a cough but no fever"}).json()["findings"]
    found = {finding["id"]: finding for finding in findings}
    assert set(findings[0]) == {"id", "label", "quote", "negated", "who", "when"}
    assert found["cough"]["quote"] == "cough"
    assert (found["cough"]["negated"], found["fever"]["negated"]) == (False, True)


def test_conditions_have_fit_and_sources(amina) -> None:
    conditions = ask(amina, {"text": SORE_THROAT}).json()["conditions"]
    assert conditions
    for condition in conditions:
        assert condition["name"]
        assert condition["fit"] in ("fits well", "possible", "less likely")
        assert len(condition["sources"]) >= 2


def test_the_question_that_would_help_most_comes_along(amina) -> None:
    question = ask(amina, {"text": SORE_THROAT}).json()["question"]
    assert question["text"].endswith("?")
    assert question["options"] == ["Yes", "No", "Not sure"]


def test_it_says_what_no_clinician_has_reviewed(amina) -> None:
    assert "not been reviewed by a clinician" in ask(amina, {"text": SORE_THROAT}).json()["disclaimer"]


def test_a_crisis_brings_the_lines_of_the_country(amina) -> None:
    amina.country = "US"
    amina.save()
    body = ask(amina, {"text": KILL}).json()
    assert body["crisis"] is True
    assert {line.number for line in crisis_lines("US")} <= {number["number"] for number in body["numbers"]}


def test_another_language_is_not_guessed_at(amina) -> None:
    body = ask(amina, {"text": "J'ai mal à la tête depuis deux jours et je ne sais pas quoi faire"}).json()
    assert body["language_supported"] is False
    assert body["level"] != "self_care"
    assert body["numbers"]


def test_nothing_is_stored(amina) -> None:
    before = {(db, key) for db in Db for key in store(db).keys("*")}
    ask(amina, {"text": KILL})
    assert not Conversation.objects.exists()
    assert not Message.objects.exists()
    for _, key in {(db, key) for db in Db for key in store(db).keys("*")} - before:
        assert key.startswith(("limit:", "breaker:", "_kombu", "cache:")), key


@pytest.mark.parametrize("url", ["/api/triage", "/api/triage/"])
def test_both_slashes(amina, url: str) -> None:
    assert ask(amina, {"text": SORE_THROAT}, url=url).status_code == 200


# --- About ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("age", "urgent"), [(0.1, True), (30, False)])
def test_age_counts(amina, age: float, urgent: bool) -> None:
    level = ask(amina, {"text": "he has a fever of 38.5", "about": {"age": age}}).json()["level"]
    assert (level in ("ed_now", "call_now")) is urgent


def test_pregnancy_counts(amina) -> None:
    text = "I have a bad headache and see flashing lights"
    levels = [
        ask(amina, {"text": text, "about": {"age": 30, "sex": "female", "pregnant": pregnant}}).json()["level"]
        for pregnant in (True, False)
    ]
    assert levels[0] in ("ed_now", "call_now")
    assert levels[0] != levels[1]


@pytest.mark.parametrize("about", [None, {}, {"age": None, "sex": None, "pregnant": None}, {"shoe_size": 44}])
def test_what_is_not_known_may_be_left_out(amina, about) -> None:
    assert ask(amina, {"text": SORE_THROAT, "about": about}).status_code == 200


def test_unknown_keys_are_ignored(amina) -> None:
    assert ask(amina, {"text": SORE_THROAT, "level": "self_care", "user_id": "x"}).status_code == 200


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "text", "required"),
        ({"text": ""}, "text", "blank"),
        ({"text": "  \n "}, "text", "blank"),
        ({"text": None}, "text", "null"),
        ({"text": 7}, "text", "type"),
        ({"text": ["chest pain"]}, "text", "type"),
        ({"text": "x" * 20_001}, "text", "max_length"),
        ({"text": "a\0b"}, "text", "unstorable_characters"),
        ({"text": "x", "about": "adult"}, "about", "invalid"),
        ({"text": "x", "about": [30]}, "about", "invalid"),
        ({"text": "x", "about": {"age": "30"}}, "about.age", "invalid"),
        ({"text": "x", "about": {"age": True}}, "about.age", "invalid"),
        ({"text": "x", "about": {"age": [30]}}, "about.age", "invalid"),
        ({"text": "x", "about": {"age": -1}}, "about.age", "min_value"),
        ({"text": "x", "about": {"age": 131}}, "about.age", "max_value"),
        ({"text": "x", "about": {"age": 10**400}}, "about.age", "overflow"),
        ({"text": "x", "about": {"sex": "f"}}, "about.sex", "invalid_choice"),
        ({"text": "x", "about": {"sex": 1}}, "about.sex", "invalid_choice"),
        ({"text": "x", "about": {"pregnant": 1}}, "about.pregnant", "invalid"),
        ({"text": "x", "about": {"pregnant": "yes"}}, "about.pregnant", "invalid"),
    ],
)
def test_wrong_types_are_named_by_field(amina, body, field: str, code: str) -> None:
    answer = ask(amina, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]


@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_a_body_that_is_no_object_is_refused(amina, body) -> None:
    assert ask(amina, body).status_code == 400


def test_the_longest_text_is_read(amina) -> None:
    assert ask(amina, {"text": ("word " * 3980) + CRUSHING}).json()["level"] == "call_now"


# --- Limits --------------------------------------------------------------------------------------------------------


def test_the_limit_is_that_of_consultations(amina) -> None:
    answers = [ask(amina, {"text": SORE_THROAT}) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert (answers[0]["X-RateLimit-Limit"], answers[0]["X-RateLimit-Remaining"]) == ("10", "9")
    assert int(answers[-1]["Retry-After"]) > 0


def test_a_refusal_still_carries_the_level(amina) -> None:
    *_, refused = [ask(amina, {"text": SORE_THROAT}) for _ in range(11)]
    assert refused.json()["triage"]["level"] == ask(amina, {"text": SORE_THROAT}).json()["triage"]["level"]


@pytest.mark.parametrize("text", [CRUSHING, KILL, "my husband hits me"])
def test_an_emergency_is_judged_over_the_limit_too(amina, text: str) -> None:
    for _ in range(10):
        ask(amina, {"text": SORE_THROAT})
    assert ask(amina, {"text": SORE_THROAT}).status_code == 429
    answer = ask(amina, {"text": text})
    assert answer.status_code == 200
    assert answer["X-RateLimit-Remaining"] == "0"


def test_strangers_get_401_and_then_429(db) -> None:
    answers = [ask(None, {"text": SORE_THROAT}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
