"""Vectors as bytes in a row: 384 float32, little-endian. Of another version than the encoder's they are made anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from praxia.lib.embeddings import DIMENSIONS

if TYPE_CHECKING:
    from praxia.lib.embeddings import Vectors

NOTHING = bytes(4 * DIMENSIONS)  # of a text without a vector


def packed(vector: Vectors) -> bytes:
    return np.asarray(vector, "<f4").tobytes()


def unpacked(rows: Sequence[bytes | memoryview]) -> Vectors:
    """(n, 384) float32."""
    if not rows:
        return np.zeros((0, DIMENSIONS), np.float32)
    return np.frombuffer(b"".join(rows), "<f4").reshape(len(rows), DIMENSIONS)
