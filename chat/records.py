"""The words that messages and their states are made of."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


class Status(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    COMPLETE = "complete"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


OPEN = (Status.QUEUED, Status.RUNNING)
JOURNAL = "reply"
QUEUE = "talk"
MAX_CHARS = 8000
SYMPTOMS_CHARS = 4000
TRIAGE_CHARS = 20_000
MAX_RUNS = 3

NO_MODEL = "NO_LANGUAGE_MODEL"
