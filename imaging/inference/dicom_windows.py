"""From stored values to brightness: modality rescale, then VOI LUT or window, then the inversion, once.

All three are functions of a single stored value, so they are worked out for each possible value (65,536 at most) and the film is
looked up in that table: the order cannot be confused and a large film costs no more than a small one. DICOM PS3.3 C.11.1,
C.11.2.1.2 and C.7.6.3.1.2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.multival import MultiValue
from pydicom.pixels.processing import apply_modality_lut, apply_voi

Values = NDArray[np.float64]

LOW_SHARE, HIGH_SHARE = 0.002, 0.998  # of the film's own values, for a window where the file gives none
LEAST_SPREAD = 0.06  # of full brightness: a window that leaves less of the film than this does not belong to it


@dataclass(frozen=True)
class Histogram:
    """`values` (n,) stored values in order, `counts` (n,) how many pixels have each; padding is not counted."""

    values: NDArray[np.int64]
    counts: NDArray[np.int64]

    def spread(self, brightness: Values) -> float:
        """Between the 1st and 99th percentile of the film, as a share of full brightness."""
        low, high = self.shares(brightness, 0.01, 0.99)
        return high - low

    def shares(self, worth: Values, *shares: float) -> list[float]:
        """Quantiles of the film when each stored value is worth this."""
        order = np.argsort(worth, kind="stable")
        reached = np.cumsum(self.counts[order])
        places = [int(np.searchsorted(reached, share * reached[-1])) for share in shares]
        return [float(worth[order[min(place, len(order) - 1)]]) for place in places]


def brightness(data: Dataset, histogram: Histogram) -> tuple[Values, str]:
    """For each of the histogram's values its brightness in [0, 1] before any inversion, and how it was found.

    How: `voi_lut`, `window`, `auto` (the file gives none) or `auto_instead` (what it gives does not fit the film).
    """
    worth = rescaled(data, histogram.values)
    for name, found in (("voi_lut", _voi_lut(data, worth)), ("window", _window(data, worth))):
        if found is None:
            continue
        if histogram.spread(found) >= LEAST_SPREAD:
            return found, name
        return _automatic(worth, histogram), "auto_instead"
    return _automatic(worth, histogram), "auto_instead" if "WindowCenter" in data else "auto"


def rescaled(data: Dataset, values: NDArray[np.int64]) -> Values:
    if _sequence(data, "ModalityLUTSequence"):
        return np.asarray(apply_modality_lut(values.astype(np.int32), data), np.float64)
    slope, intercept = _number(data, "RescaleSlope", 1.0), _number(data, "RescaleIntercept", 0.0)
    return values.astype(np.float64) * (slope or 1.0) + intercept


def is_inverted(data: Dataset) -> bool:
    """Both tags say the same thing of one film; two of them are not two inversions."""
    return data.get("PhotometricInterpretation") == "MONOCHROME1" or data.get("PresentationLUTShape") == "INVERSE"


def _voi_lut(data: Dataset, worth: Values) -> Values | None:
    if not _sequence(data, "VOILUTSequence"):
        return None
    table = data.VOILUTSequence[0]
    bits = int(table.LUTDescriptor[2])
    found = apply_voi(np.clip(np.rint(worth), -(2**31), 2**31 - 1).astype(np.int64), data)
    return np.clip(np.asarray(found, np.float64) / ((1 << bits) - 1), 0, 1)


def _window(data: Dataset, worth: Values) -> Values | None:
    centre, width = _number(data, "WindowCenter", math.nan), _number(data, "WindowWidth", math.nan)
    if not math.isfinite(centre) or not math.isfinite(width) or width <= 0:
        return None
    function = str(data.get("VOILUTFunction", "LINEAR"))
    if function == "SIGMOID":
        return 1 / (1 + np.exp(np.clip(-4 * (worth - centre) / width, -60, 60)))
    if function == "LINEAR_EXACT":
        return np.clip((worth - centre) / width + 0.5, 0, 1)
    return np.clip((worth - (centre - 0.5)) / max(width - 1, 1e-9) + 0.5, 0, 1)


def _automatic(worth: Values, histogram: Histogram) -> Values:
    low, high = histogram.shares(worth, LOW_SHARE, HIGH_SHARE)
    if high <= low:
        low, high = float(worth.min()), float(worth.max())
    return np.clip((worth - low) / max(high - low, 1e-9), 0, 1)


def _sequence(data: Dataset, name: str) -> bool:
    return bool(data.get(name))


def _number(data: Dataset, name: str, default: float) -> float:
    """The first number of a value that may be several, empty, or no number at all."""
    found: Any = data.get(name)
    try:
        first = found[0] if isinstance(found, MultiValue) else found
        number = float(first)
    except (TypeError, ValueError, IndexError):
        return default
    return number if math.isfinite(number) else default
