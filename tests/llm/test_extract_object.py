"""Objects instead of words: the ladder, one re-ask per rung, and never half an object."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel, Field

from praxia import llm
from praxia.llm.engine import breaker_of


class Slots(BaseModel):
    """What somebody said about themselves."""

    age: int = Field(ge=1, le=100)
    sleep: str | None = None


GOOD = {"age": 41, "sleep": "poor"}
BAD = {"age": "old"}
RUNGS = ["json_schema", "tools", "json_object", ""]


def asked_as(provider, model) -> list[str]:
    """The rung of each request."""

    def rung(body: dict) -> str:
        return "tools" if body.get("tools") else (body.get("response_format") or {}).get("type", "")

    return [rung(one["body"]) for one in provider.requests(model)]


def without(*kinds: str, **more) -> dict:
    return {"object": GOOD, "refuses": list(kinds), **more}


def test_it_works(openai, provider, question):
    model = openai(provider.script("x-works", {"object": GOOD}))
    found, reply = llm.extract(question, Slots)
    assert found == Slots(**GOOD) and type(found) is Slots
    assert Slots.model_validate_json(reply.text) == found
    assert asked_as(provider, model) == ["json_schema"]


async def test_from_an_event_loop(openai, provider, question):
    openai(provider.script("x-async", {"object": GOOD}))
    found, _ = await llm.aextract(question, Slots)
    assert found == Slots(**GOOD)


@pytest.mark.parametrize("rung", range(4))
def test_each_rung_gives_the_object(openai, provider, question, rung):
    refused = RUNGS[:rung]
    script = without(*refused) if RUNGS[rung] else without(*refused, fault="fenced")
    model = openai(provider.script(f"x-rung-{rung}", script))
    assert llm.extract(question, Slots)[0] == Slots(**GOOD)
    assert asked_as(provider, model) == RUNGS[: rung + 1]


@pytest.mark.parametrize("rung", range(3))
def test_an_invalid_object_is_asked_for_again(openai, provider, question, rung):
    first = {**without(*RUNGS[:rung]), "object": BAD}
    steps = [first] * (rung + 1) + [without(*RUNGS[:rung])]
    model = openai(provider.script(f"x-reask-{rung}", *steps))
    found, reply = llm.extract(question, Slots)
    assert found == Slots(**GOOD)
    requests = provider.requests(model)
    assert asked_as(provider, model)[-2:] == [RUNGS[rung]] * 2
    assert "valid integer" in json.dumps(requests[-1]["body"]["messages"])
    assert all(message["content"] is not None for message in requests[-1]["body"]["messages"])  # 500 at some servers
    assert reply.usage.completion == 2 + len(json.dumps(GOOD).split())  # of both answers: two words, then four


@pytest.mark.parametrize("status", [400, 404, 422, 500])
def test_a_feature_that_the_server_lacks_is_not_held_against_it(openai, provider, question, status):
    model = openai(provider.script(f"x-lacks-{status}", without("json_schema", "tools", refuses_status=status)))
    assert llm.extract(question, Slots)[0] == Slots(**GOOD)
    assert asked_as(provider, model) == RUNGS[:3]
    assert breaker_of("openai").state() == "closed"


def test_a_forced_tool_that_is_ignored(openai, provider, question):
    step = {"object": GOOD, "text": "Let us talk.", "ignores": ["tools"], "refuses": ["json_schema"]}
    model = openai(provider.script("x-ignored", step))
    assert llm.extract(question, Slots)[0] == Slots(**GOOD)
    assert asked_as(provider, model) == ["json_schema", "tools", "tools", "json_object"]


def test_what_worked_is_remembered(openai, provider, question):
    model = openai(provider.script("x-remembered", without("json_schema", "tools")))
    llm.extract(question, Slots)
    llm.extract(question, Slots)
    assert asked_as(provider, model) == ["json_schema", "tools", "json_object", "json_object"]


@pytest.mark.parametrize("step", [{"fault": "refusal"}, {"object": BAD}, {"fault": "empty"}, {"object": "just words"}])
def test_no_object_at_all(openai, provider, question, step):
    openai(provider.script(f"x-none-{json.dumps(step)}", step))
    with pytest.raises(llm.LlmInvalid) as error:
        llm.extract(question, Slots)
    assert {one.outcome for one in error.value.tried} <= {"invalid", "empty"}


def test_the_error_names_fields_and_no_values(openai, provider, question):
    openai(provider.script("x-fields", {"object": {"age": "ninety-canary"}}))
    with pytest.raises(llm.LlmInvalid) as error:
        llm.extract(question, Slots)
    assert error.value.fields == ("age",)
    assert "canary" not in repr(error.value)


def test_half_an_object_is_never_accepted(openai, provider, question):
    whole = json.dumps({"sleep": "poor", "age": 41})
    for end in range(1, len(whole)):
        openai(provider.script(f"x-half-{end}", {"object": whole[:end]}))
        with pytest.raises(llm.LlmInvalid):
            llm.extract(question, Slots)


@pytest.mark.parametrize(
    "step", [{"fault": "cut"}, {"fault": "no_finish"}, {"finish": "length"}, {"fault": "fenced", "finish": "length"}]
)
def test_an_object_that_was_cut_off_is_not_accepted(openai, provider, question, step):
    openai(provider.script(f"x-cut-{json.dumps(step)}", {"object": GOOD, **step}))
    with pytest.raises(llm.LlmError):
        llm.extract(question, Slots)


def test_the_next_provider_may_manage(openai, ollama, provider, question):
    openai(provider.script("x-cannot", {"fault": "refusal"}))
    ollama(provider.script("x-can", {"object": GOOD}))
    found, reply = llm.extract(question, Slots)
    assert (found, reply.provider) == (Slots(**GOOD), "ollama")
    assert reply.usage.completion > 4  # what the first provider said is in the account


def test_nobody_there(openai, question):
    openai("fake+503")
    with pytest.raises(llm.LlmUnavailable):
        llm.extract(question, Slots)


def test_words_that_look_like_a_template_arrive_as_they_are(openai, provider, question):
    from dataclasses import replace

    model = openai(provider.script("x-template", {"object": GOOD}))
    turns = (llm.Turn("user", "my level is {{ 7 * 7 }} {% if x %}"),)
    llm.extract(replace(question, turns=turns), Slots)
    assert provider.requests(model)[0]["body"]["messages"][0]["content"] == turns[0].content


def test_aliases_and_defaults_survive(openai, provider, question):
    class Named(BaseModel):
        blood_sugar: float = Field(alias="bloodSugar")
        note: str = "none"

    openai(provider.script("x-alias", {"object": {"bloodSugar": 5.5}}))
    found, _ = llm.extract(question, Named)
    assert (found.blood_sugar, found.note, found.model_fields_set) == (5.5, "none", {"blood_sugar"})
