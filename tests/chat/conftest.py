"""A Valkey that was killed, as the tests of the library have it; a language model that says what it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from praxia.lib.stores import Db, store
from tests.fakes.provider import FakeProvider, running_provider
from tests.lib.conftest import own_valkey, store_away

__all__ = ["own_valkey", "store_away"]


@pytest.fixture(scope="session")
def provider() -> Iterator[FakeProvider]:
    with running_provider() as server:
        yield server


@pytest.fixture
def model(settings, provider: FakeProvider) -> str:
    """A language model that is on; gives its name."""
    store(Db.BREAKERS).flushdb()
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL, settings.OPENAI_MODEL = "key", provider.url, f"m-{uuid4().hex}"
    return provider.script(settings.OPENAI_MODEL, {"text": "The model speaks."})
