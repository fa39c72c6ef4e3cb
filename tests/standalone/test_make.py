"""What `make` says and does before there is a virtual environment. Python is played by a shell script."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from tests.standalone.house import ROOT

# Writes down what it is asked for; an environment that it makes holds another one like it.
PLAYED = """#!/bin/sh
echo "$*" >> calls
case "$*" in
  *version_info*) exit ${WRONG_VERSION:-0} ;;
  *ensurepip,*) exit ${NO_VENV:-0} ;;
  --version) echo Python 3.9.2 ;;
  "-m venv .venv") mkdir -p .venv/bin && cp python .venv/bin/python ;;
esac
"""


@pytest.fixture
def make(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements-light.txt").write_text("something==1\n")
    (tmp_path / "python").write_text(PLAYED)
    (tmp_path / "python").chmod(0o755)

    def run(**variables: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "calls").write_text("")
        environment = {"PATH": os.environ["PATH"], **variables}
        command = ["make", "run", "PYTHON=./python"]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)

    run.folder = tmp_path
    return run


def calls(make) -> list[str]:
    return (make.folder / "calls").read_text().splitlines()


def test_it_installs_and_runs(make):
    assert make().returncode == 0
    assert any("pip install" in call and "requirements-light.txt" in call for call in calls(make))
    assert calls(make)[-1] == "-m praxia.standalone"


def test_second_run_installs_nothing(make):
    make()
    make()
    assert calls(make) == ["-m praxia.standalone"]


def test_changed_requirements_are_installed(make):
    make()
    stamp = (make.folder / ".venv" / "light").stat().st_mtime
    os.utime(make.folder / "requirements-light.txt", (stamp + 10, stamp + 10))
    make()
    assert any("pip install" in call for call in calls(make))


def test_wrong_python_is_named(make):
    ended = make(WRONG_VERSION="1")
    assert ended.returncode != 0 and not (make.folder / ".venv").exists()
    assert "Praxia needs Python 3.11 to 3.14; ./python is Python 3.9.2." in ended.stderr
    assert "make PYTHON=python3.11 run" in ended.stderr


def test_missing_venv_module_is_named(make):
    ended = make(NO_VENV="1")
    assert ended.returncode != 0 and "apt install python3-venv" in ended.stderr
