"""`manage.py evaluate imaging`: its tables, its predictions, its refusals, and that it needs no engine of ours."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from praxia.evaluation import imaging
from praxia.evaluation.lines import Unreadable


@pytest.fixture
def films(tmp_path):
    """Forty made-up films: bright ones carry the label, which says nothing to the network."""
    chance = np.random.default_rng(0)
    pictures = chance.integers(0, 256, (40, 28, 28)).astype(np.uint8)
    path = tmp_path / "films.npz"
    np.savez(
        path, val_images=pictures, val_labels=(np.arange(40) % 2)[:, None], odd=pictures[:3], wide=pictures[..., None]
    )
    return path


def evaluate(tmp_path, images, labels=None, **more) -> tuple[str, list[dict]]:
    lines: list[str] = []
    out = tmp_path / "out.jsonl"
    options = {
        "images": str(images),
        "labels": labels and str(labels),
        "model": None,
        "show": False,
        "predictions": out,
    }
    imaging.run(options | more, lines.append)
    return "\n".join(lines), [json.loads(line) for line in out.read_text().splitlines()]


def test_it_works(films, tmp_path):
    text, rows = evaluate(tmp_path, f"{films}:val_images", "val_labels")
    assert "40 films, pneumonia-demo" in text and "not for care" in text
    assert "AUC [95 %]" in text and "mean risk told" in text
    assert [row["index"] for row in rows] == list(range(40))
    assert {tuple(row) for row in rows} == {("index", "p", "scores", "calibrated", "refused", "reasons", "ms")}
    assert all(row["scores"] == {"Pneumonia": row["p"]} and 0 <= row["p"] <= 1 and not row["refused"] for row in rows)


def test_figures_are_those_of_the_predictions(films, tmp_path):
    from imaging.inference.metrics import auc, calibration_error

    text, rows = evaluate(tmp_path, f"{films}:val_images", "val_labels")
    given, truth = np.array([row["p"] for row in rows]), np.arange(40) % 2
    assert f"{auc(truth, given):.4f} [" in text
    assert f"{calibration_error(truth, given):.4f}" in text


def test_without_labels_it_only_predicts(films, tmp_path):
    text, rows = evaluate(tmp_path, f"{films}:val_images")
    assert "AUC" not in text and len(rows) == 40


def test_groups_come_from_the_columns_of_a_table(films, tmp_path):
    table = tmp_path / "labels.csv"
    with table.open("w", newline="") as file:
        write = csv.writer(file)
        write.writerow(["image", "pneumonia", "sex", "view", "age"])
        for n in range(40):
            write.writerow([n, n % 2, "FM"[n % 4 // 2], "PA", 2 + n])
    text, _ = evaluate(tmp_path, f"{films}:val_images", table)
    assert (
        "sex F" in text and "sex M" in text and "view PA" in text and "age 0 to 17" in text and "age 18 to 39" in text
    )


def test_misses_are_listed(films, tmp_path):
    text, rows = evaluate(tmp_path, f"{films}:val_images", "val_labels", show=True)
    assert text.count("there (") == sum((row["p"] >= threshold()) != row["index"] % 2 for row in rows) > 0


def threshold() -> float:
    from imaging.inference.readers import installed, open_reader

    return open_reader(installed(None)[0]).calibration.curves["Pneumonia"].threshold


@pytest.mark.parametrize(
    ("images", "labels", "words"),
    [
        ("films.npz:nothing", None, "holds no array nothing"),
        ("films.npz:wide", None, "is needed"),
        ("gone.npz:val_images", None, "no such file"),
        ("films.npz:odd", "val_labels", "one column for each"),
        ("films.npz:val_images", "gone.csv", "no such file"),
        ("nowhere", None, "neither a folder"),
    ],
)
def test_what_cannot_be_read_is_named(films, tmp_path, images, labels, words):
    if labels and labels.endswith(".csv"):
        labels = tmp_path / labels
    with pytest.raises(Unreadable, match=words):
        evaluate(tmp_path, tmp_path / images, labels)


def test_a_pickle_in_the_place_of_arrays_is_not_opened(tmp_path):
    np.savez(tmp_path / "films.npz", val_images=np.array([{"a": 1}], dtype=object))
    with pytest.raises(Unreadable, match="plain arrays"):
        evaluate(tmp_path, f"{tmp_path / 'films.npz'}:val_images")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", b"text"])
def test_a_damaged_archive_is_named(tmp_path, content):
    (tmp_path / "films.npz").write_bytes(content)
    with pytest.raises(Unreadable, match="plain arrays"):
        evaluate(tmp_path, f"{tmp_path / 'films.npz'}:val_images")


def test_a_network_that_is_not_there(films, tmp_path):
    with pytest.raises(Unreadable, match="no network chest-18"):
        evaluate(tmp_path, f"{films}:val_images", model="chest-18")


def test_pictures_that_are_no_films_are_refused(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    noise = np.random.default_rng(0).integers(0, 256, (300, 300)).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, "PNG")
    (folder / "noise.png").write_bytes(out.getvalue())
    (folder / "cut.png").write_bytes(out.getvalue()[:400])
    text, rows = evaluate(tmp_path, folder)
    assert "refused: 2 of 2" in text
    assert all(row["refused"] and row["reasons"] and row["scores"] == {} and "p" not in row for row in rows)


def test_it_needs_neither_database_nor_redis(films, tmp_path):
    nowhere = {"DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    argv = [
        sys.executable,
        "manage.py",
        "evaluate",
        "imaging",
        "--images",
        f"{films}:val_images",
        "--labels",
        "val_labels",
    ]
    done = subprocess.run(argv, env=os.environ | nowhere, capture_output=True, text=True)
    assert done.returncode == 0 and "AUC" in done.stdout and done.stderr == ""


def test_the_command_says_which_file_is_wrong(films):
    with pytest.raises(CommandError, match=r"films\.npz") as caught:
        call_command("evaluate", "imaging", "--images", f"{films}:gone")
    assert caught.value.returncode == 2
