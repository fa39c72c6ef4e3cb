"""`manage.py` beside `make run`: it finds the house that runs here, unless somebody says otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.standalone.house import ROOT, House

ASKED = "from django.conf import settings; print(settings.DATABASE_URL, settings.REDIS_URL, settings.SECRET_KEY)"


def settings_of(**variables: str) -> list[str]:
    """What a command in another shell is set to."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", ASKED]
    environment = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout.split()


def test_it_works(standing: House) -> None:
    found = settings_of(PRAXIA_DATA_DIR=str(standing.folder))
    assert found == [standing.database_url, standing.redis_url, standing.state.secret_key]


def test_what_is_set_wins(standing: House) -> None:
    own = "postgresql://somebody@127.0.0.1:1/theirs"
    assert settings_of(PRAXIA_DATA_DIR=str(standing.folder), DATABASE_URL=own)[0] == own


def test_where_none_runs_nothing_is_joined(house: House) -> None:
    assert house.database_url not in settings_of(PRAXIA_DATA_DIR=str(house.folder))
