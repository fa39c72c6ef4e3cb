"""An answer that a person watches being written."""

from __future__ import annotations

import pytest

from praxia import llm


def never() -> bool:
    return False


def test_it_works(openai, provider, question):
    model = openai(provider.script("m-works", {"text": "Drink water and rest."}))
    pieces = list(llm.stream(question, never))
    reply = pieces[-1].reply
    assert "".join(piece.text for piece in pieces) == reply.text == "Drink water and rest."
    assert (reply.provider, reply.model, reply.finish_reason, reply.tried) == ("openai", model, "stop", ())
    assert [piece.reply for piece in pieces[:-1]] == [None] * 4
