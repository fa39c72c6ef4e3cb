"""What is acknowledged is never lost: dead workers, lost doorbells, turns that cannot be read."""

from __future__ import annotations

import signal
from datetime import timedelta

import httpx2
import pytest
from django.utils import timezone

from praxia.lib.errors import Problem
from praxia.lib.work import MAX_RUNS, Status
from profiling.interview import services, turns
from profiling.interview.models import Answer, Session
from profiling.interview.records import State
from profiling.profile.records import Source
from profiling.profile.selectors import profile_of
from profiling.profile.services import profile_update
from tests.interview.setup import ANSWERS, events, post, profile, say, setup_session, told
from tests.live import wait_for
from tests.locks import interleaved

EARLIER = timedelta(minutes=5)


@pytest.mark.django_db(transaction=True)
def test_a_lost_doorbell_is_rung_again(amina):
    setup_session(amina)
    answer = post(amina, "I'm 34")
    assert list(turns.sweep()) == []
    Answer.objects.update(created_at=timezone.now() - EARLIER)
    assert list(turns.sweep()) == [answer.pk]


@pytest.mark.django_db(transaction=True)
def test_a_turn_whose_worker_died_is_taken_up_again(amina):
    setup_session(amina)
    answer = post(amina, "I'm 34")
    Answer.objects.update(status=Status.RUNNING, run=1)
    assert list(turns.sweep()) == [answer.pk]
    turns.take(str(answer.pk))
    assert profile(Session.objects.get()) == {"age": 34}
    assert told(Session.objects.get()).count("ASSISTANT_QUESTION") == 2


@pytest.mark.django_db(transaction=True)
def test_a_turn_that_cannot_be_read_never_locks_the_interview(amina):
    setup_session(amina)
    post(amina, "I'm 34")
    Answer.objects.update(status=Status.RUNNING, run=MAX_RUNS)
    assert list(turns.sweep()) == []
    session = Session.objects.get()
    failed, error = events(session)[-2:]
    assert (failed.message, failed.status) == ("User Response Failed", "error")
    assert error.data == {"code": "TURN_FAILED", "retryable": True} and session.question["number"] == 1
    assert profile(say(amina, "I'm 35")) == {"age": 35}


@pytest.mark.django_db(transaction=True)
def test_a_run_that_was_superseded_writes_nothing(amina):
    setup_session(amina)
    answer = post(amina, "I'm 34")
    claimed = turns.work.claim(Answer.objects.select_related("session__owner"), answer.pk)
    Answer.objects.update(run=2)
    with turns.JournalWriter(claimed.journal, claimed.run) as journal, pytest.raises(turns.Superseded):
        turns._read(journal, claimed)
    assert profile(Session.objects.get()) == {}


@pytest.mark.django_db(transaction=True)
def test_an_interview_deleted_while_an_answer_is_read(amina, monkeypatch):
    """Both come to their end."""
    setup_session(amina)
    answer = post(amina, "I'm 34")
    interleaved(
        monkeypatch,
        lambda: turns.take(str(answer.pk)),
        lambda: services.session_delete(person=amina, name="user123"),
        at="profiling.interview.turns._merge",
    )
    assert not Session.objects.exists() and not Answer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_profile_written_while_an_interview_ends(amina, monkeypatch):
    """An interview that wrote its owner's row first would wait for the profile, and the profile's writer for the owner."""
    setup_session(amina)
    answer = post(amina, ". ".join(ANSWERS[:3]) + ". My goal is to run a 10k")
    interleaved(
        monkeypatch,
        lambda: turns.take(str(answer.pk)),
        lambda: profile_update(person=amina, values={"height": 170}, source=Source.TYPED),
        at="profiling.interview.turns._merge",
    )
    assert Session.objects.get().state == State.COMPLETE
    kept = profile_of(amina)
    assert (kept.height_cm, kept.age, kept.wellness["stressLevel"]) == (170, 34, "low")


@pytest.mark.parametrize("write", [services.session_edit, services.session_confirm, services.session_delete])
def test_an_interview_that_is_gone(amina, write):
    more = {"values": {"age": 40}} if write is services.session_edit else {}
    with pytest.raises(Problem) as refused:
        write(person=amina, name="user123", **more)
    assert refused.value.code == "NOT_FOUND"


def test_a_worker_that_is_killed_costs_nothing(live):
    person = live.person()
    with httpx2.Client(base_url=f"{live.base_url}/api/profile", headers=person.headers, timeout=60) as http:
        http.post("/initialize/killed")
        live.kill_worker(signal.SIGKILL)
        for text in ("I'm 28", "I'm vegan"):
            assert http.post("/userAnswer/killed", json={"message": text}).status_code == 200
        live.start_worker()
        state = http.get("/wellness/killed")
        wait_for(lambda: http.get("/wellness/killed").json()["questions_asked"] == 3, what="both answers to be read")
        found = http.get("/wellness/killed").json()["profile"]
    assert state.status_code == 200 and (found["age"], found["dietaryPreference"]) == (28, "vegan")
