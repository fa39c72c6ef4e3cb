"""What every engine can do, whichever library is behind it."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Outputs(NamedTuple):
    """`logits` (n, labels) float32 and `cams` (n, labels, h, w) float32, where `logit = cam.mean() + bias of the label`."""

    logits: NDArray[np.float32]
    cams: NDArray[np.float32]


class Engine(Protocol):
    """Runs one network on one thread."""

    def run(self, films: NDArray[np.float32]) -> Outputs:
        """`films` is (n, 1, size, size) float32 in [-1024, 1024]."""


def probe(size: int) -> NDArray[np.float32]:
    """(1, 1, size, size): a made-up picture that every card keeps the answer to, so that other weights are noticed at once."""
    rows, columns = np.mgrid[0:size, 0:size] / size
    waves = np.sin(7 * rows + 1) * np.cos(5 * columns) + 0.3 * np.sin(23 * rows * columns)
    return (waves * 700).astype(np.float32)[None, None]
