from __future__ import annotations

from pathlib import Path

import pytest

from praxia.lib.stores import Db, store


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path) -> Path:
    """Files of these tests, in a folder of their own."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.OUTBOX_ROOT = tmp_path / "outbox"
    return settings.PRIVATE_ROOT


@pytest.fixture(autouse=True)
def _empty_stores() -> None:
    for db in Db:
        store(db).flushdb()
