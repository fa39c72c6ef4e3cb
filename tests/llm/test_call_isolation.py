"""A hung call costs the one who made it, and nobody else."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from praxia import llm
from tests.live import wait_for

ANSWER = {"tokens": 10, "rate": 20}  # half a second of writing
HUNG = 10


def together(question: llm.Request, number: int) -> list[float]:
    """Seconds that each of `number` simultaneous answers took, sorted."""
    seconds: list[float] = []

    def ask() -> None:
        began = time.monotonic()
        list(llm.stream(question, lambda: False))
        seconds.append(time.monotonic() - began)

    threads = [threading.Thread(target=ask) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seconds) == number
    return sorted(seconds)


def test_other_answers_are_not_slowed(openai, provider, question, settings):
    settings.LLM_FIRST_TOKEN_S = 60
    openai(provider.script("m-alone", ANSWER))
    together(question, 3)  # connections are warm then
    alone = together(question, 20)
    model = openai(provider.script("m-beside", *[{"fault": "hung"}] * HUNG, ANSWER))
    done = threading.Event()
    patient = replace(question, deadline=120)
    hung = [threading.Thread(target=lambda: list(llm.stream(patient, done.is_set))) for _ in range(HUNG)]
    for thread in hung:
        thread.start()
    wait_for(lambda: len(provider.requests(model)) == HUNG, what="the hung ones to be asked")
    beside = together(question, 20)
    done.set()
    for thread in hung:
        thread.join()
    p95 = -2  # of twenty
    assert beside[p95] < alone[p95] * 3 + 3
