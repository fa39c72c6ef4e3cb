"""An answer that a person watches being written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from praxia import llm


def never() -> bool:
    return False


def spoken(question: llm.Request) -> llm.Reply:
    reply = list(llm.stream(question, never))[-1].reply
    assert reply is not None
    return reply


def test_it_works(openai, provider, question):
    model = openai(provider.script("m-works", {"text": "Drink water and rest."}))
    pieces = list(llm.stream(question, never))
    reply = pieces[-1].reply
    assert "".join(piece.text for piece in pieces) == reply.text == "Drink water and rest."
    assert (reply.provider, reply.model, reply.finish_reason, reply.tried) == ("openai", model, "stop", ())
    assert [piece.reply for piece in pieces[:-1]] == [None] * 4


def test_history_system_prompt_and_limits_are_sent(openai, provider, question):
    model = openai()
    talk = (*question.turns, llm.Turn("assistant", ""), llm.Turn("user", "And now?"))
    spoken(replace(question, turns=talk, temperature=0.7, max_tokens=77))
    asked = provider.requests(model)[0]
    assert asked["body"]["messages"] == [{"role": turn.role, "content": turn.content} for turn in talk]
    assert (asked["body"]["temperature"], asked["body"]["max_tokens"]) == (0.7, 77)
    assert asked["headers"]["authorization"] == "Bearer key-of-openai"


def test_the_route_fills_in_what_is_open(openai, provider, question):
    model = openai()
    spoken(replace(question, route="interview"))
    body = provider.requests(model)[0]["body"]
    assert (body["temperature"], body["max_tokens"]) == (0.0, 500)


def test_unknown_route_is_a_mistake_of_ours(question):
    with pytest.raises(ValueError, match="consult"):
        spoken(replace(question, route="consultt"))


def test_pieces_come_while_the_provider_still_writes(openai, provider, question):
    model = openai("fake+rate=5+tokens=20")
    pieces = llm.stream(question, never)
    next(pieces)
    next(pieces)
    assert provider.requests(model)[-1]["ended"] is None
    assert len(list(pieces)) == 19


def test_a_model_that_thinks_first_is_given_time_and_shows_no_thoughts(openai, question, settings):
    settings.LLM_FIRST_TOKEN_S = 2
    openai("fake+thinks=3+text=Rest")
    assert [piece.text for piece in llm.stream(question, never)] == ["Rest", ""]


def test_usage_is_counted_by_the_provider(openai, question):
    openai("fake+tokens=12")
    usage = spoken(question).usage
    assert (usage.completion, usage.estimated, usage.cost) == (12, False, None)


def test_usage_is_estimated_when_the_provider_keeps_it(openai, question):
    openai("fake+tokens=12+no_usage")
    reply = spoken(question)
    assert reply.usage.estimated
    assert reply.usage.completion == (len(reply.text) + 3) // 4
    assert reply.usage.prompt > 5


def test_an_answer_cut_at_max_tokens_says_so(openai, question):
    openai("fake+finish=length")
    assert spoken(question).finish_reason == "length"


def test_no_provider_is_a_supported_state(question):
    with pytest.raises(llm.LlmUnavailable) as error:
        spoken(question)
    assert error.value.tried == (("none", "not configured"),)
    assert llm.configured() == ()


async def test_from_an_event_loop(openai, question):
    openai("fake+tokens=5")
    pieces = [piece async for piece in llm.astream(question)]
    assert "".join(piece.text for piece in pieces) == pieces[-1].reply.text == "t0 t1 t2 t3 t4"


def test_in_one_piece(openai, question):
    openai("fake+tokens=3")
    assert llm.complete(question).text == "t0 t1 t2"


async def test_in_one_piece_from_an_event_loop(openai, question):
    openai("fake+tokens=3")
    assert (await llm.acomplete(question)).text == "t0 t1 t2"


def test_reprs_hold_no_words(openai, provider, question):
    openai(provider.script("m-reprs", {"text": "Secret"}))
    pieces = list(llm.stream(question, never))
    assert "Secret" not in repr(pieces) and "sore throat" not in repr(question)
