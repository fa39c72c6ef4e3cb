"""Conversations over REST: listed, shown, renamed, searched, exported, removed."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat import replies, services
from chat.models import Conversation, Message
from praxia.lib.stores import Db, store
from tests.base import api_of
from tests.chat.setup import setup_answer, setup_conversation, setup_exchange
from tests.locks import interleaved

URL = "/api/chat-sessions/"


@pytest.fixture
def answer(amina):
    return setup_answer(amina)


def test_it_works(amina, answer):
    [listed] = api_of(amina).get(URL).json()
    assert listed["id"] == str(answer.conversation_id)
    assert listed["last_message"]["content"] == answer.content


def test_an_empty_list(amina):
    assert api_of(amina).get(URL).json() == []


def test_only_ones_own(amina, chloe, answer):
    assert api_of(chloe).get(URL).json() == []


def test_newest_first_and_page_by_page(amina):
    ids = [str(setup_conversation(amina).id) for _ in range(5)]
    first = api_of(amina).get(URL, {"limit": 3})
    following = first.headers["Link"].split(">")[0].lstrip("<")
    second = api_of(amina).get(following)
    assert [one["id"] for one in (*first.json(), *second.json())] == ids[::-1]
    assert "Link" not in second.headers


def test_queries_do_not_grow_with_rows(amina):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(URL)
        return len(seen)

    client = api_of(amina)
    setup_answer(amina)
    client.get(URL)
    few = queries()
    for _ in range(5):
        setup_answer(amina)
    assert queries() == few


@pytest.mark.parametrize("words", ["sore throat", "REST AND DRINK"])
def test_search(amina, answer, words):
    setup_conversation(amina, title="Something else")
    assert [one["id"] for one in api_of(amina).get(URL, {"q": words}).json()] == [str(answer.conversation_id)]


@pytest.mark.parametrize("words", ["nothing of this", "%", "_", "\\", "'"])
def test_search_finds_nothing(amina, answer, words):
    assert api_of(amina).get(URL, {"q": words}).json() == []


def test_open_with_a_title(amina):
    made = api_of(amina).post(URL, {"title": "My knee"}, format="json")
    assert (made.status_code, made.json()["title"], made.json()["messages"]) == (201, "My knee", [])


@pytest.mark.parametrize("title", [7, "x" * 201, "null\0byte", []])
def test_bad_titles(amina, title):
    made = api_of(amina).post(URL, {"title": title}, format="json")
    assert (made.status_code, made.json()["code"]) == (400, "VALIDATION_ERROR")
    assert not Conversation.objects.exists()


def test_owner_in_the_body_has_no_effect(amina, chloe):
    made = api_of(chloe).post(URL, {"title": "Mine", "owner": str(amina.id), "user_id": str(amina.id)}, format="json")
    assert Conversation.objects.get(id=made.json()["id"]).owner == chloe


def test_show(amina, answer):
    shown = api_of(amina).get(f"{URL}{answer.conversation_id}/").json()
    assert [message["role"] for message in shown["messages"]] == ["user", "assistant"]
    assert shown["messages"][1]["siblings"] == {"index": 1, "of": 1, "previous": None, "next": None}


def test_rename(amina, answer):
    url = f"{URL}{answer.conversation_id}/"
    assert api_of(amina).patch(url, {"title": " Throat "}, format="json").json()["title"] == "Throat"


def test_walk_to_a_sibling(amina, answer):
    exchange = setup_exchange(amina, "Another beginning", conversation=answer.conversation)
    Message.objects.filter(id=exchange.question.id).update(parent=None)
    url = f"{URL}{answer.conversation_id}/"
    shown = api_of(amina).patch(url, {"active_message_id": str(answer.parent_id)}, format="json").json()
    assert [message["id"] for message in shown["messages"]] == [str(answer.parent_id), str(answer.id)]
    assert shown["messages"][0]["siblings"]["of"] == 2


def test_messages_page_from_the_newest_each_page_ascending(amina, answer):
    url = f"{URL}{answer.conversation_id}/messages/"
    assert [one["role"] for one in api_of(amina).get(url).json()] == ["user", "assistant"]
    assert [one["role"] for one in api_of(amina).get(url, {"limit": 1}).json()] == ["assistant"]


@pytest.mark.django_db(transaction=True)
def test_remove_leaves_nothing(amina):
    exchange = setup_exchange(amina)
    replies.write(str(exchange.answer.id))
    assert list(store(Db.JOURNALS).scan_iter(f"*{exchange.answer.id}*"))
    gone = api_of(amina).delete(f"{URL}{exchange.question.conversation_id}/")
    assert gone.status_code == 204
    assert not Message.objects.exists()
    assert list(store(Db.JOURNALS).scan_iter(f"*{exchange.answer.id}*")) == []


@pytest.mark.django_db(transaction=True)
def test_remove_while_somebody_posts(amina, monkeypatch):
    """Both come to their end, and what was posted is gone with the rest."""
    talk = setup_answer(amina).conversation
    interleaved(
        monkeypatch,
        lambda: services.message_post(conversation=talk, person=amina, text="And my ear hurts"),
        lambda: services.conversation_delete(conversation=Conversation.objects.get(id=talk.id)),
        at="chat.services._refuse_second_answer",
    )
    assert not Message.objects.exists()


def test_export_for_programs(amina, answer):
    file = api_of(amina).get(f"{URL}{answer.conversation_id}/export", {"format": "json"})
    assert [message["content"] for message in json.loads(file.content)["messages"]][1] == answer.content
    assert "attachment" in file.headers["Content-Disposition"]


def test_export_for_people(amina, answer):
    text = api_of(amina).get(f"{URL}{answer.conversation_id}/export", {"format": "md"}).content.decode()
    assert text.startswith("# I have had a sore throat")
    assert answer.content in text


def test_export_in_an_unknown_format(amina, answer):
    refused = api_of(amina).get(f"{URL}{answer.conversation_id}/export", {"format": "exe"})
    assert (refused.status_code, refused.json()["code"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_stranger_gets_404(chloe, answer, method):
    refused = getattr(api_of(chloe), method)(f"{URL}{answer.conversation_id}/", {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (404, "NOT_FOUND")
    assert Message.objects.filter(id=answer.id).exists()
