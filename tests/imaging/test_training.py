"""Training the demonstration model: repeatable, from training films alone, and not enabled when it did not learn."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import torch
from django.core.management import CommandError, call_command

from imaging.inference.demonstration import Films, UnreadableFilms, make
from imaging.inference.readers import open_reader
from imaging.inference.training import Recipe, as_input, bent, train

QUICK = Recipe(strengths=(0.4, 0.4), epochs=5, batch=16)


def films(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Half with a bright spot in a noisy picture, which six short rounds are enough to learn."""
    chance = np.random.default_rng(seed)
    pictures = chance.integers(60, 120, (n, 28, 28))
    truth = np.arange(n) % 2
    spots = chance.integers(4, 16, (n, 2))
    for picture, there, (top, left) in zip(pictures, truth, spots, strict=True):
        picture[top : top + 8, left : left + 8] += 120 * there
    return pictures.astype(np.uint8), truth


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp("films") / "films.npz"
    (shown, truth), (kept, kept_truth) = films(128, 0), films(60, 1)
    shown[3] = kept[1]  # one film lies in both, one comes twice
    shown[7] = shown[9]
    np.savez(path, train_images=shown, train_labels=truth[:, None], val_images=kept, val_labels=kept_truth[:, None])
    return path


@pytest.fixture(scope="module")
def made(data, tmp_path_factory):
    return make(Films.read(data), tmp_path_factory.mktemp("models"), date(2026, 3, 4), lambda _: None, QUICK)


def test_films_that_lie_in_both_are_left_out(data):
    found = Films.read(data)
    assert found.dropped == 2 and len(found.train) == len(found.train_truth) == 126
    assert not {one.tobytes() for one in found.train} & {one.tobytes() for one in found.validation}


def test_it_learns_and_reads(made, data):
    assert made.problem == "" and made.body["evaluation"]["figures"]["AUC"]["value"] > 0.965
    reader, held = open_reader(made), Films.read(data)
    risks = np.array([reader.read(one).findings[0].p for one in held.validation])
    assert risks[held.validation_truth == 1].mean() > risks[held.validation_truth == 0].mean() + 0.3


def test_the_same_films_give_the_same_weights(data):
    held, quick = Films.read(data), Recipe(strengths=(0.5,), epochs=1, batch=16)
    ours, again = (train(held.train, held.train_truth, quick).state_dict() for _ in range(2))
    assert all(torch.equal(ours[key], again[key]) for key in ours)


def test_what_did_not_learn_is_not_enabled(data, tmp_path):
    held = Films.read(data)
    shuffled = np.random.default_rng(0).permutation(held.train_truth)
    mixed = Films(held.train, shuffled, held.validation, held.validation_truth, 0, held.sha256)
    card = make(mixed, tmp_path, date(2026, 3, 4), lambda _: None, Recipe(strengths=(0.5,), epochs=1, batch=16))
    assert "below 0.965" in card.problem


def test_bent_films_stay_films():
    pictures, _ = films(20, 0)
    given = as_input(pictures)
    bent_films = bent(given, torch.Generator().manual_seed(0), 1.0)
    assert bent_films.shape == given.shape and float(bent_films.min()) >= -1024 and float(bent_films.max()) <= 1024
    assert not torch.allclose(bent_films, given, atol=50)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", b"text", None])
def test_a_file_without_the_arrays_is_refused(tmp_path, content):
    path = tmp_path / "films.npz"
    np.savez(path, other=np.zeros(3)) if content is None else path.write_bytes(content)
    with pytest.raises(UnreadableFilms):
        Films.read(path)


def test_the_command_says_what_is_wrong(tmp_path):
    with pytest.raises(CommandError, match="does not hold the arrays") as caught:
        call_command("train_reader", "--data", str(tmp_path / "gone.npz"))
    assert caught.value.returncode == 2
