"""No answer waits for longer than its deadline, whatever the providers do and however we ask.

What is not meant to be waited for lasts much longer than `LATE_S`, which is long for a busy machine.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from pydantic import BaseModel

from praxia import llm

FAULTS = ["hung", "hung_body", "drip", "stall", "503", "429", "429+retry_after=1", "500", "html", "cut", "no_finish"]
DEADLINE_S, LATE_S = 1.5, 15


class Slots(BaseModel):
    age: int


def streamed(question: llm.Request) -> None:
    list(llm.stream(question, lambda: False))


def extracted(question: llm.Request) -> None:
    llm.extract(question, Slots)


@pytest.mark.parametrize("ask", [streamed, llm.complete, extracted])
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_ends_in_time(openai, ollama, question, settings, ask, fault):
    settings.LLM_FIRST_TOKEN_S = settings.LLM_GAP_S = settings.LLM_TIMEOUT = 60
    settings.LLM_WAITS = (20, 20, 20)
    openai(f"fake+{fault}")
    ollama(f"fake+{fault}+tokens=40")
    began = time.monotonic()
    with pytest.raises(llm.LlmError):
        ask(replace(question, deadline=DEADLINE_S))
    assert time.monotonic() - began < LATE_S


def test_a_slow_answer_is_interrupted_at_the_deadline(openai, question):
    openai("fake+rate=5+tokens=100")
    began, shown = time.monotonic(), []
    with pytest.raises(llm.LlmInterrupted):
        shown.extend(llm.stream(replace(question, deadline=3), lambda: False))
    assert time.monotonic() - began < LATE_S and shown


def test_a_slow_answer_that_nobody_sees_is_a_timeout(openai, question):
    openai("fake+rate=5+tokens=100+text=unseen")
    with pytest.raises(llm.LlmTimeout):
        llm.complete(replace(question, deadline=1.5))


def test_one_attempt_has_a_limit_of_its_own(openai, question, settings):
    settings.LLM_TIMEOUT = 3.0
    openai("fake+rate=5+tokens=100")
    began = time.monotonic()
    with pytest.raises(llm.LlmInterrupted):
        list(llm.stream(question, lambda: False))
    assert time.monotonic() - began < LATE_S


def test_a_hung_provider_leaves_half_of_the_time_to_the_next(openai, ollama, question, settings):
    settings.LLM_FIRST_TOKEN_S = 60
    openai("fake+hung")
    ollama("fake+text=Here")
    began = time.monotonic()
    assert llm.complete(replace(question, deadline=8)).text == "Here"
    assert time.monotonic() - began > 3


def test_a_loop_that_is_held_up_still_releases_the_caller(openai, question):
    from praxia.llm.engine import engine

    openai("fake+rate=5+tokens=200")
    pieces = llm.stream(replace(question, deadline=4), lambda: False)
    next(pieces)
    held, free = threading.Event(), threading.Event()
    engine().loop.call_soon_threadsafe(lambda: (held.set(), free.wait(60)))
    held.wait(60)
    began = time.monotonic()
    with pytest.raises(llm.LlmInterrupted):
        list(pieces)
    free.set()
    assert time.monotonic() - began < LATE_S
