"""Trying again at one provider: how often, when, and when not."""

from __future__ import annotations

import time

import pytest

from praxia import llm


def test_a_server_that_recovers(openai, provider, question):
    model = openai(provider.script("m-recovers", {"status": 503}, {"status": 503}, {"text": "Good."}))
    reply = llm.complete(question)
    assert (reply.text, reply.tried) == ("Good.", (("openai", "503"),) * 2)
    assert len(provider.requests(model)) == 3


def test_three_attempts_are_all(openai, provider, question):
    model = openai(provider.script("m-always-503", {"status": 503}))
    with pytest.raises(llm.LlmUnavailable):
        llm.complete(question)
    assert len(provider.requests(model)) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_what_a_retry_cannot_heal_is_asked_once(openai, provider, question, status):
    model = openai(provider.script(f"m-once-{status}", {"status": status}))
    with pytest.raises(llm.LlmUnavailable):
        llm.complete(question)
    assert len(provider.requests(model)) == 1


def test_waits_follow_the_schedule(openai, provider, question, settings):
    settings.LLM_WAITS = (0.3, 0.6, 1.2)
    openai(provider.script("m-schedule", {"status": 503}, {"status": 503}, {"text": "Good."}))
    began = time.monotonic()
    llm.complete(question)
    assert time.monotonic() - began >= 0.9


def test_retry_after_is_obeyed(openai, provider, question):
    openai(provider.script("m-wait", {"status": 429, "retry_after": 1}, {"text": "Now."}))
    began = time.monotonic()
    assert llm.complete(question).text == "Now."
    assert time.monotonic() - began >= 1


def test_a_retry_after_beyond_the_deadline_is_not_waited_for(openai, provider, question):
    model = openai(provider.script("m-wait-long", {"status": 429, "retry_after": 60}))
    began = time.monotonic()
    with pytest.raises(llm.LlmUnavailable) as error:
        llm.complete(question)
    assert time.monotonic() - began < 30
    assert error.value.retry_after == 60
    assert len(provider.requests(model)) == 1


def test_a_provider_that_asks_for_patience_leaves_time_for_the_next(openai, ollama, question):
    openai("fake+429+retry_after=30")
    ollama("fake+text=Here")
    began = time.monotonic()
    assert llm.complete(question).text == "Here"
    assert time.monotonic() - began < 20
