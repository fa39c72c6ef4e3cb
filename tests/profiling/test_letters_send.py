from __future__ import annotations

import pytest
from celery.contrib.testing.worker import start_worker
from django.core import mail

from praxia.celery import app
from profiling import letters, tasks
from profiling.models import Letter, digest_of
from profiling.records import LINK_LIFE, LetterKind
from tests.base import PASSWORD, api_of, setup_user
from tests.live import wait_for
from tests.profiling.mail import deliver, link_in, token_in

HERE = "https://praxia.example"


def queue(kind, person, **more):
    tasks.letter_queue(kind, person, origin=HERE, **more)
    return Letter.objects.order_by("-created_at").first()


@pytest.mark.parametrize("kind", list(LetterKind))
def test_it_works(amina, kind):
    letter = queue(kind, amina)
    (sent,) = deliver()
    letter.refresh_from_db()
    assert (letter.status, letter.error) == ("complete", None)
    assert sent.to == ["amina@example.org"] and sent.subject and "\n" not in sent.subject
    html = sent.alternatives[0].content
    for words in (sent.body, html):
        assert "Hello," in words and "Praxia" in words and "{%" not in words
        assert "Amina" not in words and (HERE in words) is (kind in LINK_LIFE)


def test_only_the_hash_of_the_link_is_kept(amina):
    letter = queue(LetterKind.RESET, amina)
    token = token_in(deliver()[0])
    row = Letter.objects.values().get(pk=letter.pk)
    assert row["digest"] == digest_of(token) and token not in str(row)


def test_link_of_an_installation_that_says_its_address(amina, settings):
    settings.PUBLIC_URL = "https://elsewhere.example"
    queue(LetterKind.CONFIRM, amina)
    assert link_in(deliver()[0]).startswith("https://elsewhere.example/accounts/")


def test_account_that_is_gone_or_closed(amina):
    amina.is_active = False
    amina.save()
    queue(LetterKind.LOCKED_OUT, amina)
    queue(LetterKind.RESET, None)
    assert deliver() == []
    assert set(Letter.objects.values_list("status", flat=True)) == {"complete"}


def test_only_the_newest_of_two_is_sent(amina):
    queue(LetterKind.RESET, amina)
    queue(LetterKind.RESET, amina)
    assert len(deliver()) == 1


class Away:
    def send(self, *args, **options):
        raise ConnectionRefusedError


def test_mail_server_that_is_away_is_asked_again_later(amina, monkeypatch):
    letter = queue(LetterKind.CONFIRM, amina)
    monkeypatch.setattr(letters.EmailMultiAlternatives, "send", Away.send)
    assert deliver() == []
    letter.refresh_from_db()
    assert letter.status == "queued" and letter.digest is None
    assert 25 < (letter.due_at - letter.created_at).total_seconds() < 90
    assert list(letters.sweep()) == []  # not before it is due


def test_mail_server_that_stays_away(amina, monkeypatch):
    letter = queue(LetterKind.CONFIRM, amina)
    monkeypatch.setattr(letters.EmailMultiAlternatives, "send", Away.send)
    for _ in range(letters.MAX_TRIES):
        deliver()
    letter.refresh_from_db()
    assert letter.status == "failed" and letter.error["code"] == "UNAVAILABLE"
    assert deliver() == []


def test_letter_that_was_not_rung_for_is_swept_up(amina):
    letter = queue(LetterKind.CONFIRM, amina)
    Letter.objects.filter(pk=letter.pk).update(created_at="2026-01-01T00:00:00Z", due_at="2026-01-01T00:00:00Z")
    assert list(letters.sweep()) == [letter.pk]


@pytest.mark.django_db(transaction=True)
def test_worker_sends_what_registering_queued():
    amina = setup_user("Amina")
    with start_worker(app, pool="solo", perform_ping_check=False, queues=["work"], shutdown_timeout=60):
        for email in (amina.email, "ben@example.org"):
            api_of().post("/api/auth/register/", {"email": email, "password": PASSWORD}, format="json")
        wait_for(lambda: len(mail.outbox) == 2, what="two letters")
    assert {(sent.to[0], sent.subject) for sent in mail.outbox} == {
        ("amina@example.org", "You already have an account at Praxia"),
        ("ben@example.org", "Please confirm your e-mail address"),
    }
