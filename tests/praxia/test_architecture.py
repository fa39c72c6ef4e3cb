"""Who imports whom, and what the web process carries. Contracts: `pyproject.toml`, section importlinter."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("praxia", "profiling", "research", "imaging", "fitness", "chat")
HEAVY = (
    "torch", "torchvision", "monai", "onnxruntime", "numpy", "scipy", "pandas", "PIL", "pydicom", "transformers",
    "openai", "instructor", "jiter", "pydantic", "httpx", "httpx2", "boto3", "botocore", "sentry_sdk", "pytest",
)  # fmt: skip

# What each imports before it is asked for anything; the addresses with their views come with the first request.
STARTS = {
    "web": "import praxia.asgi, praxia.urls",
    "worker": "import django\ndjango.setup()\nimport praxia.celery\npraxia.celery.app.loader.import_default_modules()",
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*ROOMS, cache_dir=None)


def test_the_contracts_are_kept():
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "0 broken" in done.stdout


def test_no_modules_import_each_other(graph):
    circles = [
        (one, other)
        for one, other in combinations(sorted(graph.modules), 2)
        if other in graph.find_modules_directly_imported_by(one)
        and one in graph.find_modules_directly_imported_by(other)
    ]
    assert circles == []


def test_no_rooms_import_each_other(graph):
    """A room is an app, or a package inside `praxia`; what lies beside those in `praxia` is the wiring on top."""
    edges = {
        (room_of(module), room_of(imported))
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
        if imported != "praxia"  # the package itself holds the version alone
    }
    assert ("chat", "praxia.lib") in edges
    assert {(one, other) for one, other in edges if one < other and (other, one) in edges} == set()


def test_the_package_that_everybody_may_import_imports_nothing(graph):
    assert graph.find_modules_directly_imported_by("praxia") == set()


def room_of(module: str) -> str:
    app, *rest = module.split(".")
    inner = f"{app}.{rest[0]}" if rest else app
    if app == "praxia":
        return inner if (ROOT / inner.replace(".", "/")).is_dir() else "wiring"
    return app


@pytest.mark.parametrize("process", ["web", "worker"])
def test_a_fresh_process_loads_nothing_heavy(process):
    seconds, loaded = fresh(STARTS[process])
    print(f"{process}: {seconds:.2f} s of processor time")
    assert loaded == []
    assert seconds < 4  # measured: 0.6 and 0.8


def test_the_test_would_notice():
    assert fresh("import pydantic")[1] == ["pydantic"]


def fresh(code: str) -> tuple[float, list[str]]:
    """Processor seconds of some imports in an interpreter of their own, and which heavy libraries came with them."""
    begin = "import json, os, sys, time; os.environ['DJANGO_SETTINGS_MODULE'] = 'praxia.settings'"
    end = f"print(json.dumps([time.process_time(), [one for one in {HEAVY} if one in sys.modules]]))"
    done = subprocess.run(
        [sys.executable, "-c", f"{begin}\n{code}\n{end}"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds, loaded = json.loads(done.stdout)
    return seconds, loaded
