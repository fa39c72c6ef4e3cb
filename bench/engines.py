"""PostgreSQL and Valkey for the length of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tests.engines import EngineSession


@contextmanager
def engines() -> Iterator[None]:
    session = EngineSession()
    session.start()
    os.environ["SECRET_KEY"] = "bench-" + "x" * 40
    try:
        yield
    finally:
        session.stop()
