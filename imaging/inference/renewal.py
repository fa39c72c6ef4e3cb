"""A calibration renewed from what clinicians said here, and whether readings drift away from what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from imaging.inference.calibration import Calibration, Curve, Floats, crossfitted, fit, stratified_folds
from imaging.inference.metrics import auc, brier, calibration_error

LEAST_FILMS: Final = 100
LEAST_EACH: Final = 25
FOLDS: Final = 5


@dataclass(frozen=True)
class Judged:
    """One finding of one film as network and clinician saw it. `told` is the risk that was shown; None without calibration."""

    label: str
    logit: float
    told: float | None
    present: bool
    read_on: date


@dataclass(frozen=True)
class Renewed:
    """A new calibration, or None when nothing is better than what there is; `notes` says what was decided for each finding."""

    calibration: Calibration | None
    notes: tuple[str, ...]


def renew(
    now: Calibration | None, sha256: str, model: str, judged: Sequence[Judged], version: str, today: date
) -> Renewed:
    """Refit each finding that enough reviewed films tell about, and keep the new curve only where it is better on films that it
    has not seen (cross-fitted Brier score). Findings without a better curve keep the one they have."""
    curves = dict(now.curves) if now else {}
    measured = {label: dict(figures) for label, figures in now.measured.items()} if now else {}
    notes, changed = [], 0
    for label, rows in sorted(_by_label(judged).items()):
        logits = np.array([row.logit for row in rows])
        truth = np.array([float(row.present) for row in rows])
        found = _refit(label, logits, truth, curves.get(label))
        notes.append(found.note)
        if found.curve:
            curves[label], measured[label], changed = found.curve, found.figures, changed + 1
    if not changed:
        return Renewed(None, tuple(notes))
    films = max(curves[label].n for label in curves)
    population = (
        f"up to {films} films that clinicians reviewed at this installation; findings with few keep their earlier curve"
    )
    body = Calibration(version, model, sha256, today.isoformat(), population, curves, measured)
    return Renewed(body, tuple(notes))


def drift(judged: Iterable[Judged]) -> list[tuple[str, str, int, float, float, float]]:
    """Per finding and month: (label, month, films, mean risk told, share that clinicians saw, AUC or nan), oldest first."""
    groups: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for row in judged:
        if row.told is not None:
            groups[row.label, row.read_on.strftime("%Y-%m")].append(row)
    table = []
    for (label, month), rows in sorted(groups.items()):
        truth = np.array([float(row.present) for row in rows])
        told = np.array([row.told for row in rows], float)
        table.append((label, month, len(rows), float(told.mean()), float(truth.mean()), auc(truth, told)))
    return table


@dataclass(frozen=True)
class _Refit:
    note: str
    curve: Curve | None
    figures: dict[str, float]


def _refit(label: str, logits: Floats, truth: Floats, now: Curve | None) -> _Refit:
    positives = int(truth.sum())
    if len(truth) < LEAST_FILMS or min(positives, len(truth) - positives) < LEAST_EACH:
        few = f"{label}: {len(truth)} reviewed films, {positives} with it; {LEAST_FILMS} with {LEAST_EACH} of each kind are needed"
        return _Refit(few, None, {})
    risks = crossfitted(logits, truth, "platt", stratified_folds(truth, FOLDS, seed=0))
    old = now.apply(logits) if now else 1 / (1 + np.exp(-logits))
    figures = {
        "folds": float(FOLDS),
        "ece": calibration_error(truth, risks),
        "ece_raw": calibration_error(truth, old),
        "brier": brier(truth, risks),
        "brier_raw": brier(truth, old),
    }
    told = f"{label}: {len(truth)} films, Brier {figures['brier_raw']:.4f} -> {figures['brier']:.4f}"
    if now and figures["brier"] >= figures["brier_raw"]:
        return _Refit(f"{told}; the present curve is as good and stays", None, {})
    return _Refit(f"{told}; renewed", fit(logits, truth, "platt"), figures)


def _by_label(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for row in judged:
        groups[row.label].append(row)
    return groups
