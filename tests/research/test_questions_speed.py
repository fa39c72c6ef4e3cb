"""An answer without a model is there two seconds after the sources answered, from fifty abstracts of usual length."""

from __future__ import annotations

import random
import time
from datetime import datetime

import pytest

from research import answering, searching
from research.retrieval.index import rank
from tests.fakes.literature import record
from tests.research.setup import setup_search

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = """salt sleep adults pressure trial blood group effect night weeks dose risk mean study control change found lower higher
days""".split()  # noqa: SIM905


def abstract(chance: random.Random) -> str:
    sentences = [" ".join(chance.choices(WORDS, k=18)).capitalize() + "." for _ in range(14)]
    return " ".join(sentences)


def test_it_is_there_in_time(amina, literature, capsys):
    chance = random.Random(7)
    literature.pubmed(
        *(record(number, f"Salt, part {number} of fifty studies", abstract(chance)) for number in range(50)), count=20
    )
    rank("salt", ["Salt."])  # the encoder is loaded once in a process, not once in an answer
    search = setup_search(amina, limit=20)
    asked = searching.asking.answered
    spent: list[float] = []

    def marked(answers):
        spent.append(time.process_time())
        return asked(answers)

    searching.asking.answered = marked
    try:
        searching.run(str(search.id))
    finally:
        searching.asking.answered = asked
    work_s = time.process_time() - spent[0]
    events = search.journal.events()
    heard = max(datetime.fromisoformat(event["at"]) for event in events if event["type"] == "tool")
    clock_s = (datetime.fromisoformat(events[-1]["at"]) - heard).total_seconds()
    search.refresh_from_db()
    assert len(search.results) == 20 and len(search.claims) == answering.MOST_CLAIMS
    with capsys.disabled():
        print(f" [{work_s:.2f} s of one core, {clock_s:.2f} s by the clock]", end="")
    assert work_s < 4.0
