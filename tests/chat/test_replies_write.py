"""Writing an answer: claimed once, saved once, taken up again when a run dies, ended honestly when it keeps dying."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat import replies, services
from chat.models import Message
from chat.records import MAX_RUNS, Status
from praxia.lib.journal import JournalWriter, text_of
from praxia.lib.stores import Db, store
from tests.chat.setup import CRUSHING, SORE_THROAT, setup_exchange

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answer(amina):
    return setup_exchange(amina).answer


def written(answer):
    replies.write(str(answer.id))
    answer.refresh_from_db()
    return answer


def dead(answer):
    """Its worker was killed: no heartbeat any more."""
    store(Db.JOURNALS).delete(f"{answer.journal.key}:alive")


def test_it_works_without_a_model(answer):
    written(answer)
    assert answer.status == Status.COMPLETE
    assert answer.notices[0]["code"] == "NO_LANGUAGE_MODEL"
    assert answer.sources
    assert all(source["url"].startswith("https://") for source in answer.sources)


def test_what_is_shown_is_what_is_saved(answer):
    written(answer)
    assert text_of(answer.journal.events()).split() == answer.content.split()


def test_the_action_comes_first_and_the_disclaimer_last(answer):
    written(answer)
    assert answer.content.startswith(f"**{answer.triage['action']}**")
    assert answer.content.endswith(answer.structured["disclaimer"])
    assert answer.html.startswith('<p class="action">')


def test_every_citation_has_its_source(answer):
    import re

    written(answer)
    cited = {int(n) for n in re.findall(r"\[(\d+)\]", answer.content)}
    assert cited == {source["n"] for source in answer.sources}


def test_a_follow_up_question_is_asked(answer):
    written(answer)
    question = answer.structured["question"]
    assert question["text"].endswith("?")
    assert len(question["options"]) == len(question["values"]) >= 2


def test_an_emergency_is_short_and_asks_nothing(amina):
    answer = written(setup_exchange(amina, CRUSHING).answer)
    assert answer.triage["level"] == "call_now"
    assert answer.structured["question"] is None
    assert "What it may be" not in answer.content


def test_nothing_recognised_is_said(amina):
    answer = written(setup_exchange(amina, "Which colour should I paint my fence?").answer)
    assert answer.sources == []
    assert "I will not guess" in answer.content


def test_a_finished_answer_is_not_written_again(answer):
    before = written(answer).content
    replies.write(str(answer.id))
    answer.refresh_from_db()
    assert (answer.content, answer.run) == (before, 1)


def test_a_missing_answer_is_quiet(amina):
    replies.write("0192fa01-0000-4000-8000-000000000000")


def test_an_answer_in_other_hands_is_left_alone(answer):
    Message.objects.filter(id=answer.id).update(status=Status.RUNNING, run=1)
    with JournalWriter(answer.journal, 1):
        assert written(answer).status == Status.RUNNING


def test_a_dead_run_is_taken_up_and_starts_anew(answer):
    Message.objects.filter(id=answer.id).update(status=Status.RUNNING, run=1)
    with JournalWriter(answer.journal, 1) as journal:
        journal.event("delta", text="half an ans")
    dead(answer)
    written(answer)
    assert (answer.status, answer.run) == (Status.COMPLETE, 2)
    assert "half an ans" not in text_of(answer.journal.events())


def test_the_sweeper_finds_dead_runs(answer):
    Message.objects.filter(id=answer.id).update(status=Status.RUNNING, run=1)
    assert list(replies.sweep()) == [answer.id]


def test_the_sweeper_leaves_live_runs(answer):
    Message.objects.filter(id=answer.id).update(status=Status.RUNNING, run=1)
    with JournalWriter(answer.journal, 1):
        assert list(replies.sweep()) == []


def test_the_sweeper_leaves_who_has_not_said_a_word_yet(answer, monkeypatch):
    """Before the first word the texts are judged, and much may be loaded for it."""
    found, judge = [], replies.judge_turn

    def judged(*args, **named):
        found.extend(replies.sweep())
        return judge(*args, **named)

    monkeypatch.setattr(replies, "judge_turn", judged)
    assert (written(answer).status, found) == (Status.COMPLETE, [])


def test_a_talk_deleted_before_the_first_word_leaves_nothing(answer, monkeypatch):
    judge = replies.judge_turn

    def judged(*args, **named):
        services.conversation_delete(conversation=answer.conversation)
        return judge(*args, **named)

    monkeypatch.setattr(replies, "judge_turn", judged)
    replies.write(str(answer.id))
    assert list(store(Db.JOURNALS).scan_iter(f"*{answer.id}*")) == []


def test_the_sweeper_finds_what_the_broker_forgot(answer):
    assert list(replies.sweep()) == []
    Message.objects.filter(id=answer.id).update(created_at=timezone.now() - timedelta(minutes=2))
    assert list(replies.sweep()) == [answer.id]


def test_the_last_dead_run_ends_as_failed_when_nothing_was_shown(answer):
    Message.objects.filter(id=answer.id).update(status=Status.RUNNING, run=MAX_RUNS)
    assert list(replies.sweep()) == []
    answer.refresh_from_db()
    assert (answer.status, answer.error["retryable"]) == (Status.FAILED, True)
    assert answer.journal.events()[-1]["status"] == "failed"


def test_the_last_dead_run_ends_as_interrupted_and_keeps_what_was_shown(answer):
    Message.objects.filter(id=answer.id).update(status=Status.RUNNING, run=MAX_RUNS)
    with JournalWriter(answer.journal, MAX_RUNS) as journal:
        journal.event("delta", text="half an answer")
    dead(answer)
    list(replies.sweep())
    answer.refresh_from_db()
    assert (answer.status, answer.content) == (Status.INTERRUPTED, "half an answer")
    assert text_of(answer.journal.events()) == "half an answer"


def test_a_superseded_run_saves_nothing(answer):
    Message.objects.filter(id=answer.id).update(status=Status.RUNNING, run=2)
    with JournalWriter(answer.journal, 2):
        assert written(answer).content == ""


def test_stop_before_anybody_began(amina):
    answer = services.message_stop(message=setup_exchange(amina).answer)
    assert answer.status == Status.STOPPED
    assert answer.journal.events()[-1] | {"status": "stopped"} == answer.journal.events()[-1]
    assert written(answer).status == Status.STOPPED


def test_quick_replies_answer_the_question_exactly(amina):
    from chat.judging import judge_turn
    from chat.selectors import path_to
    from praxia.triage import About

    first = written(setup_exchange(amina, SORE_THROAT).answer)
    question = first.structured["question"]
    judged = judge_turn(question["options"][0], before=path_to(first), about=About())
    assert question["finding"] in {finding.id for finding in judged.assessment.findings}
