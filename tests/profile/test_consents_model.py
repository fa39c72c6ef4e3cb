"""What a person does not allow never reaches the language model: looked for in the very requests that arrived there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest

from chat import replies
from chat.models import Message
from chat.telling import NOT_ALLOWED
from praxia.lib.stores import Db, store
from profiling.profile.records import Source, Use
from profiling.profile.services import consent_set, profile_update
from tests.chat.setup import SORE_THROAT, setup_conversation, setup_exchange
from tests.fakes.provider import FakeProvider, running_provider

pytestmark = pytest.mark.django_db(transaction=True)

FACTS = ("warfarin", "penicillin", "sarcoidosis", "pregnan", "61.5", "999", "GB", "trail running", "Zuberi")
BUMP = "I bumped my head on a cupboard door an hour ago and it hurts"


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with running_provider() as server:
        yield server


@pytest.fixture
def model(settings, provider: FakeProvider) -> str:
    for database in (Db.BREAKERS, Db.CACHE):
        store(database).flushdb()
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL, settings.OPENAI_MODEL = (
        "key",
        provider.url,
        f"m-{uuid4().hex}".replace("9", "x"),
    )  # 999 is looked for
    return provider.script(settings.OPENAI_MODEL, {"text": "The model speaks. It has more to say."})


@pytest.fixture
def amina(amina):
    profile_update(
        person=amina,
        source=Source.TYPED,
        values={
            "full_name": "Amina Zuberi", "sex": "female", "pregnant": True, "weight": 61.5, "country": "GB",
            "medications": "warfarin", "allergies": "penicillin", "conditions": "sarcoidosis",
            "wellness": {"healthGoals": "trail running"},
        },
    )  # fmt: skip
    return amina


def answered(person, text: str, conversation=None):
    if conversation:
        conversation.refresh_from_db()  # it goes on after what was answered last
    answer = setup_exchange(person, text, conversation=conversation).answer
    replies.write(str(answer.id))
    answer.refresh_from_db()
    assert answer.status == "complete"
    return answer


def arrived(provider: FakeProvider, model: str) -> list[str]:
    return [json.dumps(request["body"], ensure_ascii=False) for request in provider.requests(model)]


def facts_in(texts: list[str]) -> set[str]:
    """Numbers count as whole ones only: the marks round untrusted texts are drawn by chance and may hold any digits."""
    whole = {fact: rf"\b{fact}\b" if fact.isdigit() else re.escape(fact) for fact in FACTS}
    return {fact for text in texts for fact, pattern in whole.items() if re.search(pattern, text)}


def test_facts_stay_here_at_first(amina, provider, model):
    answer = answered(amina, SORE_THROAT)
    assert answer.model and "The model speaks" in answer.content
    [request] = arrived(provider, model)
    assert SORE_THROAT in request
    assert facts_in([request]) == set()


def test_facts_go_where_that_is_allowed(amina, provider, model):
    consent_set(person=amina, use=Use.LANGUAGE_MODEL_PROFILE, allowed=True)
    answered(amina, SORE_THROAT)
    assert facts_in(arrived(provider, model)) >= {"warfarin", "penicillin", "sarcoidosis", "61.5", "trail running"}
    assert "Zuberi" not in arrived(provider, model)[0]


def test_what_the_profile_made_of_an_answer_stays_here_too(amina, provider, model):
    """Blood thinners make a bump urgent: the answer says so, and neither it nor the reason is sent with the next question."""
    talk = setup_conversation(amina)
    first = answered(amina, BUMP, talk)
    assert first.triage["level"] in ("ed_now", "call_now")
    assert "rests_on_profile" not in first.structured, "the model was told nothing of it"
    Message.objects.filter(id=first.id).update(
        structured={"rests_on_profile": True}, content="You take a blood thinner."
    )
    answered(amina, "and now my head hurts a little less", talk)
    requests = arrived(provider, model)
    assert BUMP in requests[-1]
    assert facts_in(requests) == set()
    assert "You take a blood thinner" not in requests[-1]


def test_knowledge_that_speaks_of_the_profile_is_marked(amina, provider, model, settings):
    settings.OPENAI_API_KEY = ""
    assert answered(amina, BUMP).structured["rests_on_profile"]


def test_a_model_is_told_the_same_of_somebody_without_a_profile(amina, ben, provider, model):
    answered(amina, BUMP)
    answered(ben, BUMP)
    hers, his = (
        re.sub(r"[0-9a-f]{16}|\[\d+\]", "", json.loads(one)["messages"][0]["content"])
        for one in arrived(provider, model)
    )
    assert hers.partition("<<data")[2] == his.partition("<<data")[2] != ""


def test_no_word_goes_out_without_leave(amina, provider, model):
    consent_set(person=amina, use=Use.LANGUAGE_MODEL, allowed=False)
    consent_set(person=amina, use=Use.LANGUAGE_MODEL_PROFILE, allowed=True)
    answer = answered(amina, SORE_THROAT)
    assert arrived(provider, model) == []
    assert [notice["detail"] for notice in answer.notices] == [NOT_ALLOWED]
    assert answer.sources


def test_a_leave_that_was_taken_back_while_the_question_waited(amina, provider, model):
    answer = setup_exchange(amina, SORE_THROAT).answer
    consent_set(person=amina, use=Use.LANGUAGE_MODEL, allowed=False)
    replies.write(str(answer.id))
    assert arrived(provider, model) == []


def test_an_answer_with_facts_is_not_sent_again_once_the_leave_is_gone(amina, provider, model):
    provider.script(model, {"text": "As you take warfarin, take care."})
    consent_set(person=amina, use=Use.LANGUAGE_MODEL_PROFILE, allowed=True)
    talk = setup_conversation(amina)
    assert "warfarin" in answered(amina, SORE_THROAT, talk).content
    before = len(arrived(provider, model))
    consent_set(person=amina, use=Use.LANGUAGE_MODEL_PROFILE, allowed=False)
    answered(amina, "It still hurts", talk)
    assert facts_in(arrived(provider, model)[before:]) == set()


def test_every_citation_has_its_source(amina, provider, model):
    provider.script(model, {"text": " ".join(f"Sentence [{number}]." for number in range(1, 12))})
    answer = answered(amina, BUMP)
    assert {source["n"] for source in answer.sources} == set(range(1, len(answer.sources) + 1))
    for number in range(len(answer.sources) + 1, 12):
        assert f"[{number}]" not in answer.content
