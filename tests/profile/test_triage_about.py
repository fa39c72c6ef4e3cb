"""The profile reaches triage: what is known of a person changes what is urgent, and where they are changes whom to call."""

from __future__ import annotations

import pytest

from praxia.lib.stores import Db, store
from tests.base import api_of
from tests.chat.setup import setup_exchange
from tests.profile.setup import typed

pytestmark = pytest.mark.django_db
BUMP = "I bumped my head on a cupboard door an hour ago and it hurts"
BLEEDING = "I have some vaginal bleeding and belly pain"


@pytest.fixture(autouse=True)
def _empty_counters() -> None:
    store(Db.CACHE).flushdb()


def judged(person, text: str, **more) -> dict:
    answer = api_of(person).post("/api/triage/", {"text": text, **more}, format="json")
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (BUMP, {"medications": "warfarin"}),
        (BLEEDING, {"pregnant": True}),
        ("I have a fever of 38.6 and feel unwell", {"conditions": "chemotherapy for lymphoma"}),
    ],
)
def test_what_is_known_makes_it_urgent(amina, ben, text, known):
    typed(amina, **known)
    assert judged(amina, text)["level"] in ("ed_now", "call_now")
    assert judged(ben, text)["level"] in ("same_day", "routine", "self_care")
    assert setup_exchange(amina, text).answer.triage["level"] in ("ed_now", "call_now"), "in a talk too"


def test_age_and_sex_reach_it(amina, ben):
    typed(amina, age=70, sex="male")
    typed(ben, age=20, sex="female")
    text = "sudden pain in one testicle"
    assert judged(amina, text) != judged(ben, text)


def test_about_somebody_else_the_profile_is_left_aside(amina):
    typed(amina, medications="warfarin", pregnant=True)
    assert judged(amina, BUMP, about={"age": 30})["level"] != judged(amina, BUMP)["level"]


@pytest.mark.parametrize(("country", "number"), [("KE", "999"), ("US", "911"), ("FR", "15"), (None, "112")])
def test_the_numbers_are_those_of_the_country(amina, client, country, number):
    typed(amina, country=country)
    chest = judged(amina, "crushing chest pain going into my left arm, I'm sweating")
    assert number in {one["number"] for one in chest["numbers"]}
    assert number in chest["action"]
    client.force_login(amina)
    assert f'href="tel:{number}"' in client.get("/chat/").content.decode()


def test_crisis_lines_are_those_of_the_country(amina):
    typed(amina, country="US")
    assert "988" in {one["number"] for one in judged(amina, "I want to kill myself")["numbers"]}


def test_a_pregnancy_of_long_ago_is_not_taken_for_one_of_now(amina):
    from profiling.profile.models import HealthProfile
    from profiling.profile.selectors import about_of

    typed(amina, pregnant=True)
    assert about_of(amina).pregnant
    HealthProfile.objects.update(
        provenance={"pregnant": {"source": "typed", "at": "2025-01-01T00:00:00Z", "confidence": "high"}}
    )
    assert about_of(amina).pregnant is None
