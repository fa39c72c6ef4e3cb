"""`python -m bench.calibration PREDICTIONS.csv.gz`: what calibration is worth, on published predictions for NIH films.

Fitted on half of the patients and measured on the others, mean over the findings. "threshold score" is the peer's way of moving the
threshold to 0.5 (op_norm), which is read as a probability and is none.
"""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path

import numpy as np

from imaging.inference.calibration import LEAST_EACH, fit
from imaging.inference.convert import threshold_score
from imaging.inference.metrics import auc, brier, calibration_error


def main(path: Path) -> None:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    fitted = half_of(np.array([row["image"].partition("_")[0] for row in rows]))
    labels = [key for key in rows[0] if key not in ("image", "finding_labels")]
    found: dict[str, list[tuple[float, float]]] = {}
    areas, left_out = [], []
    for label in labels:
        p = np.clip([float(row[label]) for row in rows], 1e-6, 1 - 1e-6)
        truth = np.array([float(label in row["finding_labels"].replace(" ", "_").split("|")) for row in rows])
        if min(truth[fitted].sum(), truth[~fitted].sum()) < LEAST_EACH:
            left_out.append(label)
            continue
        areas.append(auc(truth[~fitted], p[~fitted]))
        for way, risks in ways(p, truth, fitted).items():
            figures = calibration_error(truth[~fitted], risks), brier(truth[~fitted], risks)
            found.setdefault(way, []).append(figures)
    print(f"{len(rows)} films, {fitted.sum()} to fit; {len(areas)} findings, left out: {', '.join(left_out) or 'none'}")
    print(f"mean AUC {np.mean(areas):.3f}")
    print(f"{'':<18} {'ECE':>7} {'Brier':>7}")
    for way, figures in found.items():
        ece, square = np.mean(figures, axis=0)
        print(f"{way:<18} {ece:>7.4f} {square:>7.4f}")


def half_of(patients: np.ndarray) -> np.ndarray:
    names = np.unique(patients)
    chosen = np.random.default_rng(0).permutation(names)[: len(names) // 2]
    return np.isin(patients, chosen)


def ways(p: np.ndarray, truth: np.ndarray, fitted: np.ndarray) -> dict[str, np.ndarray]:
    logits = np.log(p / (1 - p))
    curves = {way: fit(logits[fitted], truth[fitted], way) for way in ("platt", "temperature")}
    cut = youden(p[fitted], truth[fitted])
    return {
        "raw sigmoid": p[~fitted],
        "threshold score": np.array([threshold_score(one, cut) for one in p[~fitted]]),
        **{way: curve.apply(logits[~fitted]) for way, curve in curves.items()},
    }


def youden(p: np.ndarray, truth: np.ndarray) -> float:
    order = np.argsort(-p)
    gain = np.cumsum(truth[order]) / truth.sum() - np.cumsum(1 - truth[order]) / (1 - truth).sum()
    return float(p[order][gain.argmax()])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
