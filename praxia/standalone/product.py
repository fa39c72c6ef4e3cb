"""What Praxia itself runs, as commands and the environment they get."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from praxia.standalone.children import Spec

# What any program needs to find its way; everything else that a child gets is named in .env.example.
_SURROUNDINGS = (
    "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH",
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
)  # fmt: skip


def environment(checkout: Path, given: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """Named variables only: what we decide wins, then what the person set."""
    named = {*_SURROUNDINGS, *_variables(checkout / ".env.example")}
    return {name: value for name, value in given.items() if name in named} | {"PYTHONUNBUFFERED": "1"} | dict(own)


def migrate(checkout: Path, variables: Mapping[str, str]) -> Spec:
    command = (sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "1")
    return Spec(name="migrate", command=command, environment=variables, cwd=checkout)


def workers(checkout: Path, variables: Mapping[str, str]) -> list[Spec]:
    """Two kinds: threads that wait for networks and models of words, and one process per core that computes."""
    talk = ("--queues=talk", "--pool=threads", "--concurrency=64", "--hostname=talk@%h")
    work = ("--queues=work", "--pool=prefork", f"--concurrency={_cores()}", "--hostname=work@%h")
    # A pool would be rebuilt for every prefork task: 64 ms instead of 0.7 (docs/standalone.md).
    unpooled = {**variables, "PRAXIA_DB_POOL": "off", "CELERY_DB_REUSE_MAX": "1000"}
    return [_worker("talk", talk, checkout, variables), _worker("work", work, checkout, unpooled)]


def beat(checkout: Path, variables: Mapping[str, str], *, schedule: Path) -> Spec:
    # Quiet: a line for each of the seven sweeps, every ten seconds, would bury what matters.
    command = (*_celery("beat"), "--loglevel=WARNING", f"--schedule={schedule}", "--pidfile=")
    return Spec(name="beat", command=command, environment=variables, cwd=checkout, grace_s=5.0)


def web(checkout: Path, variables: Mapping[str, str], *, door: int) -> Spec:
    """`door` is the number of a socket that listens."""
    # Verbosity 0 writes no access log: addresses hold what people search for.
    command = (sys.executable, "-m", "daphne", "-v", "0", "--fd", str(door), "praxia.asgi:application")
    return Spec(name="web", command=command, environment=variables, cwd=checkout, grace_s=10.0, open_files=(door,))


def _worker(name: str, options: tuple[str, ...], checkout: Path, variables: Mapping[str, str]) -> Spec:
    # Mingling costs a second at every start and gossip chatter on the broker; two workers on one machine need neither.
    command = (*_celery("worker"), *options, "--loglevel=INFO", "--without-mingle", "--without-gossip")
    return Spec(name=name, command=command, environment=variables, cwd=checkout, harder=signal.SIGQUIT, grace_s=25.0)


def _celery(what: str) -> tuple[str, ...]:
    # As root (in a container, say) each worker would begin with a page of warning; it is meant for pickled tasks.
    calm = ("-W", "ignore:You're running the worker with superuser privileges")
    return (sys.executable, *calm, "-m", "celery", "--quiet", "-A", "praxia", what)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _variables(example: Path) -> set[str]:
    if not example.exists():
        return set()
    lines = (line.lstrip("# ").strip() for line in example.read_text().splitlines())
    return {line.partition("=")[0] for line in lines if "=" in line and line.partition("=")[0].isidentifier()}
