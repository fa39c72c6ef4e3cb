"""Nobody in an emergency or a crisis is turned away by a limit: saved, judged, answered by the engine and by no model."""

from __future__ import annotations

import pytest

from chat import replies, services
from chat.models import Conversation, Message
from chat.records import Role, Status
from chat.telling import OVER_LIMIT, URGENT
from praxia.lib import limits
from praxia.lib.errors import Problem
from praxia.lib.stores import Db, store
from praxia.triage import crisis_lines, emergency
from tests.base import api_of
from tests.chat.setup import CRUSHING, SORE_THROAT, setup_conversation

pytestmark = pytest.mark.django_db(transaction=True)

KILL = "I want to kill myself"
HITS = "my husband hits me"  # a crisis at `same_day`


@pytest.fixture(autouse=True)
def _fresh() -> None:
    store(Db.CACHE).flushdb()


@pytest.fixture
def talk(amina) -> Conversation:
    return setup_conversation(amina)


@pytest.fixture
def worn_out(amina) -> None:
    """Amina has used up what she may ask of chat and consultations."""
    for kind in ("chat", "consultation"):
        while limits.take(kind, amina).allowed:
            pass


def written(answer: Message) -> Message:
    replies.write(str(answer.id))
    answer.refresh_from_db()
    return answer


def post(person, talk: Conversation, text: str, *, prefer: str = "respond-async"):
    url = f"/api/chat-sessions/{talk.id}/messages/"
    return api_of(person).post(url, {"content": text}, format="json", HTTP_PREFER=prefer)


def test_over_the_limit_an_ordinary_message_is_refused(amina, talk, worn_out) -> None:
    assert post(amina, talk, SORE_THROAT).status_code == 429
    assert not talk.messages.exists()


@pytest.mark.parametrize("text", [KILL, HITS, CRUSHING])
def test_a_crisis_or_emergency_is_saved(amina, talk, worn_out, text: str) -> None:
    answer = post(amina, talk, text)
    assert answer.status_code == 201
    assert answer["X-RateLimit-Remaining"] == "0"
    assert talk.messages.get(role=Role.USER).content == text


def test_it_brings_the_numbers_and_lines_at_once(amina, talk, worn_out) -> None:
    amina.country = "GB"
    amina.save()
    triage = post(amina, talk, KILL).json()["ai_message"]["triage"]
    wanted = {one.number for one in (*emergency("GB"), *crisis_lines("GB"))}
    assert wanted <= {number["number"] for number in triage["numbers"]}
    assert triage["crisis"] is True


@pytest.mark.parametrize("text", [KILL, HITS])
def test_it_is_answered_by_the_engine_and_no_model_is_asked(amina, talk, worn_out, provider, model, text: str) -> None:
    answer = written(services.message_post(conversation=talk, person=amina, text=text).answer)
    assert answer.status == Status.COMPLETE
    assert answer.content.startswith(f"**{answer.triage['action']}**")
    assert answer.notices == [{"code": "NO_LANGUAGE_MODEL", "detail": OVER_LIMIT}]
    assert provider.requests(model) == []


def test_within_the_limit_the_model_is_asked(amina, talk, provider, model) -> None:
    answer = written(services.message_post(conversation=talk, person=amina, text=HITS).answer)
    assert "The model speaks." in answer.content
    assert (len(provider.requests(model)), answer.notices) == (1, [])


def test_an_answer_written_anew_within_the_limit_may_use_the_model(amina, talk, worn_out, provider, model) -> None:
    answer = written(services.message_post(conversation=talk, person=amina, text=HITS).answer)
    store(Db.CACHE).flushdb()
    anew = written(services.message_regenerate(message=answer, person=amina))
    assert "The model speaks." in anew.content


def test_writing_anew_is_limited_for_everybody(amina, talk, worn_out) -> None:
    answer = written(services.message_post(conversation=talk, person=amina, text=KILL).answer)
    with pytest.raises(Problem, match="RATE_LIMITED"):
        services.message_regenerate(message=answer, person=amina)


def test_a_talk_in_a_crisis_stays_open(amina, talk, worn_out) -> None:
    written(services.message_post(conversation=talk, person=amina, text=KILL).answer)
    assert post(amina, talk, "nobody would miss me anyway").status_code == 201


def test_a_consultation_is_taken_too(amina, worn_out) -> None:
    exchange = services.consultation_open(person=amina, symptoms=KILL)
    assert written(exchange.answer).notices[0]["code"] == "NO_LANGUAGE_MODEL"


def test_a_program_that_cries_wolf_is_stopped_in_the_end(amina, talk, worn_out) -> None:
    while limits.take("urgent", amina).allowed:
        pass
    answer = post(amina, talk, KILL)
    assert answer.status_code == 429
    assert answer.json()["triage"]["numbers"]


def test_reading_much_uses_up_nothing_of_it(amina, talk, worn_out) -> None:
    while limits.take("other", amina).allowed:
        pass
    assert post(amina, talk, KILL).status_code == 201


@pytest.mark.parametrize("prefer", ["respond-async", "wait=5"])
def test_while_valkey_is_away_it_is_saved_and_told(store_away, amina, talk, prefer: str) -> None:
    answer = post(amina, talk, KILL, prefer=prefer)
    assert answer.status_code == 201
    assert (answer.json()["ai_message"]["status"], answer.json()["ai_message"]["triage"]["crisis"]) == ("queued", True)
    assert talk.messages.count() == 2


def test_while_valkey_is_away_the_rest_is_told_to_come_back(store_away, amina, talk) -> None:
    answer = post(amina, talk, SORE_THROAT)
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")
    assert answer.json()["triage"]["action"]
    assert not talk.messages.exists()


def test_what_was_an_emergency_by_an_earlier_edition_gets_no_model(amina, talk, provider, model) -> None:
    first = written(services.message_post(conversation=talk, person=amina, text=SORE_THROAT).answer)
    Message.objects.filter(id=first.parent_id).update(triage=first.triage | {"level": "call_now"})
    talk.refresh_from_db()
    asked = len(provider.requests(model))
    later = written(services.message_post(conversation=talk, person=amina, text="thank you").answer)
    assert later.notices == [{"code": "NO_LANGUAGE_MODEL", "detail": URGENT}]
    assert len(provider.requests(model)) == asked
