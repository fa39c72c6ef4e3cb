"""What cannot work ends with one sentence that says what to do, exit 1 and nothing running."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from praxia.standalone.processes import group_alive
from tests.standalone.house import ROOT, House, checkout_make

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives its engines to another account")


@pytest.fixture
def small_disk(ground) -> Iterator[Path]:
    """A file system of 30 MB, which an empty cluster does not fit on."""
    disk = ground / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=30M,mode=755", "tmpfs", disk]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this account may not mount anything")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_second_supervisor_on_a_folder(standing):
    sentence = House(standing.checkout, output="second").refuse()
    assert "already running" in sentence and str(standing.process.pid) in sentence
    assert standing.state.address in sentence and standing.get("") == {}


def test_data_of_another_major_version(house):
    (house.folder / "postgres" / "PG_VERSION").write_text("17\n")
    sentence = house.refuse()
    assert "PostgreSQL 17" in sentence and "PostgreSQL 18" in sentence and "pg_dump" in sentence
    assert not any(map(group_alive, house.pids.values()))


def test_lost_password(house):
    (house.folder / "state.json").unlink()
    assert "does not accept the password" in house.refuse()


def test_state_that_was_cut_off(house):
    (house.folder / "state.json").write_text('{"password": "')
    assert "Restore it from a copy" in house.refuse()
    (house.folder / "state.json").unlink()


def test_disk_that_is_full(ground, small_disk):
    house = House(checkout_make(ground / "checkout"), PRAXIA_DATA_DIR=str(small_disk / "data"))
    sentence = house.refuse()
    assert sentence.startswith("The disk is full: 0.0 GB are free") and "1 GB" in sentence
    assert not (small_disk / "data" / "postgres").exists()
    house.end()


@as_root
def test_folder_that_nobody_cannot_reach(ground):
    closed = ground / "closed"
    closed.mkdir(mode=0o700)
    house = House(checkout_make(ground / "checkout"), PRAXIA_DATA_DIR=str(closed / "data"))
    sentence = house.refuse()
    assert f"may not pass {closed}." in sentence and "PRAXIA_DATA_DIR" in sentence
    assert closed.stat().st_mode & 0o777 == 0o700 and not any(closed.iterdir())


@as_root
def test_data_of_another_account(house):
    for path in (house.folder, *house.folder.rglob("*")):
        os.chown(path, 1, 1)
    assert "belong to the account `daemon`" in house.refuse()


def test_port_that_was_asked_for_and_is_taken(house):
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = str(stranger.getsockname()[1])
        sentence = house.refuse("--port", port)
    assert port in sentence and "--port" in sentence


def test_valkey_log_broken_in_the_middle(house):
    log = max((house.folder / "valkey" / "appendonlydir").glob("*.aof"))
    log.write_bytes(b"nothing that Valkey ever wrote\n" * 10)
    sentence = house.refuse()
    assert "appendonlydir" in sentence and "Keep a copy" in sentence


def test_migration_that_fails(house):
    (house.checkout / "manage.py").write_text("raise SystemExit('this migration cannot be applied')")
    (house.checkout / "praxia" / "settings.py").write_text("# changed")
    assert "this migration cannot be applied" in house.refuse()


def test_wrong_line_in_dotenv(house):
    (house.checkout / ".env").write_text("SECRET KEY\n")
    assert house.refuse() == ".env, line 1: expected NAME=value."


def test_wrong_setting(house):
    house.variables["LLM_TIMEOUT"] = "soon"
    assert house.refuse() == "LLM_TIMEOUT is 'soon'; write a number."


def test_print_env_of_nothing(house):
    assert "not running" in house.refuse("--print-env")


@pytest.mark.parametrize("version", ["(3, 10, 14)", "(3, 15, 0)"])
def test_wrong_python(version):
    code = f"import sys, runpy; sys.version_info = {version}; runpy.run_path('manage.py', run_name='__main__')"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "Praxia needs Python 3.11 to 3.14" in ended.stderr and "Traceback" not in ended.stderr


def test_folder_that_cannot_be_made(ground):
    (ground / "file").touch()
    house = House(checkout_make(ground / "checkout"), PRAXIA_DATA_DIR=str(ground / "file" / "data"))
    assert "cannot be used (Not a directory)" in house.refuse()
