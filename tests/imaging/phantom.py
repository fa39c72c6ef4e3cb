"""A drawn chest: lungs, heart, ribs, vessels, from formulas and chance. It is nobody's film, and upright enough for the gates."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.floating[Any]]


def chest(height: int = 512, width: int = 512, *, seed: int = 0, cloud: float = 0.0) -> NDArray[np.uint8]:
    """`(height, width) uint8`, air dark. `cloud` (0 to 2) is how dense a shadow lies in the lung on the left of the picture."""
    return _chest(height, width, seed, cloud).copy()


@cache
def _chest(height: int, width: int, seed: int, cloud: float) -> NDArray[np.uint8]:
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = (y + 0.5) / height, (x + 0.5) / width - 0.5
    y, x = 0.5 + (y - 0.5) * rng.uniform(0.97, 1.03), x * rng.uniform(0.96, 1.04)
    side = np.abs(x)
    body = _edge(0.115 + 0.42 * _edge(y - 0.13, 0.028) - 0.10 * y - side, 0.012)
    lung = _lungs(y, x, side)
    heart = _heart(y, x)
    film = 0.52 + 0.13 * y - 0.30 * side - lung * (0.40 - 0.12 * y) * (1 - 0.82 * heart)
    film += 0.16 * np.exp(-((x / 0.045) ** 2)) * (0.85 + 0.15 * np.cos(y * 2 * np.pi / 0.052))  # spine
    film += 0.10 * heart + 0.20 * _edge(y - _diaphragm(x), 0.012) * _edge(0.42 - side, 0.02)
    film -= 0.13 * np.exp(-((x / 0.018) ** 2)) * _edge(0.30 - y, 0.02)  # windpipe
    film -= 0.17 * _edge(1 - ((x - 0.17) / 0.075) ** 2 - ((y - 0.83) / 0.045) ** 2, 0.35)  # air in the stomach
    film += _bones(y, x, side) + 0.11 * lung * (1 - heart) * _vessels(y, x, rng)
    film += cloud * 0.30 * lung * _shadow(y, x, rng)
    film = 0.03 + body * np.clip(film, 0.05, 1) + rng.normal(0, 0.009, film.shape)
    return np.rint(np.clip(film, 0, 1) * 255).astype(np.uint8)


def _edge(inside: Field, softness: float) -> Field:
    """0 outside, 1 inside, soft in between."""
    return 1 / (1 + np.exp(-np.clip(inside / softness, -30, 30)))


def _dome(y: Field, bottom: float, height: float) -> Field:
    """How wide the cage is at a height, as a share of its widest."""
    return np.sqrt(np.clip(1 - (np.clip(bottom - y, 0, None) / height) ** 2.6, 0, 1))


def _diaphragm(x: Field) -> Field:
    """The height of the dome under each lung, the one on the picture's left a little higher."""
    return 0.715 + 0.025 * _edge(x, 0.03) + 3.0 * (np.abs(x) - 0.17) ** 2


def _lungs(y: Field, x: Field, side: Field) -> Field:
    outer = 0.365 * _dome(y, 0.80, 0.70)
    return _edge(outer - side, 0.008) * _edge(side - 0.055 - 0.02 * y, 0.008) * _edge(_diaphragm(x) - y, 0.008)


def _heart(y: Field, x: Field) -> Field:
    tilted = x - 0.055 - 0.30 * (y - 0.62)
    muscle = _edge(1 - (tilted / 0.135) ** 2 - ((y - 0.63) / 0.155) ** 2, 0.10)
    arch = _edge(1 - ((x - 0.035) / 0.07) ** 2 - ((y - 0.33) / 0.07) ** 2, 0.20)
    trunk = _edge(0.065 + 0.02 * y - np.abs(x - 0.01), 0.012) * _edge(y - 0.20, 0.05) * _edge(0.75 - y, 0.05)
    return np.maximum.reduce([muscle, arch, trunk])


def _bones(y: Field, x: Field, side: Field) -> Field:
    cage = _edge(0.39 * _dome(y, 0.82, 0.75) - side, 0.006) * _edge(side - 0.035, 0.01)
    behind = _stripes(y - 0.55 * side + 0.95 * side**2, 0.0725, 0.17) * _edge(0.86 - y, 0.03)
    before = _stripes(y + 0.50 * side, 0.0925, 0.15) * _edge(side - 0.13, 0.03) * _edge(0.62 - y, 0.03)
    collar = np.exp(-(((y - 0.175 + 0.16 * (side - 0.05) - 0.5 * (side - 0.2) ** 2) / 0.011) ** 2)) * _edge(
        side - 0.05, 0.01
    )
    return (0.075 * behind + 0.045 * before) * cage + 0.11 * collar * _edge(0.44 - side, 0.01)


def _stripes(phase: Field, spacing: float, thickness: float) -> Field:
    """Bands at equal distances, a little brighter at their edges, as ribs are."""
    off = np.abs(phase / spacing - np.round(phase / spacing))
    return _edge(thickness - off, 0.03) * (0.6 + 0.8 * off / thickness)


def _vessels(y: Field, x: Field, rng: np.random.Generator) -> Field:
    found = np.zeros_like(x)
    for angle in np.linspace(-1.25, 1.35, 9):
        for way in (-1, 1):
            turn = angle + rng.normal(0, 0.10)
            out = (x * way - 0.07) * np.cos(turn) + (y - 0.45) * np.sin(turn)
            up = (y - 0.45) * np.cos(turn) - (x * way - 0.07) * np.sin(turn) - rng.normal(0, 0.9) * out**2
            width = np.clip(0.009 - 0.028 * out, 0.0015, 1)
            found = np.maximum(found, np.exp(-((up / width) ** 2)) * _edge(out, 0.01) * np.clip(1.2 - 3.5 * out, 0, 1))
    return found


def _shadow(y: Field, x: Field, rng: np.random.Generator) -> Field:
    """A cloud with no clear edge: some soft spots close together."""
    found = np.zeros_like(x)
    for _ in range(20):
        row, column, size = rng.normal(0.58, 0.07), rng.normal(-0.22, 0.06), rng.uniform(0.03, 0.07)
        found += 0.40 * np.exp(-(((y - row) / size) ** 2) - (((x - column) / size) ** 2))
    return np.clip(found, 0, 1)
