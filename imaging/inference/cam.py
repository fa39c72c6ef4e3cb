"""Where the network looked: a coarse map over the centre square of a film, as a picture and in words.

The map says which places spoke for a finding, not where a disease is. It is as coarse as the network's last layer (7 x 7).
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray

_RED: Final = (214, 69, 65)
_STRONGEST: Final = 0.75  # opacity of the strongest place; a page lets a person change it as a whole
_HEIGHTS: Final = ("upper", "middle", "lower")


def zones(cam: NDArray[np.float32]) -> tuple[str, ...]:
    """Up to two places, a third of a side each, where the map is strongest, in words, or none where nothing speaks for the finding.

    Sides are those of the picture: on a frontal film the person's right is on the left of the picture.
    """
    strength = _strength(cam)
    if not strength.any():
        return ()
    share = {
        f"{height} {side} of the picture": float(block.mean())
        for height, rows in zip(_HEIGHTS, np.array_split(strength, 3), strict=True)
        for side, block in zip(("left", "right"), np.array_split(rows, 2, axis=1), strict=True)
    }
    best = max(share.values())
    return tuple(sorted((name for name in share if share[name] >= 0.75 * best), key=lambda name: -share[name])[:2])


def overlay(cam: NDArray[np.float32], height: int, width: int) -> bytes:
    """A PNG of `height` x `width` with transparency, to be laid over the film: opacity is strength, outside the square nothing."""
    from PIL import Image

    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    picture = np.zeros((height, width, 4), np.uint8)
    picture[..., :3] = _RED
    picture[top : top + side, left : left + side, 3] = np.rint(_enlarged(_strength(cam), side) * _STRONGEST * 255)
    out = BytesIO()
    Image.fromarray(picture).save(out, "PNG")
    return out.getvalue()


def _strength(cam: NDArray[np.float32]) -> NDArray[np.float32]:
    """What speaks for the finding, 0 to 1 of the strongest place; all 0 where nothing does."""
    speaking = np.maximum(cam, 0)
    most = speaking.max()
    return speaking / most if most > 0 else speaking


def _enlarged(values: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """Bilinear, cell centres in place."""
    return _along(_along(values, side).T, side).T


def _along(values: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    count = len(values)
    places = np.clip((np.arange(side) + 0.5) * count / side - 0.5, 0, count - 1)
    lower = np.floor(places).astype(int)
    upper, part = np.minimum(lower + 1, count - 1), (places - lower)[:, None].astype(np.float32)
    return values[lower] * (1 - part) + values[upper] * part
