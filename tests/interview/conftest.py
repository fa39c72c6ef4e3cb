"""A language model that does what it is told, for the tests that want one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from praxia.lib.stores import Db, store
from tests.fakes.provider import FakeProvider, running_provider


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    import instructor
    import openai.types.chat

    assert openai.AsyncOpenAI and instructor.patch  # loading them takes longer than the limits of these tests
    with running_provider() as server:
        yield server


@pytest.fixture
def model(settings, provider: FakeProvider) -> Callable[..., str]:
    """Turn the model on with these steps, one per request; gives its name."""
    settings.LLM_PROVIDERS, settings.LLM_WAITS = [], (0, 0, 0)
    for key in ("TOGETHER_AI_API_KEY", "OPENROUTER_API_KEY", "OLLAMA_API", "AWS_REGION"):
        setattr(settings, key, "")
    settings.LLM_FIRST_TOKEN_S, settings.LLM_GAP_S, settings.LLM_TIMEOUT = 20.0, 20.0, 30.0
    store(Db.BREAKERS).flushdb()

    def turn_on(*steps: dict) -> str:
        settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "key-of-openai", provider.url
        settings.OPENAI_MODEL = f"m-{uuid4().hex}"
        return provider.script(settings.OPENAI_MODEL, *steps)

    return turn_on
