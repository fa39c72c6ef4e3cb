"""Figures against values that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from imaging.inference.metrics import auc, auc_bounded, brier, calibration_error, reliability


def test_auc_by_hand():
    assert auc(np.array([0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8])) == 0.75
    assert auc(np.array([0, 1]), np.array([0.5, 0.5])) == 0.5
    assert np.isnan(auc(np.array([1, 1]), np.array([0.1, 0.2])))


def test_auc_is_the_share_of_pairs_in_order():
    chance = np.random.default_rng(0)
    truth, scores = chance.integers(0, 2, 80), chance.integers(0, 9, 80).astype(float)
    pairs = [(a > b) + (a == b) / 2 for a in scores[truth == 1] for b in scores[truth == 0]]
    assert auc(truth, scores) == pytest.approx(np.mean(pairs))


def test_bounds_narrow_with_films_and_hold_the_value():
    chance = np.random.default_rng(0)
    widths = []
    for n in (60, 600):
        truth = np.arange(n) % 2
        found = auc_bounded(truth, truth + chance.normal(0, 1, n))
        assert found.low <= found.value <= found.high
        widths.append(found.high - found.low)
    assert widths[1] < widths[0] / 2
    assert found == auc_bounded(truth, truth + np.zeros(n)) or found.value < 1  # seeded, and perfect only when perfect


def test_calibration_error_by_hand():
    truth, risks = np.array([0.0, 1.0, 1.0, 1.0]), np.array([0.2, 0.2, 0.9, 0.9])
    assert calibration_error(truth, risks, bins=2) == pytest.approx((2 * 0.3 + 2 * 0.1) / 4)
    assert brier(truth, risks) == pytest.approx((0.04 + 0.64 + 0.01 + 0.01) / 4)


def test_bins_hold_equally_many_films():
    rows = reliability(np.zeros(31), np.linspace(0, 1, 31), bins=15)
    assert sum(row.films for row in rows) == 31 and {row.films for row in rows} == {2, 3}
    assert len(reliability(np.zeros(4), np.zeros(4))) == 4
