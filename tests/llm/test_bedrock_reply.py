"""Anthropic's models on AWS, through boto3 against the real wire format."""

from __future__ import annotations

import time

import pytest
from pydantic import BaseModel

from praxia import llm
from praxia.llm.providers.bedrock import body
from praxia.llm.routes import resolved

FAULTS = {
    "hung": "timeout",
    "hung_body": "timeout",
    "disconnect": "connection",
    "cut+after=0": "connection",
    "error_event+after=0": "500",
    "empty": "empty",
    "400": "400",
    "403": "403",
    "429": "429",
    "500": "500",
    "503": "503",
}


@pytest.fixture
def bedrock(settings, provider, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", provider.origin)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    def turn_on(model: str) -> str:
        settings.AWS_REGION, settings.BEDROCK_MODEL = "eu-central-1", model
        return model

    return turn_on


def spoken(question: llm.Request) -> llm.Reply:
    return list(llm.stream(question, lambda: False))[-1].reply


def test_it_works(bedrock, provider, question):
    model = bedrock("fake+tokens=4")
    reply = spoken(question)
    assert (reply.text, reply.provider, reply.finish_reason) == ("t0 t1 t2 t3", "bedrock", "stop")
    assert (reply.usage.prompt, reply.usage.completion, reply.usage.estimated) == (7, 4, False)
    sent = provider.requests(model)[-1]["body"]
    assert sent["system"] == [{"text": "You are calm."}]
    assert sent["messages"] == [{"role": "user", "content": [{"text": "I have a sore throat."}]}]


def test_turns_of_one_side_are_put_together():
    turns = (llm.Turn("user", "a"), llm.Turn("user", "b"), llm.Turn("assistant", "c"))
    sent = body(resolved(llm.Request(route="probe", turns=turns, prompt_version="1")))
    assert [(turn["role"], len(turn["content"])) for turn in sent["messages"]] == [("user", 2), ("assistant", 1)]
    assert "system" not in sent


@pytest.mark.parametrize("fault", FAULTS)
def test_faults(bedrock, question, settings, fault):
    settings.LLM_FIRST_TOKEN_S = 1 if FAULTS[fault] == "timeout" else settings.LLM_FIRST_TOKEN_S
    bedrock(f"fake+{fault}")
    with pytest.raises(llm.LlmUnavailable) as error:
        spoken(question)
    assert {one.outcome for one in error.value.tried} == {FAULTS[fault]}


@pytest.mark.parametrize("fault", ["stall", "cut", "error_event", "no_finish"])
def test_broken_off_in_the_middle(bedrock, question, settings, fault):
    settings.LLM_GAP_S = 1 if fault == "stall" else settings.LLM_GAP_S
    bedrock(f"fake+{fault}")
    with pytest.raises(llm.LlmInterrupted):
        spoken(question)


def test_a_guardrail_is_a_refusal(bedrock, question):
    bedrock("fake+filter+after=0")
    with pytest.raises(llm.LlmRefused):
        spoken(question)


def test_stop_hangs_up(bedrock, provider, question):
    model = bedrock("fake+rate=20+tokens=200+status=200")
    end = time.monotonic() + 0.6
    pieces = list(llm.stream(question, lambda: time.monotonic() > end))
    assert pieces[-1].reply.finish_reason == "stopped"
    provider.wait_for(model, ended="client")


def test_a_hung_stream_is_hung_up_on(bedrock, provider, question, settings):
    settings.LLM_FIRST_TOKEN_S = 0.3
    model = bedrock("fake+hung_body+tokens=9")
    with pytest.raises(llm.LlmUnavailable):
        spoken(question)
    provider.wait_for(model, ended="client")


def test_objects_come_as_text(bedrock, provider, question):
    class Slots(BaseModel):
        age: int

    bedrock(provider.script("bedrock-object", {"object": {"age": 41}, "fault": "fenced"}))
    assert llm.extract(question, Slots)[0] == Slots(age=41)
