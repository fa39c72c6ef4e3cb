"""The worker of the bench: Praxia's Celery application, and a task that writes the generator into a journal as replies do."""

from __future__ import annotations

import queue

from bench.generator import tokens
from praxia.celery import app
from praxia.lib.journal import Journal, JournalWriter
from praxia.llm.engine import submit


@app.task(name="bench.write", queue="talk")
def write(work_id: str, count: int, rate: float) -> None:
    """The generator runs on the process's one loop, the journal is written on the task's thread: the way of a real answer."""
    pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    submit(_pump(count, rate, pieces))
    with JournalWriter(Journal("bench", work_id), 1) as journal:
        while True:
            try:
                piece = pieces.get(timeout=0.08)
            except queue.Empty:
                journal.poll()
                continue
            if piece is None:
                break
            journal.delta(piece)
            journal.poll()
        journal.finish("end", status="complete")


async def _pump(count: int, rate: float, pieces: queue.SimpleQueue[str | None]) -> None:
    async for token in tokens(count, rate):
        pieces.put(token)
    pieces.put(None)
