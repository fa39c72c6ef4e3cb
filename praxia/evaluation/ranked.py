"""How good an order is: nDCG and recall, and honest bounds for their means and differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2

import numpy as np

_SAMPLES, _SEED = 10_000, 20


def ndcg(order: Sequence[str], grades: Mapping[str, int], k: int = 10) -> float:
    """Gain by grade, discounted by place (Järvelin 2002), of the best possible; documents without a grade count as 0."""
    best = sorted(grades.values(), reverse=True)
    return _gain([grades.get(document, 0) for document in order[:k]]) / (_gain(best[:k]) or 1.0)


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / log2(place + 2) for place, grade in enumerate(grades))


def recall(order: Sequence[str], grades: Mapping[str, int], k: int = 100) -> float:
    """Share of the relevant documents among the first k."""
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant & set(order[:k])) / len(relevant)


def mean(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean and the 95 % bounds of a bootstrap over the questions; of differences, when the values are differences."""
    drawn = np.random.default_rng(_SEED).choice(np.array(values), size=(_SAMPLES, len(values))).mean(axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return float(np.mean(values)), float(low), float(high)
