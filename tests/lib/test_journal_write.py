"""The writer's side: what is appended, who may append, and what the person's stop does."""

from uuid import uuid4

import pytest

from praxia.lib.journal import Journal, JournalWriter, Superseded, text_of
from praxia.lib.stores import Db, store


@pytest.fixture
def journal():
    return Journal("test", str(uuid4()))


def types(journal):
    return [event["type"] for event in journal.events()]


def test_it_works(journal):
    with JournalWriter(journal, 1) as writer:
        writer.delta("Hello ")
        writer.delta("there.")
        writer.finish("end", status="complete")
    assert text_of(journal.events()) == "Hello there."
    assert types(journal)[-1] == "end"


def test_the_first_delta_goes_out_at_once(journal):
    with JournalWriter(journal, 1) as writer:
        writer.delta("Hello")
        assert text_of(journal.events()) == "Hello"


def test_later_deltas_go_out_in_batches(journal):
    with JournalWriter(journal, 1) as writer:
        for word in ["a"] * 500:
            writer.delta(word)
        writer.flush()
    assert text_of(journal.events()) == "a" * 500
    assert len(journal.events()) < 50


def test_other_events_never_overtake_text(journal):
    with JournalWriter(journal, 1) as writer:
        writer.delta("one ")
        writer.delta("two")
        writer.event("source", source={"n": 1})
    assert types(journal)[-1] == "source"
    assert text_of(journal.events()) == "one two"


def test_a_second_run_resets_the_first(journal):
    with JournalWriter(journal, 1) as writer:
        writer.delta("half an ans")
    with JournalWriter(journal, 2) as writer:
        writer.delta("The whole answer.")
        writer.finish("end", status="complete")
    assert text_of(journal.events()) == "The whole answer."


def test_a_superseded_run_can_write_nothing_more(journal):
    with JournalWriter(journal, 1) as slow, JournalWriter(journal, 2) as fresh:
        with pytest.raises(Superseded):
            slow.event("delta", text="late")
        fresh.delta("mine")
    assert text_of(journal.events()) == "mine"


def test_an_older_run_cannot_open_again(journal):
    with JournalWriter(journal, 2), pytest.raises(Superseded), JournalWriter(journal, 1):
        pass


def test_a_lost_journal_is_noticed(journal):
    with JournalWriter(journal, 1) as writer:
        journal.forget()
        with pytest.raises(Superseded):
            writer.event("delta", text="into nothing")


def test_stop_is_seen_by_poll(journal):
    with JournalWriter(journal, 1) as writer:
        assert not writer.poll()
        writer._appended = 0.0
        journal.stop()
        assert writer.poll()


def test_it_is_alive_until_it_ends(journal):
    assert not journal.is_alive()
    with JournalWriter(journal, 1) as writer:
        assert journal.is_alive()
        writer.finish("end", status="complete")
    assert not journal.is_alive()


def test_a_finished_journal_expires_in_an_hour(journal):
    with JournalWriter(journal, 1) as writer:
        writer.delta("text")
        assert store(Db.JOURNALS).ttl(journal.key) > 3600
        writer.finish("end", status="complete")
    assert 3590 <= store(Db.JOURNALS).ttl(journal.key) <= 3600


def test_poll_flushes_what_waits(journal):
    with JournalWriter(journal, 1) as writer:
        writer.delta("one")
        writer.delta(" two")
        writer._flushed = 0.0
        writer.poll()
        assert text_of(journal.events()) == "one two"


def test_forget_leaves_nothing(journal):
    with JournalWriter(journal, 1) as writer:
        writer.delta("private")
    journal.stop()
    journal.forget()
    assert list(store(Db.JOURNALS).scan_iter(f"{journal.key}*")) == []
