"""From raw outputs to risks: that the fit finds what was put in, and what a calibration says of itself."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from imaging.inference.calibration import Calibration, crossfitted, fit, load, newest, stratified_folds
from imaging.inference.metrics import calibration_error


def made(n: int = 4000, slope: float = 0.5, shift: float = -1.0, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Outputs of a network whose true risk is sigmoid(slope * logit + shift)."""
    chance = np.random.default_rng(seed)
    logits = chance.normal(0, 3, n)
    return logits, (chance.random(n) < 1 / (1 + np.exp(-(slope * logits + shift)))).astype(float)


def test_platt_finds_slope_and_shift():
    curve = fit(*made(), "platt")
    assert curve.slope == pytest.approx(0.5, abs=0.05) and curve.intercept == pytest.approx(-1, abs=0.12)


def test_temperature_keeps_the_middle():
    curve = fit(*made(shift=0), "temperature")
    assert curve.intercept == 0 and curve.slope == pytest.approx(0.5, abs=0.05)


def test_a_fit_helps_on_other_films():
    curve, (logits, truth) = fit(*made(), "platt"), made(seed=1)
    raw = 1 / (1 + np.exp(-logits))
    assert calibration_error(truth, curve.apply(logits)) < 0.03 < 0.1 < calibration_error(truth, raw)


def test_fewer_films_make_a_wider_interval():
    few, many = fit(*made(120), "platt").risk(2.0), fit(*made(4000), "platt").risk(2.0)
    assert few.interval[0] < many.interval[0] < many.p < many.interval[1] < few.interval[1]


def test_the_interval_holds_the_truth_mostly():
    truth = 1 / (1 + np.exp(-(0.5 * 2.0 - 1.0)))
    inside = [
        low <= truth <= high
        for seed in range(100)
        for low, high in [fit(*made(400, seed=seed), "platt").risk(2.0).interval]
    ]
    assert 88 <= sum(inside) <= 100


def test_a_risk_stands_beside_its_base_rate():
    risk = fit(*made(), "platt").risk(4.0)
    assert risk.ratio == pytest.approx(risk.p / risk.base_rate)
    assert risk.base_rate == pytest.approx(made()[1].mean())


def test_verdicts_leave_a_band_where_nobody_can_tell():
    logits, truth = made()
    curve = fit(logits, truth, "platt")
    p = curve.apply(logits)
    assert {curve.risk(x).verdict for x in (-9.0, 0.5, 9.0)} == {"not_detected", "cannot_tell", "detected"}
    assert (truth[p < curve.band[0]]).sum() <= 0.05 * truth.sum() + 1
    assert (1 - truth[p > curve.band[1]]).sum() <= 0.05 * (1 - truth).sum() + 1


def test_separable_films_stay_finite():
    curve = fit(np.array([-2.0] * 20 + [2.0] * 20), np.array([0.0] * 20 + [1.0] * 20), "platt")
    assert 0 < curve.risk(-2.0).p < 0.1 and 0.9 < curve.risk(2.0).p < 1


@pytest.mark.parametrize("positives", [0, 9, 91, 100])
def test_too_few_films_of_a_kind_are_refused(positives):
    truth = np.array([1.0] * positives + [0.0] * (100 - positives))
    with pytest.raises(ValueError, match="needs 10 films"):
        fit(np.linspace(-1, 1, 100), truth)


def test_nobody_is_judged_by_a_curve_that_saw_them():
    logits, truth = made(200)
    folds = stratified_folds(truth, 5, seed=0)
    told = crossfitted(logits, truth, "platt", folds)
    other = truth.copy()
    other[folds == 2] = 1 - other[folds == 2]
    retold = crossfitted(logits, other, "platt", folds)
    assert np.array_equal(told[folds == 2], retold[folds == 2])
    assert not np.allclose(told[folds == 1], retold[folds == 1])


def test_folds_hold_the_same_share():
    truth = np.array([1.0] * 40 + [0.0] * 60)
    folds = stratified_folds(truth, 5, seed=0)
    assert [truth[folds == fold].mean() for fold in range(5)] == [0.4] * 5


@pytest.fixture
def calibration() -> Calibration:
    curve = fit(*made(), "platt")
    return Calibration("2026-01-02.1", "m", "a" * 64, "2026-01-02", "made up", {"Mass": curve}, {"Mass": {"ece": 0.01}})


def test_it_is_kept_in_a_file_of_its_own(calibration, tmp_path):
    assert load(calibration.save(tmp_path)) == calibration


def test_a_version_is_never_overwritten(calibration, tmp_path):
    calibration.save(tmp_path)
    with pytest.raises(FileExistsError):
        calibration.save(tmp_path)


def test_the_newest_for_these_weights_is_taken(calibration, tmp_path):
    for version, sha in (("2026-01-03.1", "a"), ("2026-01-04.1", "b")):
        dataclasses.replace(calibration, version=version, created=version[:10], model_sha256=sha * 64).save(tmp_path)
    calibration.save(tmp_path)
    (tmp_path / "calibration-broken.json").write_text("{")
    assert newest([tmp_path], "a" * 64).version == "2026-01-03.1"
    assert newest([tmp_path], "c" * 64) is None
