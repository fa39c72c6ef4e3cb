from __future__ import annotations

import pytest
from celery.contrib.testing.worker import start_worker
from django.core import mail

from praxia.celery import app
from profiling import tasks
from profiling.records import Letter
from tests.base import PASSWORD, api_of, setup_user
from tests.live import wait_for


@pytest.mark.parametrize("letter", list(Letter))
def test_it_works(amina, letter):
    tasks.letter_send(letter.value, str(amina.pk))
    (sent,) = mail.outbox
    assert sent.to == ["amina@example.org"] and sent.subject and "\n" not in sent.subject
    html = sent.alternatives[0].content
    for words in (sent.body, html):
        assert "Hello," in words and "Praxia" in words and "{%" not in words
        assert "Amina" not in words and "http" not in words


def test_account_that_is_gone_or_closed(amina):
    amina.is_active = False
    amina.save()
    tasks.letter_send("welcome", str(amina.pk))
    amina.delete()
    tasks.letter_send("welcome", "00000000-0000-4000-8000-000000000000")
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_worker_sends_what_registering_queued():
    amina = setup_user("Amina")
    with start_worker(app, pool="solo", perform_ping_check=False, queues=["work"], shutdown_timeout=20):
        for email in (amina.email, "ben@example.org"):
            api_of().post("/api/auth/register/", {"email": email, "password": PASSWORD}, format="json")
        wait_for(lambda: len(mail.outbox) == 2, what="two letters")
    assert {(sent.to[0], sent.subject) for sent in mail.outbox} == {
        ("amina@example.org", "You already have an account at Praxia"),
        ("ben@example.org", "Welcome to Praxia"),
    }
