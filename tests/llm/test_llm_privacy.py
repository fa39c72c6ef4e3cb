"""Nothing that somebody said, and nothing that a model said, reaches logs, exceptions, reprs or metrics."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import traceback
from dataclasses import replace

import pytest
from prometheus_client import generate_latest
from pydantic import BaseModel

from praxia import llm
from praxia.llm.providers.configured import profiles

CANARY = "zebrafinch"
SAID, SYSTEM, ANSWER = f"{CANARY}-said", f"{CANARY}-system", f"{CANARY}-answer"
FAULTS = [
    {},
    {"status": 400},
    {"status": 401},
    {"status": 429},
    {"status": 500},
    {"fault": "hung"},
    {"fault": "html"},
    {"fault": "cut", "after": 1},
    {"fault": "error_event", "after": 1},
    {"fault": "no_finish"},
    {"fault": "stall", "after": 1},
    {"fault": "disconnect"},
    {"fault": "filter", "after": 1},
]


class Slots(BaseModel):
    age: int
    more: dict[str, int] = {}


class Everything(logging.Handler):
    """Hears what every logger of the process lets out, at every level."""

    def __init__(self) -> None:
        super().__init__(0)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.getMessage()} {record.args!r} {record.exc_text}")
        if record.exc_info:
            self.heard.append("".join(traceback.format_exception(*record.exc_info)))


@pytest.fixture
def ears(monkeypatch):
    """Listening at the root and at each logger that keeps to itself, with the root at DEBUG."""
    everything = Everything()
    loggers = [logging.getLogger(), *map(logging.getLogger, list(logging.root.manager.loggerDict))]
    for logger in loggers:
        if logger is logging.root or not logger.propagate:
            logger.addHandler(everything)
    monkeypatch.setattr(logging.root, "level", logging.DEBUG)
    yield everything.heard
    for logger in loggers:
        logger.removeHandler(everything)


def everything_of(error: BaseException) -> str:
    """The text, the repr and the whole chain, also what `from None` hides."""
    told, seen = [], set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        told += [str(error), repr(error), repr(vars(error)), "".join(traceback.format_exception(error))]
        error = error.__cause__ or error.__context__
    return "\n".join(told)


@pytest.mark.parametrize("how", ["stream", "complete", "extract"])
@pytest.mark.parametrize("fault", FAULTS, ids=json.dumps)
def test_no_word_gets_out(openai, provider, question, settings, ears, how, fault):
    settings.LLM_FIRST_TOKEN_S = settings.LLM_GAP_S = 0.3
    wrong = {"age": ANSWER, "more": {ANSWER: ANSWER}}
    openai(provider.script(f"c-{how}-{json.dumps(fault)}", {"text": f"{ANSWER} " * 4, "object": wrong, **fault}))
    spoken = (llm.Turn("system", SYSTEM), llm.Turn("user", SAID))
    question = replace(question, turns=spoken, deadline=3)
    told = [repr(question), repr(profiles())]
    try:
        if how == "stream":
            told += [repr(piece) for piece in llm.stream(question, lambda: False)]
        else:
            told.append(repr(llm.complete(question) if how == "complete" else llm.extract(question, Slots)))
    except llm.LlmError as error:
        told.append(everything_of(error))
    told += [*ears, generate_latest().decode()]
    assert CANARY not in "\n".join(told)
    assert "key-of-openai" not in "\n".join(told)
    assert ears  # somebody did listen


def test_the_sdk_stays_silent_when_told_to_speak(provider):
    """OPENAI_LOG=debug makes the SDK print every request body."""
    code = f"""
import django, logging
django.setup()
logging.basicConfig(level=0, force=True)
from praxia import llm
request = llm.Request(route="consult", turns=(llm.Turn("user", "{SAID}"),), prompt_version="1", deadline=60)
print(llm.complete(request).finish_reason)
from pydantic import BaseModel
class Slots(BaseModel):
    age: int
try:
    llm.extract(request, Slots)
except llm.LlmInvalid as error:
    print(error.code)
"""
    import os

    variables = {"OPENAI_LOG": "debug", "OPENAI_API_KEY": "key", "OPENAI_BASE_URL": provider.url}
    variables |= {
        "OPENAI_MODEL": provider.script("c-loud", {"text": ANSWER}),
        "DJANGO_SETTINGS_MODULE": "praxia.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | variables, capture_output=True, text=True, timeout=300
    )
    assert done.stdout.split() == ["stop", "llm_invalid"], done.stderr
    assert CANARY not in done.stderr
    assert "praxia.llm" in done.stderr
