"""The OpenAPI page: made without a warning, and it tells what a client has to know."""

from __future__ import annotations

from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

CREATING = (
    "/api/chat-sessions/",
    "/api/chat-sessions/{session_id}/messages/",
    "/api/chat-sessions/{session_id}/messages/{message_id}/regenerate/",
    "/api/consultations/",
)


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    GENERATOR_STATS.reset()
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


def test_it_is_made_without_a_warning(schema) -> None:
    assert not GENERATOR_STATS


@pytest.mark.parametrize("path", CREATING)
def test_what_creates_takes_an_idempotency_key(schema, path: str) -> None:
    headers = {
        each["name"]: each["schema"] for each in schema["paths"][path]["post"]["parameters"] if each["in"] == "header"
    }
    assert headers["Idempotency-Key"] == {"type": "string", "minLength": 1, "maxLength": 128}


@pytest.mark.parametrize("path", [path for path in CREATING if path != "/api/chat-sessions/"])
def test_what_may_wait_takes_a_preference(schema, path: str) -> None:
    assert "Prefer" in {each["name"] for each in schema["paths"][path]["post"]["parameters"]}


def test_the_shapes_of_triage_and_consultations_are_told(schema) -> None:
    shapes = schema["components"]["schemas"]
    assert {"findings", "conditions", "question", "language_supported", "crisis"} <= set(
        shapes["TriageDetailed"]["properties"]
    )
    assert {"symptoms", "triage", "diagnosis", "session_id"} <= set(shapes["ConsultationShown"]["properties"])
    assert shapes["TriageAbout"]["properties"]["age"]["maximum"] == 130
