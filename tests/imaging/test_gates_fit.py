"""The fit itself, on a handful of drawn chests: it runs, is seeded, and learns to tell them from what is no film."""

from __future__ import annotations

import numpy as np
import pytest

from imaging.inference import gates_fit
from imaging.inference.gates_fit import FILM_SIDE
from imaging.inference.not_films import not_film
from imaging.inference.prepare import thumbnail
from tests.imaging.phantom import chest

pytest.importorskip("torch")


@pytest.mark.long
def test_a_small_fit_learns_and_repeats_itself() -> None:
    drawn = [thumbnail(chest(160, 150, seed=seed), FILM_SIDE) for seed in range(6)]
    films = gates_fit.Films(large=drawn[:3] * 12, small=drawn[3:] * 12)
    gate = gates_fit.fit(films, seed=3)
    rng = np.random.default_rng(5)
    kinds = gates_fit.turned(drawn)
    assert gates_fit.measure(gate, kinds["upright"]) == 1
    assert all(gates_fit.measure(gate, shown) == 0 for name, shown in kinds.items() if name != "upright")
    assert gates_fit.measure(gate, [not_film(rng) for _ in range(100)]) <= 0.1
    assert np.array_equal(gate.output, gates_fit.fit(films, seed=3).output)


def test_folds_keep_every_film_once_apart() -> None:
    films = gates_fit.Films(large=list(range(10)), small=list(range(100, 107)))
    held = [films.fold(number)[1] for number in range(gates_fit.FOLDS)]
    assert sorted(film for fold in held for film in (*fold.large, *fold.small)) == [*range(10), *range(100, 107)]
    fitted_on, held_out = films.fold(1)
    assert not set(fitted_on.large) & set(held_out.large)
