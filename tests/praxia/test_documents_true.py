"""What documents say of the house is so: the tests that they name are there, every address and every room is in them."""

from __future__ import annotations

import re

import pytest

from tests.praxia.files import ROOT, ours, read
from tests.praxia.routes import routes

CONTRACTS, HOUSE = ROOT / "docs" / "contracts.md", ROOT / "docs" / "architecture.md"
TEST = re.compile(r"`((?:tests/[\w/]+/)?)(test_\w+\.py)`")
PARAMETER, ADDRESS = re.compile(r"<[^>]*>"), re.compile(r"[\w-]{2,}")
MANAGED = re.compile(r"manage\.py ([a-z_]+)")
MADE = re.compile(r"`make ([a-z-]+)")


def named_tests() -> list[str]:
    """With their folders; a bare name is of the folder that was named before it."""
    found, folder = [], ""
    for given, name in TEST.findall(read(CONTRACTS)):
        folder = given or folder
        found.append(f"{folder}{name}")
    return found


def test_the_tests_that_hold_the_contract_are_there():
    assert len(named_tests()) > 90
    assert [path for path in named_tests() if not (ROOT / path).is_file()] == []


def test_every_row_of_the_contract_names_its_test():
    rows = [line for line in read(CONTRACTS).splitlines() if line.startswith("| ") and "held by" not in line]
    assert len(rows) > 50
    assert [row for row in rows if not TEST.search(row.split(" | ")[-1])] == []


def test_every_address_of_the_interface_is_in_the_contract():
    page = read(CONTRACTS)
    parts = {
        part for route in routes() if route.startswith("api/") for part in ADDRESS.findall(PARAMETER.sub("", route))
    }
    assert {part for part in parts if not re.search(rf"[/`….]{re.escape(part)}\b", page)} == set()


def test_every_room_is_in_the_plan_of_the_house():
    page = read(HOUSE)
    rooms = [path.parent for path in (*ROOT.glob("*/__init__.py"), *ROOT.glob("praxia/*/__init__.py"))]
    assert [room.name for room in rooms if room.name != "management" and f"{room.name}/" not in page] == []


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *sorted(f"docs/{one.name}" for one in ROOT.glob("docs/*.md"))]
)
def test_commands_that_are_named_are_there(page):
    commands = {path.stem for path in ours(".", "management/commands/*.py")} | {"migrate", "createsuperuser", "shell"}
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    assert set(MANAGED.findall(read(ROOT / page))) - commands == set()
    assert set(MADE.findall(read(ROOT / page))) - targets == set()
