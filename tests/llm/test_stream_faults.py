"""What a provider does wrong, before and after something was shown."""

from __future__ import annotations

import pytest

from praxia import llm

BEFORE = {
    "hung": "timeout",
    "hung_body": "timeout",
    "drip": "timeout",
    "stall+after=0": "timeout",
    "disconnect": "connection",
    "cut+after=0": "connection",
    "error_event+after=0": "error event",
    "empty": "empty",
    "html": "html",
    "400": "400",
    "401": "401",
    "403": "403",
    "404": "404",
    "422": "422",
    "429": "429",
    "500": "500",
    "502": "502",
    "503": "503",
    "504": "504",
    "529": "529",
}
AFTER = {
    "stall": "timeout",
    "cut": "connection",
    "error_event": "error event",
    "no_finish": "no finish",
    "filter": "refused",
}
SOON_S = 1.0
AGAIN = {"timeout", "connection", "429", "500", "502", "503", "504", "529"}


def spoken(question: llm.Request) -> llm.Reply:
    return list(llm.stream(question, lambda: False))[-1].reply


@pytest.mark.parametrize("fault", BEFORE)
def test_before_the_first_piece_the_next_provider_answers(openai, ollama, question, settings, fault):
    if BEFORE[fault] == "timeout":
        settings.LLM_FIRST_TOKEN_S = SOON_S
    openai(f"fake+{fault}")
    ollama("fake+text=Here")
    reply = spoken(question)
    attempts = 3 if BEFORE[fault] in AGAIN else 1
    assert (reply.provider, reply.text) == ("ollama", "Here")
    assert reply.tried == (("openai", BEFORE[fault]),) * attempts


@pytest.mark.parametrize("fault", BEFORE)
def test_with_nobody_else_it_is_unavailable(openai, question, settings, fault):
    if BEFORE[fault] == "timeout":
        settings.LLM_FIRST_TOKEN_S = SOON_S
    openai(f"fake+{fault}")
    with pytest.raises(llm.LlmUnavailable) as error:
        spoken(question)
    assert {one.outcome for one in error.value.tried} == {BEFORE[fault]}
    assert type(error.value) is llm.LlmUnavailable  # there was time left


@pytest.mark.parametrize("fault", AFTER)
def test_after_the_first_piece_it_is_interrupted_and_nobody_else_is_asked(
    openai, ollama, provider, question, settings, fault
):
    settings.LLM_GAP_S = SOON_S if fault == "stall" else settings.LLM_GAP_S
    openai(f"fake+{fault}")
    other = ollama()
    shown = []
    with pytest.raises(llm.LlmInterrupted) as error:
        shown.extend(piece.text for piece in llm.stream(question, lambda: False))
    assert "".join(shown).startswith("This is an")
    assert error.value.tried == (("openai", AFTER[fault]),)
    assert provider.requests(other) == []


@pytest.mark.parametrize("fault", AFTER)
def test_in_one_piece_nothing_was_shown_so_the_next_provider_answers(openai, ollama, question, settings, fault):
    settings.LLM_GAP_S = SOON_S if fault == "stall" else settings.LLM_GAP_S
    openai(f"fake+{fault}")
    ollama("fake+text=Whole")
    reply = llm.complete(question)
    assert (reply.provider, reply.text) == ("ollama", "Whole")
    assert reply.usage.estimated  # of the broken answer
    assert reply.usage.completion > 1


def test_refused_by_everybody(openai, question):
    openai("fake+filter+after=0")
    with pytest.raises(llm.LlmRefused):
        spoken(question)


def test_a_private_address_that_nobody_configured_is_not_reached(provider):
    import asyncio

    from praxia.llm.providers.base import AttemptFailed
    from praxia.llm.providers.openai_like import OpenAiLike, Profile
    from praxia.llm.routes import resolved

    together = OpenAiLike(Profile("together", provider.url, "m-private", "key"))
    request = resolved(llm.Request(route="probe", turns=(llm.Turn("user", "Hello"),), prompt_version="1"))

    async def ask() -> None:
        async for _ in together.attempt(request):
            pass

    with pytest.raises(AttemptFailed, match="private address"):
        asyncio.run(ask())
    assert provider.requests("m-private") == []
