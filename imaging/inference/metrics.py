"""How good scores and risks are: AUC with bootstrap bounds, calibration error, reliability."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BINS: Final = 15
_DRAWS: Final = 1000


class Bounded(NamedTuple):
    """A figure with its 95 % bounds."""

    value: float
    low: float
    high: float


class Bin(NamedTuple):
    """Films of similar risk: how many, the mean risk that was told, the share that had the finding."""

    films: int
    told: float
    had: float


def auc(truth: Floats, scores: Floats) -> float:
    """Area under the ROC curve by ranks, ties count half; nan when one kind is missing."""
    positives = truth == 1
    n_pos, n_neg = int(positives.sum()), int((~positives).sum())
    if not n_pos or not n_neg:
        return float("nan")
    return (float(_ranks(scores)[positives].sum()) - n_pos * (n_pos + 1) / 2) / (n_pos * n_neg)


def auc_bounded(truth: Floats, scores: Floats, seed: int = 0) -> Bounded:
    """AUC with percentile bootstrap bounds over films (Efron 1979), 1,000 draws, the two kinds drawn apart."""
    chance = np.random.default_rng(seed)
    kinds = [scores[truth == 1], scores[truth == 0]]
    if not all(len(kind) for kind in kinds):
        return Bounded(float("nan"), float("nan"), float("nan"))
    marks = np.repeat([1.0, 0.0], [len(kind) for kind in kinds])
    drawn = [auc(marks, np.concatenate([chance.choice(kind, len(kind)) for kind in kinds])) for _ in range(_DRAWS)]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Bounded(auc(truth, scores), float(low), float(high))


def reliability(truth: Floats, risks: Floats, bins: int = BINS) -> list[Bin]:
    """Films sorted by risk in bins of equal count; fewer bins than asked where there are fewer films."""
    order = np.argsort(risks, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [Bin(len(part), float(risks[part].mean()), float(truth[part].mean())) for part in parts]


def calibration_error(truth: Floats, risks: Floats, bins: int = BINS) -> float:
    """Expected calibration error (Naeini et al. 2015, AAAI) over bins of equal count."""
    return sum(one.films * abs(one.told - one.had) for one in reliability(truth, risks, bins)) / len(truth)


def brier(truth: Floats, risks: Floats) -> float:
    """Mean squared distance of risk and truth (Brier 1950)."""
    return float(np.square(risks - truth).mean())


def _ranks(values: Floats) -> Floats:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[places]
