"""What the sweeper takes up again, also beside a row that cannot be ended."""

from __future__ import annotations

import pytest
from django.db import connection

from chat import replies
from chat.models import Message
from chat.records import MAX_RUNS, Status
from tests.base import setup_user
from tests.chat.setup import setup_exchange

pytestmark = pytest.mark.django_db(transaction=True)


def lost(person, *, run: int) -> Message:
    """An answer whose worker died in this run: nothing beats."""
    answer = setup_exchange(person).answer
    Message.objects.filter(id=answer.id).update(status=Status.RUNNING, run=run)
    return answer


@pytest.fixture
def amina(transactional_db):
    return setup_user("Amina")


def test_a_lost_run_is_taken_up_again(amina):
    answer = lost(amina, run=1)
    assert list(replies.sweep()) == [answer.id]


def test_the_last_lost_run_ends_honestly(amina):
    answer = lost(amina, run=MAX_RUNS)
    assert list(replies.sweep()) == []
    answer.refresh_from_db()
    assert (answer.status, answer.error["retryable"]) == (Status.FAILED, True)


def test_a_row_that_cannot_be_ended_holds_nobody_up(amina, caplog):
    stuck, other = lost(amina, run=MAX_RUNS), lost(amina, run=1)
    rule = f"CHECK (id <> '{stuck.id}' OR status = 'running')"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE chat_message ADD CONSTRAINT stuck {rule}")
    try:
        assert list(replies.sweep()) == [other.id]
        assert "cannot be ended: IntegrityError" in caplog.text
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE chat_message DROP CONSTRAINT stuck")
