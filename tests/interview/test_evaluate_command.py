"""`manage.py evaluate interview`: without engines, with labels and without, and what it cannot read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]


def written(tmp_path: Path, *rows: dict | str) -> Path:
    file = tmp_path / "in.jsonl"
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return file


ROW = {
    "id": "1",
    "asked": "age",
    "profile": {},
    "text": "I'm 34 and vegan",
    "expect": {"age": 34, "dietaryPreference": "vegan"},
}


def test_it_works_without_database_and_redis(tmp_path):
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    env |= {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    out = tmp_path / "out.jsonl"
    words = [
        sys.executable,
        "manage.py",
        "evaluate",
        "interview",
        str(written(tmp_path, ROW)),
        "--predictions",
        str(out),
    ]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "precision 2 of 2 = 100.0 %" in done.stdout
    assert json.loads(out.read_text(encoding="utf-8")) == {
        "id": "1", "slots": {"age": 34, "dietaryPreference": "vegan"},
        "confidence": {"age": 0.9, "dietaryPreference": 0.9}, "declined": [], "escalate": False,
    }  # fmt: skip


def test_only_what_the_text_changed_is_told(tmp_path):
    out = tmp_path / "out.jsonl"
    file = written(tmp_path, ROW | {"profile": {"age": 34}, "expect": None})
    call_command("evaluate", "interview", str(file), predictions=out)
    assert json.loads(out.read_text(encoding="utf-8"))["slots"] == {"dietaryPreference": "vegan"}


def test_an_emergency_is_escalated(tmp_path):
    out = tmp_path / "out.jsonl"
    call_command(
        "evaluate",
        "interview",
        str(written(tmp_path, ROW | {"text": "crushing chest pain down my left arm"})),
        predictions=out,
    )
    assert json.loads(out.read_text(encoding="utf-8"))["escalate"] is True


def test_misses_are_shown(tmp_path, capsys):
    call_command("evaluate", "interview", str(written(tmp_path, ROW | {"expect": {"age": 35}})), "--show")
    told = capsys.readouterr().out
    assert "age expected 35, found 34" in told and "dietaryPreference expected nothing" in told


@pytest.mark.parametrize(
    "row",
    ["{", "[]", {"id": "1"}, {"text": "x"}, ROW | {"asked": "shoe size"}, ROW | {"profile": 3}, ROW | {"expect": 3}],
    ids=str,
)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path, row):
    with pytest.raises(CommandError) as refused:
        call_command("evaluate", "interview", str(written(tmp_path, ROW, row)))
    assert refused.value.returncode == 2 and "in.jsonl:2" in str(refused.value)


def test_nobody_to_ask(tmp_path, settings):
    for key in ("TOGETHER_AI_API_KEY", "OPENAI_API_KEY", "OPENROUTER_API_KEY", "OLLAMA_API", "AWS_REGION"):
        setattr(settings, key, "")
    with pytest.raises(CommandError, match="no language model"):
        call_command("evaluate", "interview", str(written(tmp_path, ROW)), "--engine", "llm")


def test_a_model_reads_too(tmp_path, model, capsys):
    said = {"field": "age", "value": "34", "confidence": "high", "quote": "I'm 34", "corrects": False}
    model({"object": {"said": [said], "declined": []}})
    call_command("evaluate", "interview", str(written(tmp_path, ROW)), "--engine", "llm")
    assert "read by llm" in capsys.readouterr().out
