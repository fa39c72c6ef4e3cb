"""Children together: stopped in their order, and everybody's orphans reaped as process 1."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from praxia.standalone.children import Child, Spec
from praxia.standalone.logs import ChildLog
from praxia.standalone.processes import is_alive, started_at
from praxia.standalone.stopping import StopRequests
from praxia.standalone.terminal import Terminal
from praxia.standalone.watch import Watch
from tests.standalone.house import ROOT, until

AS_PROCESS_1 = """
import os, subprocess
from praxia.standalone.terminal import Terminal
from praxia.standalone.watch import Watch
assert os.getpid() == 1
subprocess.run(["sh", "-c", "true & true & true &"])
watch = Watch(Terminal(), lambda child: None)
while True:
    watch.look()
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        break
"""


@pytest.fixture
def start(tmp_path):
    """Starts a shell that does as told, under a watch that the test owns."""
    watch = Watch(Terminal(), lambda child: None)

    def begin(name: str, script: str, grace_s: float = 10.0) -> Child:
        log = ChildLog(tmp_path / f"{name}.log")
        log.rotate()
        child = Child(Spec(name, ("sh", "-c", script), {"PATH": os.environ["PATH"]}, grace_s=grace_s), log)
        child.start()
        watch.add(child)
        until(lambda: "begun" in "".join(log.tail()))
        return child

    begin.watch = watch
    return begin


def diary(path: Path, name: str) -> str:
    return f"trap 'echo {name} >> {path}; exit' TERM; echo begun; while :; do sleep 0.01; done"


def test_stop_follows_the_order(start, tmp_path):
    for name in ("engine", "worker", "web"):
        start(name, diary(tmp_path / "order", name))
    start.watch.stop((("web",), ("worker",), ("engine",)), StopRequests())
    assert (tmp_path / "order").read_text().split() == ["web", "worker", "engine"]


def test_child_that_does_not_listen_is_killed(start):
    child = start("deaf", "trap '' TERM; echo begun; while :; do sleep 0.01; done", grace_s=0.2)
    start.watch.stop((("deaf",),), StopRequests())
    assert not is_alive(child.pid)


def test_start_time_tells_a_process_from_its_successor():
    with subprocess.Popen(["sleep", "60"]) as later:
        assert started_at(os.getpid()) == started_at(os.getpid()) != started_at(later.pid)
        later.kill()
    assert started_at(2**22 + 1) is None


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="needs a process namespace")
def test_process_1_reaps_everybodys_orphans():
    command = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", sys.executable, "-c", AS_PROCESS_1]
    assert subprocess.run(command, cwd=ROOT, timeout=120).returncode == 0
