"""Gates on real pictures, where a machine has them: development films, and photographs that other packages carry."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from imaging.inference import gates
from imaging.inference.prepare import thumbnail

FILMS = Path(__file__).resolve().parents[3] / "shared" / "data" / "imaging"
PACKAGES = (("skimage", "data"), ("sklearn", "datasets/images"), ("matplotlib", "mpl-data/sample_data"))


def photographs() -> list[Path]:
    found = []
    for package, folder in PACKAGES:
        spec = importlib.util.find_spec(package)
        if spec and spec.origin:
            place = Path(spec.origin).parent / folder
            found += [path for path in place.glob("*") if path.suffix in (".png", ".jpg", ".jpeg")]
    return found


@pytest.mark.skipif(not FILMS.exists(), reason="the development films are not on this machine")
def test_real_films_pass_and_inverted_ones_do_not() -> None:
    """In-sample; the held-out figures are those of `manage.py fit_gates`, kept in gates.json."""
    films = [np.asarray(Image.open(path).convert("L")) for path in sorted((FILMS / "nih_dev").glob("*.jpg"))[:60]]
    passed = [gates.check(film, {}).accepted for film in films]
    stopped = [not gates.check(255 - film, {}).accepted for film in films]
    assert np.mean(passed) >= 0.98 and all(stopped)


@pytest.mark.skipif(not FILMS.exists(), reason="the development films are not on this machine")
def test_films_of_children_that_no_fit_has_seen_pass() -> None:
    with np.load(FILMS / "pneumoniamnist_dev.npz") as stored:
        chances = gates.fitted().chances(np.array([thumbnail(film, gates.SIDE) for film in stored["val_images"]]))
    assert np.mean(chances[:, 0] >= gates.LIKELY_FILM) >= 0.99


@pytest.mark.skipif(not photographs(), reason="no package with photographs is installed")
def test_photographs_are_no_films() -> None:
    """A cat among them. None of these was seen by the fit."""
    for path in photographs():
        with Image.open(path) as image:
            grey = np.asarray(image.convert("L"))
        if min(grey.shape) < gates.LEAST_SIDE:
            continue
        for shown in (grey, 255 - grey):
            assert not gates.check(np.ascontiguousarray(shown), {}).accepted, path.name
