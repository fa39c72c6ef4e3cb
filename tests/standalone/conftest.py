"""One house that was started once, and copies of its folder: a test begins where a first start ended."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.standalone.house import House, checkout_copy, checkout_make


@pytest.fixture
def ground() -> Iterator[Path]:
    """A temporary folder that `nobody` can reach, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="praxia-house-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def first_start() -> Iterator[Path]:
    """A checkout in which a first start and a stop have happened."""
    with tempfile.TemporaryDirectory(prefix="praxia-house-") as name:
        Path(name).chmod(0o755)
        house = House(checkout_make(Path(name) / "praxia-checkout"))
        try:
            house.start()
            assert house.stop() == 0, house.text
        finally:
            house.end()
        yield house.checkout


@pytest.fixture
def house(first_start: Path, ground: Path) -> Iterator[House]:
    """It was started before and is not running now."""
    house = House(checkout_copy(first_start, ground / "checkout"))
    try:
        yield house
    finally:
        house.end()


@pytest.fixture(scope="session")
def standing(first_start: Path) -> Iterator[House]:
    """One that runs, for tests that only look at it."""
    house = House(checkout_copy(first_start, first_start.parent / "standing"))
    try:
        yield house.start()
    finally:
        house.end()


@pytest.fixture
def running(house: House) -> House:
    return house.start()
