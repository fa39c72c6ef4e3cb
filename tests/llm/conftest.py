"""A provider as a process of its own, and settings that lead to it.

Nothing good is hurried: a busy machine may need seconds for what takes milliseconds. Where something bad is to be given up
soon, the test says how soon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from praxia import llm
from praxia.lib.stores import Db, store
from tests.fakes.provider import FakeProvider, running_provider

KEYS = ("TOGETHER_AI_API_KEY", "OPENAI_API_KEY", "OPENROUTER_API_KEY", "OLLAMA_API", "AWS_REGION")


@pytest.fixture(scope="session")
def provider() -> Iterator[FakeProvider]:
    with running_provider() as server:
        yield server


@pytest.fixture(scope="session", autouse=True)
def sdks_loaded() -> None:
    """Loading them takes a second or more, which is longer than the limits that these tests set."""
    import boto3
    import instructor
    import openai.types.chat

    assert openai.AsyncOpenAI and instructor.patch
    boto3.client("bedrock-runtime", region_name="eu-central-1", aws_access_key_id="x", aws_secret_access_key="x")


@pytest.fixture(autouse=True)
def quiet_house(settings) -> None:
    """No provider is on, nobody waits between attempts, and no breaker remembers another test."""
    for key in KEYS:
        setattr(settings, key, "")
    settings.LLM_PROVIDERS = []
    settings.LLM_WAITS = (0, 0, 0)
    settings.LLM_FIRST_TOKEN_S, settings.LLM_GAP_S, settings.LLM_TIMEOUT = 20.0, 20.0, 30.0
    store(Db.BREAKERS).flushdb()
    store(Db.CACHE).flushdb()


@pytest.fixture
def openai(settings, provider: FakeProvider) -> Callable[..., str]:
    """Turn the first provider on with a model of the fake server; gives the model's name."""

    def turn_on(model: str = "") -> str:
        settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "key-of-openai", provider.url
        settings.OPENAI_MODEL = model or f"m-{uuid4().hex}"
        return settings.OPENAI_MODEL

    return turn_on


@pytest.fixture
def ollama(settings, provider: FakeProvider) -> Callable[..., str]:
    """Turn a second provider on, which is asked after the first."""

    def turn_on(model: str = "") -> str:
        settings.OLLAMA_API = f"{provider.origin}/api/generate"
        settings.OLLAMA_MODEL = model or f"m-{uuid4().hex}"
        return settings.OLLAMA_MODEL

    return turn_on


@pytest.fixture
def question() -> llm.Request:
    turns = (llm.Turn("system", "You are calm."), llm.Turn("user", "I have a sore throat."))
    return llm.Request(route="consult", turns=turns, prompt_version="test-1", deadline=40)
