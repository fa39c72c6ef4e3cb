"""`.env.example` lists every variable that Praxia reads, and none that it does not."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys

from tests.praxia.files import ROOT, ours, read

READERS = {"text", "words", "flag", "number", "integer"}
EXAMPLE = ROOT / ".env.example"
# Django's own way to name the settings; no choice of an operator.
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE"}
# Read by supervisor and shell before there is a house, or by every program: documented where they are read.
SURROUNDINGS = {"HOME", "PATH", "XDG_DATA_HOME", "XDG_STATE_HOME", "NO_COLOR", "TERM"}


def listed() -> dict[str, str]:
    pairs = (line.partition("=") for line in read(EXAMPLE).splitlines() if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def read_in_settings() -> set[str]:
    calls = [node for node in ast.walk(ast.parse(read(ROOT / "praxia/settings.py"))) if isinstance(node, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in READERS and ast.unparse(call.func.value) == "env"
    }


def read_elsewhere() -> set[str]:
    """Names that our code asks `os.environ` for or keeps as a constant, and those that the compose file puts in."""
    asked = re.compile(r"""(?:(?:environ(?:\.get)?|getenv)[\[(]\s*|^VARIABLE = )["'](\w+)["']""", re.MULTILINE)
    code = [path for room in ("praxia", "profiling", "chat", "manage.py") for path in ours(room, "*.py")]
    compose = re.findall(r"(?<!\$)\$\{(\w+)", read(ROOT / "docker-compose.yml"))
    return {name for path in code for name in asked.findall(read(path))} | set(compose)


def test_it_works():
    assert {"SECRET_KEY", "DATABASE_URL", "METRICS_TOKEN"} <= read_in_settings() & set(listed())


def test_every_setting_is_listed():
    assert read_in_settings() - set(listed()) == set()


def test_every_other_variable_is_listed():
    assert read_elsewhere() - NOT_SETTINGS - SURROUNDINGS - set(listed()) == set()


def test_nothing_is_listed_that_nobody_reads():
    assert set(listed()) - read_in_settings() - read_elsewhere() == set()


def test_no_variable_is_listed_twice():
    names = re.findall(r"^(\w+)=", read(EXAMPLE), flags=re.MULTILINE)
    assert len(names) == len(set(names))


def test_every_variable_is_explained():
    """One comment may explain the variables that follow it without a blank line between."""
    explained, block = {}, ""
    for line in read(EXAMPLE).splitlines():
        block = (line if line.startswith("#") else block) if line else ""
        if "=" in line and not line.startswith("#"):
            explained[line.partition("=")[0]] = block
    assert [name for name, comment in explained.items() if not comment] == []


def test_the_example_itself_can_be_read():
    """Copied to `.env` as it is, it stops nothing but a start without a key."""
    code = (
        "import django; django.setup(); from django.core.checks import run_checks\n"
        "print(*sorted(found.id for found in run_checks() if found.level >= 40))"
    )
    values = {name: value for name, value in listed().items() if value}
    surroundings = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "praxia.settings", "SECRET_KEY": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=surroundings | values, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["praxia.E001"], done.stderr


def test_no_secret_has_a_value():
    assert [name for name, value in listed().items() if re.search("(KEY|PASSWORD|TOKEN|DSN)$", name) and value] == []
