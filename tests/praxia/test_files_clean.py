"""What our files must not hold, and how long they are."""

from __future__ import annotations

import re
from statistics import median

from tests.praxia.files import ROOT, ours, read

TEXTS = [
    path
    for path in ours(".")
    if path.suffix not in (".png", ".ico", ".woff2", ".onnx", ".safetensors", ".npz")
    and path.name != "test_files_clean.py"
]
CODE = [
    path for room in ("praxia", "profiling", "chat") for path in ours(room, "*.py") if "migrations" not in path.parts
]
# Folders of one machine; names under which packages are fetched in one place alone.
PLACES = re.compile(
    r"(?<![\w.])/(?:work|root|Users|opt|srv|mnt)/\w|/home/(?!praxia)\w|/tmp/(?!celerybeat-schedule)\w|\.pyenv|"
    r"--(?:extra-)?index-url|--find-links|trusted-host|\b[\w-]+\.(?:internal|corp|intranet|lan)\b"
)
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|[Ll]orem ipsum")


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in TEXTS
        for number, line in enumerate(read(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_path_of_a_machine_and_no_name_of_a_registry():
    assert found(PLACES) == []


def test_nothing_is_left_to_be_done():
    assert found(UNFINISHED) == []


def test_no_file_is_a_drawer_for_anything():
    drawers = {"utils", "helpers", "common", "manager", "handler", "misc"}
    assert [path for path in ours(".", "*.py") if path.stem in drawers] == []


def test_sizes_are_told():
    """Habits, not scores: nothing here fails for its length."""
    lengths = sorted((len(read(path).splitlines()), path.relative_to(ROOT)) for path in CODE)
    lines = [length for length, _ in lengths]
    print(f"{len(lines)} files, median {median(lines):g} lines, nine of ten below {lines[len(lines) * 9 // 10]}")
    print("longest:", ", ".join(f"{path} {length}" for length, path in lengths[-5:]))
    assert lines
