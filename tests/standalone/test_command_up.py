"""`manage.py up`, which becomes the supervisor."""

from __future__ import annotations

import subprocess
import sys

from tests.standalone.house import ROOT


def test_it_passes_its_options_on():
    """And needs neither a database nor a URL of one."""
    environment = {"PATH": "/usr/bin:/bin", "PRAXIA_DATA_DIR": "/var/empty-praxia"}
    ended = subprocess.run(
        [sys.executable, "manage.py", "up", "--print-env"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 1
    assert ended.stderr == "Praxia is not running on /var/empty-praxia. Start it with `make run`, then ask again.\n"


def test_wrong_option_is_explained():
    ended = subprocess.run(
        [sys.executable, "manage.py", "up", "--port", "many"], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 2 and "--port" in ended.stderr
