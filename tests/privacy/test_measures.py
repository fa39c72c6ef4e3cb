"""How long it takes. `pytest tests/privacy/test_measures.py -m long -s` prints the figures of docs/privacy.md."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from chat.models import Conversation, Message
from profiling.models import User
from profiling.privacy.checking import check
from profiling.privacy.models import AccessLog, Pseudonym
from profiling.privacy.services import read_record
from tests.base import setup_user
from tests.privacy.setup import erase_now, setup_archive

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

SENTENCE = "I have had a sore throat and fever for two days. "


def talk(person: User, messages: int) -> None:
    conversation = Conversation.objects.create(owner=person, title="A long talk")
    said = (
        Message(conversation=conversation, role="user", status="complete", content=SENTENCE * 8)
        for _ in range(messages)
    )
    Message.objects.bulk_create(said, batch_size=1000)


def timed(told: str, act, *args) -> float:
    began = time.perf_counter()
    act(*args)
    seconds = time.perf_counter() - began
    print(f"{told}: {seconds:.2f} s")
    return seconds


def test_lines_of_the_access_log(amina, dana):
    def append(times: int) -> list[float]:
        taken = []
        for _ in range(times):
            began = time.perf_counter()
            read_record(reader=dana, owner=amina, what="talk", object_id="t")
            taken.append((time.perf_counter() - began) * 1000)
        connection.close()
        return taken

    alone = append(500)
    print(f"one line: p50 {statistics.median(alone):.1f} ms, p95 {statistics.quantiles(alone, n=20)[-1]:.1f} ms")
    with ThreadPoolExecutor(16) as pool:
        seconds = timed("800 lines from 16 threads", lambda: list(pool.map(append, [50] * 16)))
    assert (AccessLog.objects.count(), check().broken_at) == (1300, None)
    assert seconds < 60


def test_the_check_of_a_hundred_thousand_lines(amina):
    columns = "at, action, role, owner, what, object_id, purpose, request_id, previous, hash"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO privacy_accesslog ({columns}) SELECT now(), 'read', 'staff', %s, 'talk', '', '', '', '', ''"
            " FROM generate_series(1, 100000)",
            [Pseudonym.objects.create(person=amina).key],
        )
    assert timed("check of 100,000 lines", check) < 60


@pytest.mark.parametrize("messages", [200, 10_000])
def test_an_archive_and_a_deletion(settings, messages):
    zoe = setup_user("Zoe")
    talk(zoe, messages)
    assert timed(f"archive of {messages} messages", setup_archive, zoe) < 120
    assert timed(f"deletion of {messages} messages", erase_now, zoe, settings) < 120
