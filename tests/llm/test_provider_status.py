"""How providers stand, for the health page, without asking them."""

from __future__ import annotations

import time

import pytest

from praxia import llm
from praxia.lib.stores import Db, store


def word() -> str:
    return llm.status()[0].word


def test_nobody_is_on():
    assert llm.status() == ()


def test_never_asked_is_unknown_and_stays_unasked(openai, provider):
    model = openai()
    assert word() == "unknown"
    assert provider.requests(model) == []


def test_after_an_answer(openai, question):
    openai()
    llm.complete(question)
    assert word() == "operational"
    assert llm.status()[0].since is None


def test_after_failures(openai, question):
    model = openai("fake+503")
    with pytest.raises(llm.LlmUnavailable):
        llm.complete(question)
    (status,) = llm.status()
    assert (status.provider, status.model, status.word) == ("openai", model, "unavailable")
    assert abs(status.since - time.time()) < 60


def test_while_it_is_tried_out_again(openai):
    openai()
    store(Db.BREAKERS).hset("breaker:llm:openai", mapping={"state": "half_open", "generation": 3})
    assert word() == "degraded"
