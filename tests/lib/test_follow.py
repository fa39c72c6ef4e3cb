"""The reader's side: each event once, in order, from wherever the client was."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from praxia.lib.follow import Settled, follow, merged
from praxia.lib.journal import Journal, JournalWriter, text_of

SETTLED = Settled(
    at=datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
    run=1,
    sources=({"n": 1},),
    text="The whole answer.",
    last={"type": "end", "status": "complete"},
)


@pytest.fixture
def journal():
    return Journal("test", str(uuid4()))


async def open_row():
    return None


async def settled_row():
    return SETTLED


async def gathered(journal, after="0", row=open_row):
    return [event async for event in follow(journal, after=after, row=row)]


def write(journal, *texts, end=True):
    with JournalWriter(journal, 1) as writer:
        for text in texts:
            writer.event("delta", text=text)
        if end:
            writer.finish("end", status="complete")


async def test_it_works(journal):
    await asyncio.to_thread(write, journal, "a", "b")
    events = await gathered(journal)
    assert text_of(events) == "ab"
    assert events[-1]["type"] == "end"


async def test_it_waits_for_what_comes(journal):
    reading = asyncio.create_task(gathered(journal))
    await asyncio.to_thread(write, journal, "later")
    assert text_of(await reading) == "later"


@pytest.mark.parametrize("seen", range(4))
async def test_it_resumes_exactly(journal, seen):
    await asyncio.to_thread(write, journal, "a", "b", "c", "d")
    known = journal.events()
    events = await gathered(journal, after=known[seen]["id"])
    assert text_of(events) == "abcd"[seen + 1 :]


async def test_a_client_that_saw_the_end_gets_the_end_again(journal):
    await asyncio.to_thread(write, journal, "a")
    last = journal.events()[-1]
    assert await gathered(journal, after=last["id"]) == [last]


async def test_an_unknown_id_begins_anew(journal):
    await asyncio.to_thread(write, journal, "a", "b")
    events = await gathered(journal, after="1-1")
    assert events[0]["type"] == "reset"
    assert text_of(events) == "ab"


async def test_an_expired_journal_is_replayed_from_its_row(journal):
    events = await gathered(journal, row=settled_row)
    assert [event["type"] for event in events] == ["reset", "source", "delta", "end"]
    assert text_of(events) == SETTLED.text


async def test_a_replay_is_the_same_each_time(journal):
    assert await gathered(journal, row=settled_row) == await gathered(journal, row=settled_row)


async def test_a_row_that_settled_without_an_end_is_replayed(journal):
    await asyncio.to_thread(write, journal, "half", end=False)
    events = await gathered(journal, row=settled_row)
    assert text_of(events) == SETTLED.text
    assert events[-1]["type"] == "end"


async def test_a_reader_from_the_start_can_sort_out_what_it_knows(journal):
    await asyncio.to_thread(write, journal, "a", "b", "c")
    assert [event["id"] for event in await gathered(journal)] == [event["id"] for event in journal.events()]


async def test_a_slow_reader_gets_longer_pieces_once_it_has_caught_up(journal):
    await asyncio.to_thread(write, journal, "a", end=False)
    reading = follow(journal, row=open_row)
    assert (await anext(reading))["text"] == "a"
    await asyncio.to_thread(write, journal, "b", "c")
    assert [event.get("text") async for event in reading] == ["bc", None]


def delta(id_, text, run=1, **more):
    return {"type": "delta", "id": id_, "run": run, "text": text, **more}


def test_neighbouring_deltas_become_one():
    assert merged([delta("1-0", "a"), delta("2-0", "b")]) == [delta("2-0", "ab")]


def test_deltas_of_two_runs_stay_apart():
    assert len(merged([delta("1-0", "a"), delta("2-0", "b", run=2)])) == 2


def test_a_marked_piece_stands_alone():
    assert len(merged([delta("1-0", "a", part="action"), delta("2-0", "b")])) == 2


async def test_what_came_by_another_way_meanwhile_is_not_shown_twice(journal):
    """Catching up is told piece by piece: a reader that has shown some of it already sorts it out by the ids."""
    await asyncio.to_thread(write, journal, "a", "b", "c")
    whole = await gathered(journal)
    shown = whole[:2]  # of an earlier reader on the same socket, beyond the id that `resume` names
    resumed = [event async for event in follow(journal, after=whole[0]["id"], row=open_row)]
    fresh = [event for event in resumed if event["id"] > shown[-1]["id"]]
    assert text_of(shown + fresh) == "abc"
