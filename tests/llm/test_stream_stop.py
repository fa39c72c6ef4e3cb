"""The person stops it: before the call, before the first piece, in the middle."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from praxia import llm
from praxia.lib.stores import Db, store


class StopAt:
    """Says stop from a moment on, and remembers when it was asked."""

    def __init__(self, moment: Callable[[], bool]) -> None:
        self.moment, self.asked = moment, list[float]()

    def __call__(self) -> bool:
        self.asked.append(time.monotonic())
        return self.moment()


def after(seconds: float) -> StopAt:
    end = time.monotonic() + seconds
    return StopAt(lambda: time.monotonic() >= end)


def failures(name: str = "openai") -> int:
    return int(store(Db.BREAKERS).hget(f"breaker:llm:{name}", "fails") or 0)


def test_before_the_call_nobody_is_asked(openai, provider, question):
    model = openai()
    pieces = list(llm.stream(question, lambda: True))
    assert [piece.reply.finish_reason for piece in pieces] == ["stopped"]
    assert provider.requests(model) == []


@pytest.mark.parametrize("fault", ["hung", "hung_body", "drip"])
def test_before_the_first_piece(openai, provider, question, settings, fault):
    settings.LLM_FIRST_TOKEN_S = 60
    model = openai(f"fake+{fault}+text=stop")
    stop = after(0.5)
    pieces = list(llm.stream(question, stop))
    assert time.monotonic() - stop.asked[0] < 30
    assert (len(pieces), pieces[0].reply.finish_reason, pieces[0].reply.text) == (1, "stopped", "")
    provider.wait_for(model, ended="client")
    assert failures() == 0


def test_in_the_middle_what_was_shown_is_kept(openai, provider, question):
    model = openai("fake+rate=5+tokens=200")
    shown, reply = "", None
    stop = StopAt(lambda: "t1" in shown)
    for piece in llm.stream(question, stop):
        shown, reply = shown + piece.text, piece.reply
    assert reply.finish_reason == "stopped" and reply.text == shown
    assert shown.startswith("t0 t1") and "t199" not in shown
    assert reply.usage.estimated and reply.usage.completion > 0
    assert provider.wait_for(model, ended="client")["sent"] < 150
    assert failures() == 0


def test_the_end_comes_soon(openai, question):
    openai("fake+rate=5+tokens=200")
    said_at: list[float] = []

    def moment() -> bool:
        if len(stop.asked) > 5:
            said_at.append(time.monotonic())
        return bool(said_at)

    stop = StopAt(moment)
    list(llm.stream(question, stop))
    assert time.monotonic() - said_at[0] < 10


@pytest.mark.parametrize("model", ["fake+rate=200+tokens=300", "fake+first=1.5+tokens=3"])
def test_it_is_asked_all_the_time(openai, question, model):
    openai(model)
    stop = StopAt(lambda: False)
    list(llm.stream(question, stop))
    pauses = sorted(later - earlier for earlier, later in zip(stop.asked, stop.asked[1:], strict=False))
    assert len(stop.asked) >= 5
    assert pauses[len(pauses) // 2] <= 0.5  # each 0.1 s, where the machine is not busy


def test_a_generator_that_is_left_hangs_up(openai, provider, question):
    model = openai("fake+rate=20+tokens=200+text=left")
    pieces = llm.stream(question, lambda: False)
    next(pieces)
    pieces.close()
    provider.wait_for(model, ended="client")


async def test_an_async_generator_that_is_left_hangs_up(openai, provider, question):
    model = openai("fake+rate=20+tokens=200+text=left-async")
    pieces = llm.astream(question)
    await anext(pieces)
    await pieces.aclose()
    provider.wait_for(model, ended="client")
