"""What a network gets to see of a film: one channel, centre square, area resampling, float32 in [-1024, 1024]."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

LOWEST: Final = -1024.0
HIGHEST: Final = 1024.0

Pixels = NDArray[np.uint8] | NDArray[np.uint16]


def model_input(pixels: Pixels, size: int) -> NDArray[np.float32]:
    """`(1, 1, size, size) float32` in [-1024, 1024] from `(height, width)` uint8 or uint16.

    The full scale of the dtype is the range of the picture (`decode` brings 12-bit data there), dark is air. Wrong ranges and
    more channels are the commonest reason for one and the same output for every film, hence they raise ValueError here.
    """
    return (_unit(area(_square(_checked(pixels)), size, size), pixels) * (HIGHEST - LOWEST) + LOWEST)[None, None]


def thumbnail(pixels: Pixels, size: int) -> NDArray[np.float32]:
    """The whole picture, not only its centre, as `(size, size) float32` in [0, 1]; the gates look at this."""
    return _unit(area(_checked(pixels), size, size), pixels)


def shrunk(pixels: Pixels, longest: int) -> Pixels:
    """The picture with its longer side at most `longest`, in the same dtype; unchanged when it is small enough."""
    height, width = pixels.shape
    scale = longest / max(height, width)
    if scale >= 1:
        return pixels
    small = np.rint(area(pixels, max(1, round(height * scale)), max(1, round(width * scale))))
    return small.astype(np.uint8) if pixels.dtype == np.uint8 else small.astype(np.uint16)


def _checked(pixels: Pixels) -> Pixels:
    if pixels.ndim != 2 or pixels.dtype not in (np.uint8, np.uint16) or not pixels.size:
        raise ValueError(f"expected (height, width) uint8 or uint16, got {pixels.shape} {pixels.dtype}")
    return pixels


def _unit(values: NDArray[np.float32], pixels: Pixels) -> NDArray[np.float32]:
    return values / np.float32(np.iinfo(pixels.dtype).max)


def _square(pixels: Pixels) -> Pixels:
    height, width = pixels.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return pixels[top : top + side, left : left + side]


def area(pixels: NDArray, height: int, width: int) -> NDArray[np.float32]:
    """Area resampling: every pixel counts by the part of it that lies in the target pixel.

    One pass over the rows in narrow bands, so that a 40-megapixel film needs no float copy of itself.
    """
    return _rows(np.ascontiguousarray(_rows(pixels, height).T), width).T


def _rows(pixels: NDArray, height: int) -> NDArray[np.float32]:
    edges = np.linspace(0, pixels.shape[0], height + 1)
    found = np.empty((height, pixels.shape[1]), np.float32)
    for row, (start, end) in enumerate(pairwise(edges)):
        first, last = int(start), min(int(np.ceil(end - 1e-9)), pixels.shape[0])
        places = np.arange(first, last)
        parts = np.minimum(places + 1, end) - np.maximum(places, start)
        found[row] = (parts / parts.sum()).astype(np.float32) @ pixels[first:last].astype(np.float32)
    return found
