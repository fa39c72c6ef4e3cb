"""From a network's raw output to a risk: a versioned file per model, fitted on films that the network was not trained on.

`p = sigmoid(slope * logit + intercept)`. "temperature" keeps the intercept at 0 and so cannot follow another prevalence;
"platt" (Platt 1999, with its smoothed targets) fits both. The interval is that of the fitted curve (delta method, 95 %): it tells
how well the curve is known, not how sure anybody can be about one person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import exp, sqrt
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

Verdict = Literal["detected", "not_detected", "cannot_tell"]
Method = Literal["temperature", "platt"]
Floats = NDArray[np.float64]

LEAST_EACH: Final = 10  # films with and without a finding; below this nothing is fitted
_Z: Final = 1.959964
_BAND_SHARE: Final = 0.05


@dataclass(frozen=True)
class Risk:
    """What one finding's raw output means. `band` is where nobody can tell: (low, high) in risk."""

    p: float
    interval: tuple[float, float]
    base_rate: float
    ratio: float
    threshold: float
    band: tuple[float, float]
    verdict: Verdict


@dataclass(frozen=True)
class Curve:
    """The fitted curve of one finding, with the films that it was fitted on."""

    method: Method
    slope: float
    intercept: float
    covariance: tuple[tuple[float, float], tuple[float, float]]
    base_rate: float
    threshold: float
    band: tuple[float, float]
    n: int
    positives: int

    def risk(self, logit: float) -> Risk:
        """A risk for a raw output."""
        middle = self.slope * logit + self.intercept
        (a, b), (_, c) = self.covariance
        spread = _Z * sqrt(max(a * logit * logit + 2 * b * logit + c, 0.0))
        p = sigmoid(middle)
        # Where the curve separates well the threshold lies beside the band; a verdict must never contradict it.
        band = min(self.band[0], self.threshold), max(self.band[1], self.threshold)
        return Risk(
            p=p,
            interval=(sigmoid(middle - spread), sigmoid(middle + spread)),
            base_rate=self.base_rate,
            ratio=p / self.base_rate,
            threshold=self.threshold,
            band=band,
            verdict=_verdict(p, band),
        )

    def apply(self, logits: Floats) -> Floats:
        """Risks of many raw outputs."""
        return _sigmoids(self.slope * logits + self.intercept)


@dataclass(frozen=True)
class Calibration:
    """All curves of one model. A finding without a curve has a raw score and no risk."""

    version: str
    model: str
    model_sha256: str
    created: str
    population: str
    curves: Mapping[str, Curve]
    measured: Mapping[str, Mapping[str, float]]

    def save(self, folder: Path) -> Path:
        """Write `calibration-VERSION.json`; an existing version is never overwritten (FileExistsError)."""
        path = folder / f"calibration-{self.version}.json"
        body = asdict(self)
        with path.open("x", encoding="utf-8") as out:
            json.dump(body, out, indent=1, sort_keys=True)
            out.write("\n")
        return path


def load(path: Path) -> Calibration:
    """Raises ValueError for a file that is not a calibration."""
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        curves = {label: _curve(one) for label, one in body.pop("curves").items()}
        return Calibration(curves=curves, **body)
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError):
        raise ValueError("not a calibration") from None


def newest(folders: Sequence[Path], model_sha256: str) -> Calibration | None:
    """The newest readable calibration for exactly these weights, over all folders; None when there is none."""
    read = []
    for path in sorted(path for folder in folders for path in folder.glob("calibration-*.json")):
        try:
            read.append(load(path))
        except (OSError, ValueError):
            continue
    fitting = [one for one in read if one.model_sha256 == model_sha256]
    return max(fitting, key=lambda one: (one.created, one.version), default=None)


def fit(logits: Floats, truth: Floats, method: Method = "temperature") -> Curve:
    """A curve from films with known truth (0 or 1). Raises ValueError with fewer than LEAST_EACH of either kind."""
    positives = int(truth.sum())
    if min(positives, len(truth) - positives) < LEAST_EACH:
        raise ValueError(f"needs {LEAST_EACH} films with and {LEAST_EACH} without the finding")
    parts, covariance = _fitted(logits, truth, method)
    slope, intercept = parts
    p = _sigmoids(slope * logits + intercept)
    return Curve(
        method=method,
        slope=slope,
        intercept=intercept,
        covariance=covariance,
        base_rate=positives / len(truth),
        threshold=_youden(p, truth),
        band=_band(p, truth),
        n=len(truth),
        positives=positives,
    )


def crossfitted(logits: Floats, truth: Floats, method: Method, folds: NDArray[np.int64]) -> Floats:
    """Risk of every film by a curve that was fitted on the other folds: the honest input for a calibration error."""
    risks = np.empty(len(logits))
    for fold in np.unique(folds):
        shown = folds == fold
        risks[shown] = fit(logits[~shown], truth[~shown], method).apply(logits[shown])
    return risks


def stratified_folds(truth: Floats, count: int, seed: int) -> NDArray[np.int64]:
    """A fold for every film, with the same share of positives in each."""
    chance = np.random.default_rng(seed)
    folds = np.empty(len(truth), np.int64)
    for value in (0, 1):
        places = chance.permutation(np.flatnonzero(truth == value))
        folds[places] = np.arange(len(places)) % count
    return folds


def sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


def _sigmoids(x: Floats) -> Floats:
    return np.exp(-np.logaddexp(0, -x))


def _verdict(p: float, band: tuple[float, float]) -> Verdict:
    if band[0] <= p <= band[1]:
        return "cannot_tell"
    return "detected" if p > band[1] else "not_detected"


def _fitted(
    logits: Floats, truth: Floats, method: Method
) -> tuple[tuple[float, float], tuple[tuple[float, float], tuple[float, float]]]:
    """Newton's method on the log-likelihood; a weak pull to slope 1, intercept 0 keeps separable films finite."""
    positives, n = truth.sum(), len(truth)
    # Platt's targets: nobody is certain after a finite number of films.
    target = np.where(truth == 1, (positives + 1) / (positives + 2), 1 / (n - positives + 2))
    design = np.stack([logits, np.ones(n)], 1)[:, : 1 if method == "temperature" else 2]
    start = np.array([1.0, 0.0])[: design.shape[1]]
    weights, pull = start.copy(), 1e-2

    def loss(tried: Floats) -> float:
        outputs = design @ tried
        return float(np.logaddexp(0, outputs).sum() - target @ outputs + pull / 2 * np.square(tried - start).sum())

    for _ in range(100):
        p = _sigmoids(design @ weights)
        slope = design.T @ (p - target) + pull * (weights - start)
        bend = (design * (p * (1 - p))[:, None]).T @ design + pull * np.eye(len(weights))
        step, now = np.linalg.solve(bend, slope), loss(weights)
        while loss(weights - step) > now and np.abs(step).max() > 1e-10:
            step = step / 2  # a whole step overshoots where the start is far away
        weights = weights - step
        if np.abs(step).max() < 1e-10:
            break
    spread = np.zeros((2, 2))
    spread[: len(weights), : len(weights)] = np.linalg.inv(bend)
    found = (float(weights[0]), float(weights[1]) if len(weights) == 2 else 0.0)
    return found, ((float(spread[0, 0]), float(spread[0, 1])), (float(spread[1, 0]), float(spread[1, 1])))


def _youden(p: Floats, truth: Floats) -> float:
    """The risk where sensitivity + specificity is largest (Youden 1950): the middle of the cuts that miss the best by one film."""
    order = np.argsort(-p, kind="stable")
    sorted_p, sorted_truth = p[order], truth[order]
    gain = np.cumsum(sorted_truth) / truth.sum() - np.cumsum(1 - sorted_truth) / (1 - truth).sum()
    best = np.flatnonzero(gain[:-1] >= gain[:-1].max() - 1 / min(truth.sum(), (1 - truth).sum()) - 1e-9)
    middle = int(best[len(best) // 2])
    return float((sorted_p[middle] + sorted_p[middle + 1]) / 2)


def _band(p: Floats, truth: Floats) -> tuple[float, float]:
    """Below it lay at most 5 % of the films with the finding, above it at most 5 % of those without."""
    misses = float(np.quantile(p[truth == 1], _BAND_SHARE))
    alarms = float(np.quantile(p[truth == 0], 1 - _BAND_SHARE))
    return min(misses, alarms), max(misses, alarms)


def _curve(body: Mapping[str, Any]) -> Curve:
    (a, b), (c, d) = body["covariance"]
    low, high = body["band"]
    return Curve(**{**body, "covariance": ((a, b), (c, d)), "band": (low, high)})
