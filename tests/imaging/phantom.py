"""A drawn chest: dark lungs, bright heart, ribs and belly. It is nobody's film, and upright enough for the gates."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray


@cache
def chest(height: int = 512, width: int = 512, *, seed: int = 0) -> NDArray[np.uint8]:
    """`(height, width) uint8`, air dark; drawn once and read-only, since hundreds of tests ask for the same."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    y, x = y / height, x / width
    body = 0.62 + 0.1 * y - 0.35 * np.clip(np.abs(x - 0.5) - 0.42, 0, 1) * 8
    film = np.clip(body, 0.1, 0.9)
    for side in (0.29, 0.71):
        lung = ((x - side - 0.05 * (0.5 - side) * (1 - y)) / 0.155) ** 2 + ((y - 0.47) / 0.345) ** 2
        film = np.where(lung < 1, film - 0.42 * np.clip((1 - lung) * 2.2, 0, 1), film)
    for rib in np.linspace(0.2, 0.75, 9):
        arch = rib + 0.12 * ((x - 0.5) / 0.5) ** 2
        film = film + 0.05 * np.exp(-(((y - arch) / 0.008) ** 2)) * (np.abs(x - 0.5) < 0.42)
    film = film + 0.28 * np.exp(-(((x - 0.5) / 0.07) ** 2)) * (y > 0.05)
    heart = ((x - 0.56) / 0.15) ** 2 + ((y - 0.63) / 0.15) ** 2
    film = np.where(heart < 1, np.maximum(film, 0.78), film)
    film = np.where(y > 0.83 - 0.08 * np.exp(-(((np.abs(x - 0.5) - 0.2) / 0.15) ** 2)), np.maximum(film, 0.8), film)
    neck = (y < 0.12) & (np.abs(x - 0.5) > 0.17 + y)
    film = np.where(neck, film * 0.45, film)
    film = film + rng.normal(0, 0.012, film.shape)
    drawn = np.rint(np.clip(film, 0, 1) * 255).astype(np.uint8)
    drawn.setflags(write=False)
    return drawn
