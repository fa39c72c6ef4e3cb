"""`manage.py evaluate retrieval`: tables, predictions, kept vectors, and what cannot be read."""

import gzip
import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from praxia.evaluation import retrieval, vectors_kept
from praxia.evaluation.ranked import mean, ndcg, recall
from praxia.lib import embeddings

CORPUS = [
    {"id": "heart", "q": "What is a heart attack?", "a": "A myocardial infarction: the heart gets too little blood."},
    {"id": "gout", "q": "What is gout?", "a": "Crystals of uric acid in a joint, often of the big toe."},
    {"id": "sleep", "q": "What helps against insomnia?", "a": "Regular hours, and a dark bedroom."},
]
QUERIES = {
    "1": {"orig": "Hi, my big toe hurts like hell, what could it be? thanks", "summ": "uric acid joint"},
    "2": {"orig": "i lie awake every night", "summ": "insomnia"},
    "3": {"orig": "unrelated", "summ": "unrelated"},
}
QRELS = {"1": {"gout": 3, "heart": 0}, "2": {"sleep": 2}, "3": {"heart": 0}}


@pytest.fixture
def files(tmp_path, settings):
    (tmp_path / "corpus.json.gz").write_bytes(gzip.compress(json.dumps(CORPUS).encode()))
    (tmp_path / "queries.json").write_text(json.dumps(QUERIES))
    (tmp_path / "qrels.json").write_text(json.dumps(QRELS))
    return tmp_path


def evaluate(folder, *more, qrels=True):
    words = ["--corpus", str(folder / "corpus.json.gz"), "--queries", str(folder / "queries.json")]
    words += ["--cache", str(folder / "cache"), *(["--qrels", str(folder / "qrels.json")] if qrels else [])]
    call_command("evaluate", "retrieval", *words, *more)


def test_tables_misses_and_predictions(files, capsys):
    evaluate(files, "--show", "--predictions", str(files / "out.jsonl"))
    shown = capsys.readouterr().out
    assert "3 documents, 3 questions" in shown
    assert "orig: 2 questions with a relevant document" in shown and "summ: 2 questions" in shown
    assert shown.count("fusion   1.000 [1.000, 1.000]") == 2
    rows = [json.loads(line) for line in (files / "out.jsonl").read_text().splitlines()]
    assert [row["qid"] for row in rows] == ["1", "2", "3"]
    assert rows[0].keys() == {"qid", "docs", "ms"} and rows[0]["docs"][0] == "gout" and rows[1]["docs"][0] == "sleep"


def test_each_system_answers_by_itself(files):
    first = {}
    for system in retrieval.SYSTEMS:
        evaluate(files, "--system", system, "--predictions", str(files / system), qrels=False)
        first[system] = json.loads((files / system).read_text().splitlines()[1])["docs"][0]
    assert first["vectors"] == first["fusion"] == "sleep"  # "awake at night" shares no word with it
    assert first["bm25"] == "heart"


def test_another_field(files, capsys):
    evaluate(files, "--field", "summ")
    shown = capsys.readouterr().out
    assert "summ: 2" in shown and "orig" not in shown


def test_vectors_are_made_once(files, monkeypatch):
    evaluate(files)
    monkeypatch.setattr(vectors_kept, "_put", lambda *_: pytest.fail("made again"))
    evaluate(files)


def test_without_weights_words_alone(files, capsys, settings, tmp_path, monkeypatch):
    monkeypatch.setattr("praxia.lib.encoder_weights.PACKAGE", "no-such-package")
    settings.ENCODER_ROOT, settings.ENCODER_DIR = tmp_path / "none", ""
    embeddings.forget()
    try:
        evaluate(files)
    finally:
        embeddings.forget()
    shown = capsys.readouterr().out
    assert "words alone" in shown and "vectors" not in shown


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("corpus.json.gz", "[]", "a list of documents"),
        ("corpus.json.gz", '[{"id": "x"}]', "document 1: id, q and a"),
        ("corpus.json.gz", "[\n{", ":2: not JSON"),
        ("queries.json", "[1]", "a JSON object"),
        ("queries.json", '{"7": {"summ": "x"}}', "question 7 has no text 'orig'"),
        ("qrels.json", '{"1": {"x": "high"}}', "question 1: grades"),
    ],
)
def test_unreadable_input_is_status_2(files, name, content, reason):
    (files / name).write_text(content)
    with pytest.raises(CommandError, match=reason) as caught:
        evaluate(files)
    assert caught.value.returncode == 2


def test_a_folder_that_cannot_be_used(files):
    (files / "cache").write_text("a file")
    with pytest.raises(CommandError, match="another folder with --cache") as caught:
        evaluate(files)
    assert caught.value.returncode == 2


def test_broken_archive(files):
    (files / "corpus.json.gz").write_bytes(gzip.compress(b"[]")[:-4])
    with pytest.raises(CommandError, match="not readable"):
        evaluate(files)


def test_needs_neither_database_nor_redis(files):
    env = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "PATH": "/usr/bin",
    }
    words = [
        "--corpus",
        str(files / "corpus.json.gz"),
        "--queries",
        str(files / "queries.json"),
        "--cache",
        str(files / "c"),
    ]
    done = subprocess.run(
        [sys.executable, "manage.py", "evaluate", "retrieval", *words], capture_output=True, text=True, env=env
    )
    assert done.returncode == 0, done.stderr
    assert "3 documents" in done.stdout


def test_measures():
    grades = {"a": 3, "b": 1, "c": 0}
    assert ndcg(["a", "b"], grades) == 1.0
    assert ndcg(["x", "a"], grades) == pytest.approx(3 / 1.5849625 / (3 + 1 / 1.5849625))
    assert ndcg(["x"], {"a": 0}) == 0.0
    assert recall(["a", "x"], grades) == 0.5
    middle, low, high = mean([0.0, 1.0] * 20)
    assert middle == 0.5 and 0.3 < low < 0.5 < high < 0.7
