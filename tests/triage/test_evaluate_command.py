"""`manage.py evaluate triage`: labels, bounds, misses, predictions."""

import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from praxia.evaluation.shares import told, wilson
from praxia.evaluation.triage import vignette

ROWS = [
    {"id": "a", "text": "I can't breathe and my lips are blue", "label": "emergent"},
    {"id": "b", "text": "what is gluten", "level": "self_care"},
    {"id": "c", "text": "my dog is nice", "urgency_level": "em"},
]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS) + "\n\n", encoding="utf-8")
    return path


def test_table_misses_and_predictions(file, tmp_path, capsys):
    call_command("evaluate", "triage", str(file), "--show", "--predictions", str(tmp_path / "out.jsonl"))
    shown = capsys.readouterr().out
    assert "emergency sensitivity: 1 of 2 = 50.0 % [9.5, 90.5]" in shown
    assert "c: ed_now/call_now expected" in shown
    assert "a: " not in shown
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert rows[0].keys() == {"id", "level", "rules", "conditions", "findings"}
    assert rows[0]["level"] == "call_now"


def test_without_labels_levels_are_counted(tmp_path, capsys):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": 1, "text": "hello"}\n', encoding="utf-8")
    call_command("evaluate", "triage", str(path))
    assert "judged ed_now or call_now (no label): 0 of 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"id": 1, "text": "x"}\nnope\n', ":2: not JSON"),
        ("[1]\n", ":1: not a JSON object"),
        ('{"id": 1}\n', ":1: id and text"),
        ('{"id": 1, "text": 5}\n', ":1: id and text"),
        ('{"id": 1, "text": "x", "about": {"age": "old"}}\n', ":1: about.age"),
    ],
)
def test_unreadable_input_is_status_2(tmp_path, content, reason):
    path = tmp_path / "rows.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=reason) as caught:
        call_command("evaluate", "triage", str(path))
    assert caught.value.returncode == 2


def test_missing_file():
    with pytest.raises(CommandError, match="no such file"):
        call_command("evaluate", "triage", "nowhere.jsonl")


def test_needs_neither_database_nor_redis(file):
    env = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "PATH": "/usr/bin",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "evaluate", "triage", str(file)], capture_output=True, text=True, env=env
    )
    assert done.returncode == 0, done.stderr
    assert "3 texts" in done.stdout


def test_vignette_fields_become_one_text():
    row = {
        "demographics": "40 year old Male",
        "chief_complaints": "Cough",
        "absent_findings": "No fever",
        "family_history": "None",
    }
    assert vignette(row) == "40 year old Male. Cough. No fever."


def test_wilson_bounds():
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(24, 26)
    assert (round(low, 3), round(high, 3)) == (0.759, 0.979)
    assert told(1, 4) == "1 of 4 = 25.0 % [4.6, 69.9]"
