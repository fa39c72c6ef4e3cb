from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


def probed(*names: str) -> str:
    out = StringIO()
    call_command("llm_probe", *names, stdout=out)
    return out.getvalue()


def test_it_works(openai, provider):
    model = openai(provider.script("p-works", {"object": {"name": "pear", "letters": 4}}))
    told = probed()
    assert told.startswith(f"openai: works with {model}.") and "can give text and objects." in told


def test_each_provider_is_asked_by_itself(openai, ollama):
    openai("fake+401")
    ollama()
    told = probed()
    assert "openai: no answer (401). The key is not accepted." in told
    assert "ollama: works with" in told


def test_one_by_name(openai, ollama, provider):
    model = openai()
    ollama()
    assert "openai" not in probed("ollama")
    assert provider.requests(model) == []


def test_nobody_answers(openai):
    openai("fake+404")
    with pytest.raises(CommandError, match="No provider answered"):
        probed()


def test_nobody_is_on():
    with pytest.raises(CommandError, match="works without one"):
        probed()


def test_not_configured(openai):
    openai()
    with pytest.raises(CommandError, match="Not configured: bedrock"):
        probed("bedrock")
