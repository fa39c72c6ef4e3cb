"""Fixtures for the four people; `tests/conftest.py` offers them to every test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # models are imported inside fixtures: settings follow engines
    from profiling.models import User


@pytest.fixture
def amina(db: None) -> User:
    from tests.base import setup_user

    return setup_user("Amina")


@pytest.fixture
def ben(db: None) -> User:
    from tests.base import setup_user

    return setup_user("Ben")


@pytest.fixture
def chloe(db: None) -> User:
    from tests.base import setup_user

    return setup_user("Chloe")


@pytest.fixture
def dana(db: None) -> User:
    from tests.base import setup_user

    return setup_user("Dana", is_staff=True)
