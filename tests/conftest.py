"""The engines of the session, and what every test may use. Import models inside fixtures: settings follow engines."""

import pytest

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


@pytest.fixture(scope="session", autouse=True)
def _private_root(tmp_path_factory: pytest.TempPathFactory) -> None:
    """People's files of this session; never those of the house that a developer runs."""
    from django.conf import settings

    settings.PRIVATE_ROOT = tmp_path_factory.mktemp("private")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Tests with real transactions empty every table afterwards; the access log refuses that, as it shall everywhere else."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER privacy_accesslog_refuse_truncate ON privacy_accesslog")
