"""The engines of the session, and what every test may use. Import models inside fixtures: settings follow engines."""

from tests.engines import pytest_configure, pytest_unconfigure, pytest_xdist_setupnodes
from tests.live import live, live_model
from tests.people import amina, ben, chloe, dana

__all__ = [
    "amina",
    "ben",
    "chloe",
    "dana",
    "live",
    "live_model",
    "pytest_configure",
    "pytest_unconfigure",
    "pytest_xdist_setupnodes",
]
