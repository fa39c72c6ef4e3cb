"""Which variables turn which provider on, and with what."""

from __future__ import annotations

import pytest

from praxia import llm
from praxia.llm.providers.configured import profiles


def only():
    (profile,) = profiles()
    return profile


def test_together(settings):
    settings.TOGETHER_AI_API_KEY = "key"
    profile = only()
    assert (profile.name, profile.base_url) == ("together", "https://api.together.xyz/v1")
    assert (profile.model, profile.private) == ("Qwen/Qwen2.5-7B-Instruct", False)


def test_openai(settings):
    settings.OPENAI_API_KEY = "key"
    profile = only()
    assert (profile.base_url, profile.model) == ("https://api.openai.com/v1", "gpt-4o-mini")
    assert not profile.private


def test_a_compatible_server_may_be_private(settings):
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "key", "http://10.0.0.5:8000/v1/"
    profile = only()
    assert (profile.base_url, profile.private) == ("http://10.0.0.5:8000/v1", True)


def test_llm_model_is_for_who_has_none(settings):
    settings.OPENAI_API_KEY = settings.OPENROUTER_API_KEY = settings.TOGETHER_AI_API_KEY = "key"
    settings.LLM_MODEL = "some/model"
    assert [one.model for one in profiles()] == ["Qwen/Qwen2.5-7B-Instruct", "some/model", "some/model"]


def test_openrouter(settings):
    settings.OPENROUTER_API_KEY = "key"
    assert (only().base_url, only().model) == (
        "https://openrouter.ai/api/v1",
        "meta-llama/llama-3.2-3b-instruct:free",
    )


@pytest.mark.parametrize(
    "value",
    [
        "http://h:11434/api/generate",
        "http://h:11434/api/chat",
        "http://h:11434",
        "http://h:11434/",
        "http://h:11434/v1",
    ],
)
def test_ollama_takes_any_of_its_addresses(settings, value):
    settings.OLLAMA_API = value
    assert (only().base_url, only().model, only().private) == ("http://h:11434/v1", "llama3.2:latest", True)


def test_bedrock_needs_region_and_model(settings):
    settings.AWS_REGION = "eu-central-1"
    assert llm.configured() == ()
    settings.BEDROCK_MODEL = "anthropic.claude-x"
    assert (only().name, only().region, only().model) == ("bedrock", "eu-central-1", "anthropic.claude-x")


def test_the_order_may_be_given(settings):
    settings.OPENAI_API_KEY = settings.OPENROUTER_API_KEY = settings.TOGETHER_AI_API_KEY = "key"
    assert llm.configured() == ("together", "openai", "openrouter")
    settings.LLM_PROVIDERS = ["openrouter", "ollama", "openai", "who"]
    assert llm.configured() == ("openrouter", "openai")


def test_keys_are_in_no_repr(settings):
    settings.OPENAI_API_KEY = "sk-secret"
    assert "sk-secret" not in repr(profiles())
