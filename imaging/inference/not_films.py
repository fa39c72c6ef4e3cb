"""Pictures that are no films, drawn from chance alone: what the gates learn to refuse without needing anybody's photographs.

Each painter gives a `(64, 64) float32` picture in [0, 1]. Dead leaves (overlapping discs of random grey) and noise that falls off
with frequency have the statistics of photographs; pages, screens and plots have lines and blocks.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

SIDE = 64
Picture = NDArray[np.float32]
Rng = np.random.Generator
_Y, _X = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / SIDE


def not_film(rng: Rng) -> Picture:
    painted = PAINTERS[rng.integers(len(PAINTERS))](rng)
    if rng.random() < 0.25:
        share = rng.uniform(0.3, 0.7)
        painted = share * painted + (1 - share) * PAINTERS[rng.integers(len(PAINTERS))](rng)
    if rng.random() < 0.3:  # things, faces and icons are often alike on both sides, as a chest is
        painted = np.hstack([painted[:, : SIDE // 2], painted[:, SIDE // 2 - 1 :: -1]])
    if rng.random() < 0.5:
        painted = 1 - painted
    painted = painted - painted.min()
    return (painted / max(float(painted.max()), 1e-6)).astype(np.float32) ** np.float32(rng.uniform(0.6, 1.7))


def leaves(rng: Rng) -> Picture:
    painted = np.full((SIDE, SIDE), rng.random(), np.float32)
    for _ in range(rng.integers(5, 120)):
        radius = 0.5 * (rng.random() + 0.02) ** 2.5 + 0.01
        inside = (_Y - rng.random()) ** 2 + ((_X - rng.random()) * rng.uniform(0.5, 2)) ** 2 < radius**2
        painted[inside] = rng.random() + (_Y[inside] - 0.5) * rng.uniform(-0.5, 0.5)
    return painted


def clouds(rng: Rng) -> Picture:
    """Noise whose strength falls with frequency to a power between 0 (white) and 3 (smooth)."""
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(SIDE), np.fft.rfftfreq(SIDE), indexing="ij"))
    frequency[0, 0] = 1
    spectrum = np.fft.rfft2(rng.normal(size=(SIDE, SIDE))) / frequency ** rng.uniform(0, 3)
    return np.fft.irfft2(spectrum).astype(np.float32)


def slope(rng: Rng) -> Picture:
    angle, bent = rng.uniform(0, 2 * np.pi), rng.uniform(0.4, 2.5)
    along = (_X - 0.5) * np.cos(angle) + (_Y - 0.5) * np.sin(angle)
    round_ = np.hypot(_X - rng.random(), _Y - rng.random())
    chosen = along if rng.random() < 0.5 else round_
    return (np.abs(chosen - chosen.min()) ** bent).astype(np.float32)


def page(rng: Rng) -> Picture:
    """Lines of writing on paper, in one or two columns, seldom with a picture."""
    painted = np.full((SIDE, SIDE), 0.95, np.float32)
    step, columns = int(rng.integers(2, 6)), int(rng.integers(1, 3))
    for top in range(int(rng.integers(2, 12)), SIDE - 3, step):
        for column in range(columns):
            start = 4 + column * SIDE // columns
            end = int(start + rng.uniform(0.3, 0.9) * (SIDE // columns - 6))
            ink = rng.uniform(0.1, 0.6, max(end - start, 0))
            painted[top : top + max(step // 2, 1), start:end] -= ink
    if rng.random() < 0.4:
        top, left = rng.integers(4, 40, 2)
        painted[top : top + 18, left : left + 22] = leaves(rng)[:18, :22]
    return painted


def screen(rng: Rng) -> Picture:
    """Bars, panels and buttons."""
    painted = np.full((SIDE, SIDE), rng.random(), np.float32)
    for _ in range(rng.integers(3, 25)):
        top, left = rng.integers(0, SIDE - 2, 2)
        height, width = rng.integers(1, [max(2, SIDE - top), max(2, SIDE - left)])
        painted[top : top + height, left : left + width] = rng.random()
    return painted


def plot(rng: Rng) -> Picture:
    painted = np.full((SIDE, SIDE), rng.choice([0.0, 1.0]), np.float32)
    ink = 1 - painted[0, 0]
    painted[:, rng.integers(4, 12)] = painted[-rng.integers(4, 12), :] = ink
    for _ in range(rng.integers(1, 5)):
        heights = np.clip(np.cumsum(rng.normal(0, 2, SIDE)) + rng.integers(10, 54), 0, SIDE - 1).astype(int)
        painted[heights, np.arange(SIDE)] = ink
        if rng.random() < 0.3:
            painted[heights < _Y * SIDE] = (ink + painted[0, 0]) / 2
    return painted


def head(rng: Rng) -> Picture:
    """One oval with darker places, as of a face, a skull, a coin or an organ in section."""
    painted = np.full((SIDE, SIDE), rng.uniform(0, 0.4), np.float32) + 0.1 * leaves(rng)
    centre_y, centre_x = rng.uniform(0.35, 0.65, 2)
    oval = ((_Y - centre_y) / rng.uniform(0.2, 0.5)) ** 2 + ((_X - centre_x) / rng.uniform(0.15, 0.45)) ** 2
    painted[oval < 1] = rng.uniform(0.5, 1) - rng.uniform(0, 0.4) * oval[oval < 1]
    for _ in range(rng.integers(0, 5)):
        spot = ((_Y - rng.uniform(0.3, 0.7)) ** 2 + (_X - rng.uniform(0.3, 0.7)) ** 2) < rng.uniform(0.02, 0.1) ** 2
        painted[spot] = rng.random()
    return painted


def waves(rng: Rng) -> Picture:
    painted = np.zeros((SIDE, SIDE), np.float32)
    for _ in range(rng.integers(1, 4)):
        across, down = rng.uniform(-12, 12, 2)
        painted += np.sin(2 * np.pi * (across * _X + down * _Y) + rng.uniform(0, 6))
    return np.sign(painted) if rng.random() < 0.3 else painted


def scene(rng: Rng) -> Picture:
    """Sky above ground, or a thing on a table: two halves of their own textures."""
    line = rng.integers(12, 52)
    painted = np.where(line > _Y * SIDE, rng.random() + 0.2 * slope(rng), rng.random() + 0.5 * clouds_flat(rng))
    return painted.T.astype(np.float32) if rng.random() < 0.2 else painted.astype(np.float32)


def clouds_flat(rng: Rng) -> Picture:
    found = clouds(rng)
    return (found - found.min()) / max(float(found.max() - found.min()), 1e-6)


PAINTERS: tuple[Callable[[Rng], Picture], ...] = (
    leaves,
    leaves,
    clouds,
    clouds,
    slope,
    page,
    screen,
    plot,
    head,
    head,
    waves,
    scene,
)
