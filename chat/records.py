"""The words that messages and their states are made of."""

from __future__ import annotations

from enum import StrEnum

from praxia.lib.work import MAX_RUNS, OPEN, Status

__all__ = ["MAX_CHARS", "MAX_RUNS", "NO_MODEL", "OPEN", "SYMPTOMS_CHARS", "TRIAGE_CHARS", "Role", "Status"]


class Role(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


MAX_CHARS = 8000
SYMPTOMS_CHARS = 4000
TRIAGE_CHARS = 20_000

NO_MODEL = "NO_LANGUAGE_MODEL"
