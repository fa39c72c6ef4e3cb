"""What a network gets to see."""

from __future__ import annotations

import numpy as np
import pytest

from imaging.inference.prepare import area, model_input, shrunk, thumbnail
from tests.imaging.phantom import chest


def test_the_range_is_that_of_the_networks() -> None:
    film = np.array([[0, 255], [255, 0]], np.uint8)
    found = model_input(film, 2)
    assert found.shape == (1, 1, 2, 2) and found.dtype == np.float32
    assert found.ravel().tolist() == [-1024, 1024, 1024, -1024]


def test_sixteen_bits_and_eight_bits_look_the_same() -> None:
    film = chest(300, 260)
    assert np.abs(model_input(film, 64) - model_input(film.astype(np.uint16) * 257, 64)).max() < 1e-2


def test_the_centre_square_is_read() -> None:
    film = np.zeros((100, 300), np.uint8)
    film[:, 100:200] = 255
    assert model_input(film, 10).min() == 1024


def test_a_film_of_the_networks_own_size_is_not_touched() -> None:
    film = chest(28, 28)
    assert np.array_equal(np.rint((model_input(film, 28)[0, 0] + 1024) / 2048 * 255), film)


def test_every_pixel_counts_by_its_area() -> None:
    """Against the definition: each pixel split into 60 parts, then averaged."""
    film = np.random.default_rng(0).integers(0, 256, (12, 15)).astype(np.uint8)
    fine = np.kron(film, np.ones((5, 4)))
    expected = fine.reshape(5, 12, 6, 10).mean(axis=(1, 3))
    assert np.allclose(area(film, 5, 6), expected, atol=1e-4)


def test_the_mean_stays_where_it_was() -> None:
    film = chest(331, 277)
    assert abs(float(area(film, 64, 64).mean()) - film.mean()) < 0.05


def test_smaller_pictures_are_left_as_they_are() -> None:
    film = chest(100, 80)
    assert shrunk(film, 100) is film
    assert shrunk(film, 50).shape == (50, 40)


@pytest.mark.parametrize(
    "wrong", [np.zeros((3, 4, 3), np.uint8), np.zeros((4, 4), np.float32), np.zeros((0, 4), np.uint8)]
)
def test_another_kind_of_array_is_refused(wrong: np.ndarray) -> None:
    for call in (lambda: model_input(wrong, 4), lambda: thumbnail(wrong, 4)):
        with pytest.raises(ValueError, match="expected"):
            call()
