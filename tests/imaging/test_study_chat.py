"""A film that is attached to a message."""

from __future__ import annotations

import pytest
from django.test import Client

from chat.models import Message
from chat.records import Role
from imaging.models import Study
from praxia.lib.stores import Db, store
from tests.base import api_of
from tests.chat.setup import CRUSHING, SORE_THROAT, setup_conversation
from tests.imaging.setup import upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    store(Db.CACHE).flushdb()


def send(person, talk, content: bytes | None = None, *, text: str = SORE_THROAT):
    url = f"/api/chat-sessions/{talk.pk}/messages/"
    sent = {"content": text, "xray_image": upload(content)}
    return api_of(person).post(url, sent, format="multipart", headers={"Prefer": "respond-async"})


def test_it_works(amina) -> None:
    talk = setup_conversation(amina)
    answer = send(amina, talk).json()
    study = Study.objects.get()
    assert answer["ai_message"]["xray_analysis_id"] == answer["user_message"]["xray_analysis_id"] == str(study.pk)
    assert study.session_id == talk.pk and study.note == SORE_THROAT and study.owner == amina


def test_a_message_without_a_film_is_as_it_was(amina) -> None:
    talk = setup_conversation(amina)
    url = f"/api/chat-sessions/{talk.pk}/messages/"
    answer = api_of(amina).post(url, {"content": SORE_THROAT}, format="json", headers={"Prefer": "respond-async"})
    assert answer.status_code == 201 and answer.json()["ai_message"]["xray_analysis_id"] is None


def test_a_refused_film_sends_nothing_and_carries_the_level(amina) -> None:
    answer = send(amina, setup_conversation(amina), b"%PDF-1.7", text=CRUSHING)
    assert answer.status_code == 415 and answer.json()["triage"]["level"] == "call_now"
    assert not Message.objects.exists() and not Study.objects.exists()


def test_it_counts_as_an_x_ray_too(amina) -> None:
    for _ in range(5):
        assert send(amina, setup_conversation(amina)).status_code == 201
    assert send(amina, setup_conversation(amina)).json()["code"] == "RATE_LIMITED"


def test_the_page_takes_a_film_and_links_to_it(amina) -> None:
    client = Client()
    client.force_login(amina)
    answer = client.post("/chat/", {"content": SORE_THROAT, "xray_image": upload()})
    study = Study.objects.get()
    assert answer.status_code == 302
    assert f'href="/xray/{study.pk}/"' in client.get(answer["Location"]).content.decode()


def test_deleting_the_film_leaves_the_talk(amina) -> None:
    talk = setup_conversation(amina)
    send(amina, talk)
    api_of(amina).delete(f"/api/xray-analyses/{Study.objects.get().pk}/")
    assert Message.objects.filter(role=Role.USER, xray=None).count() == 1
