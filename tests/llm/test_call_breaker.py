"""What opens a provider's breaker, what does not, and what an open one does."""

from __future__ import annotations

import threading
import time

import pytest

from praxia import llm
from praxia.lib.stores import Db, store
from praxia.llm.engine import breaker_of
from tests.live import wait_for

KEY = "breaker:llm:openai"


def state() -> str:
    return breaker_of("openai").state()


def ask(question: llm.Request) -> llm.LlmError | llm.Reply:
    try:
        return llm.complete(question)
    except llm.LlmError as error:
        return error


@pytest.mark.parametrize("fault", ["hung", "drip", "503", "500", "disconnect"])
def test_one_unlucky_request_opens_it(openai, question, settings, fault):
    settings.LLM_FIRST_TOKEN_S = 0.4
    openai(f"fake+{fault}")
    ask(question)
    assert state() == "open"


@pytest.mark.parametrize("fault", ["html", "no_finish", "error_event+after=0", "cut"])
def test_an_answer_that_is_none_counts(openai, question, fault):
    openai(f"fake+{fault}")
    for _ in range(3):
        ask(question)
    assert state() == "open"


@pytest.mark.parametrize("fault", ["429", "400", "401", "403", "404", "422", "filter+after=0"])
def test_these_never_count(openai, question, fault):
    openai(f"fake+{fault}")
    for _ in range(4):
        ask(question)
    assert state() == "closed"


def test_an_open_one_answers_at_once(openai, provider, question):
    model = openai(provider.script("m-open", {"status": 503}))
    ask(question)
    asked = len(provider.requests(model))
    error = ask(question)
    assert error.tried == (("openai", "open"),)
    assert len(provider.requests(model)) == asked


def test_the_next_person_gets_the_next_provider(openai, ollama, question):
    openai("fake+503")
    ollama("fake+text=Here")
    ask(question)
    reply = ask(question)
    assert (reply.text, reply.tried) == ("Here", (("openai", "open"),))


def test_after_half_a_minute_one_probe_closes_it(openai, provider, question):
    openai(provider.script("m-probe", {"status": 503}, {"status": 503}, {"status": 503}, {"text": "Back."}))
    ask(question)
    store(Db.BREAKERS).hset(KEY, "opened", int((time.time() - 31) * 1000))
    assert ask(question).text == "Back."
    assert state() == "closed"


def test_a_deadline_too_short_for_anybody_is_not_held_against_the_provider(openai, question, settings):
    from dataclasses import replace

    settings.LLM_FIRST_TOKEN_S = 10
    openai("fake+first=3")
    for _ in range(4):
        ask(replace(question, deadline=0.7))
    assert state() == "closed"


def test_a_full_house_is_not_held_against_the_provider(openai, provider, question, settings):
    from dataclasses import replace

    settings.LLM_CONCURRENCY = 2
    model = openai("fake+first=6+tokens=2")
    threads = [threading.Thread(target=ask, args=(question,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    wait_for(lambda: len(provider.requests(model)) == 2, what="both to be asked")
    error = ask(replace(question, deadline=1))
    assert error.tried == (("openai", "busy"),)
    for thread in threads:
        thread.join()
    assert len(provider.requests(model)) == 2 and state() == "closed"
