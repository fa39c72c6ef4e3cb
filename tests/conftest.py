"""The engines of the session, and what every test may use. Import models inside fixtures: settings follow engines."""

from tests.engines import pytest_configure, pytest_unconfigure, pytest_xdist_setupnodes

__all__ = ["pytest_configure", "pytest_unconfigure", "pytest_xdist_setupnodes"]
