"""The question back: its quick replies are offered only where it stands on the screen."""

from __future__ import annotations

import pytest

from chat import replies
from chat.models import Message
from chat.records import Status
from tests.chat.setup import SORE_THROAT, setup_exchange

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answer(amina) -> Message:
    return setup_exchange(amina, SORE_THROAT).answer


def written(answer: Message) -> Message:
    replies.write(str(answer.id))
    answer.refresh_from_db()
    return answer


def test_knowledge_asks_it(answer):
    question = written(answer).structured["question"]
    assert question["text"] in answer.content


def test_a_model_that_asks_nothing_has_it_asked_for_it(answer, model):
    question = written(answer).structured["question"]
    assert answer.model["name"] == model
    assert f"The model speaks.\n\n{question['text']}\n\n" in answer.content


def test_a_model_asks_it_in_its_own_words(answer, model, provider):
    provider.script(model, {"text": "It may be a virus. Can you swallow?"})
    assert written(answer).structured["question"]["text"] not in answer.content
    assert "Can you swallow?\n\nThis is information" in answer.content


def test_an_answer_that_was_stopped_offers_no_replies(answer):
    answer.journal.stop()
    assert written(answer).status == Status.STOPPED
    assert answer.structured["question"] is None


def test_an_answer_that_broke_off_offers_no_replies(answer, model, provider):
    provider.script(model, {"text": "One sentence. Two sentences. " * 20, "fault": "cut", "after": 40})
    assert written(answer).status == Status.INTERRUPTED
    assert answer.structured["question"] is None
