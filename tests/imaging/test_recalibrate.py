"""`manage.py recalibrate`: what reviews teach, what they do not, and that a worse curve is never taken."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from django.core.management import call_command

from imaging.inference.calibration import Calibration, fit
from imaging.inference.cards import EMBEDDED, read_card
from imaging.inference.readers import open_reader
from imaging.inference.renewal import LEAST_EACH, LEAST_FILMS, Judged, drift, renew

SHA, TODAY = "a" * 64, date(2026, 3, 4)


def rows(n: int, *, slope: float = 0.4, shift: float = -1.5, label: str = "Mass", seed: int = 0) -> list[Judged]:
    """Films of a place where the network's outputs mean less and the finding is rarer than where it was calibrated."""
    chance = np.random.default_rng(seed)
    logits = chance.normal(0, 3, n)
    there = chance.random(n) < 1 / (1 + np.exp(-(slope * logits + shift)))
    return [
        Judged(label, float(x), float(1 / (1 + np.exp(-x))), bool(y), date(2026, 1 + k % 2, 5))
        for k, (x, y) in enumerate(zip(logits, there, strict=True))
    ]


def renewed(judged: list[Judged], now: Calibration | None = None):
    return renew(now, SHA, "m", judged, "2026-03-04.local1", TODAY)


def test_a_curve_is_renewed_from_enough_films():
    found = renewed(rows(400))
    curve = found.calibration.curves["Mass"]
    assert curve.slope == pytest.approx(0.4, abs=0.1) and curve.intercept == pytest.approx(-1.5, abs=0.3)
    assert found.calibration.measured["Mass"]["brier"] < found.calibration.measured["Mass"]["brier_raw"]
    assert "renewed" in found.notes[0] and "clinicians reviewed" in found.calibration.population


def test_few_films_renew_nothing():
    found = renewed(rows(LEAST_FILMS - 1))
    assert found.calibration is None and "are needed" in found.notes[0]


def test_few_of_one_kind_renew_nothing():
    there = [row for row in rows(2000) if row.present][: LEAST_EACH - 1]
    found = renewed(there + [row for row in rows(2000) if not row.present][:500])
    assert found.calibration is None


def test_a_curve_that_is_as_good_stays():
    judged = rows(400)
    logits, truth = (np.array([getattr(row, key) for row in rows(4000, seed=1)], float) for key in ("logit", "present"))
    now = Calibration("1", "m", SHA, "2026-01-01", "made up", {"Mass": fit(logits, truth, "platt")}, {"Mass": {}})
    found = renewed(judged, now)
    assert found.calibration is None and "stays" in found.notes[0]


def test_other_findings_keep_their_curve():
    logits, truth = np.linspace(-3, 3, 100), np.arange(100) % 2.0
    now = Calibration("1", "m", SHA, "2026-01-01", "made up", {"Hernia": fit(logits, truth)}, {"Hernia": {}})
    found = renewed(rows(400), now).calibration
    assert found.curves["Hernia"] == now.curves["Hernia"] and "Mass" in found.curves


def test_drift_is_told_by_month():
    table = drift(rows(200))
    assert [(label, month, films) for label, month, films, *_ in table] == [
        ("Mass", "2026-01", 100),
        ("Mass", "2026-02", 100),
    ]
    for _, _, _, told, seen, area in table:
        assert told > seen + 0.1 and 0.6 < area < 1


@pytest.fixture
def card(settings, tmp_path):
    settings.MODELS_ROOT = tmp_path
    return read_card(EMBEDDED / "pneumonia-demo")


def reviewed(owner, clinician, card, *, logit: float, verdict: str, opinion: str, sha256: str = "", follows=None):
    from imaging.models import Reading, Review, Study

    study = follows.study if follows else Study.objects.create(owner=owner, status="complete")
    findings = [{"label": "Pneumonia", "verdict": verdict, "calibrated": True, "risk": 0.5, "logit": logit}]
    reading = follows.reading if follows else Reading.objects.create(
        study=study, number=1, model={"name": card.name, "sha256": sha256 or card.sha256}, findings=findings
    )  # fmt: skip
    return Review.objects.create(
        study=study, reading=reading, clinician=clinician, opinions={"Pneumonia": opinion}, follows=follows
    )


def learned(card) -> list[tuple[float, bool]]:
    from imaging.recalibration import judged

    return sorted((row.logit, row.present) for row in judged(card))


def test_reviews_say_what_was_there(amina, dana, card):
    for logit, verdict, opinion in (
        (1, "detected", "agree"), (2, "detected", "disagree"), (3, "not_detected", "agree"), (4, "not_detected", "disagree"),
        (5, "cannot_tell", "agree"), (6, "detected", "cannot_tell"),
    ):  # fmt: skip
        reviewed(amina, dana, card, logit=logit, verdict=verdict, opinion=opinion)
    assert learned(card) == [(1, True), (2, False), (3, False), (4, True)]


def test_the_newest_review_counts(amina, dana, card):
    first = reviewed(amina, dana, card, logit=1, verdict="detected", opinion="agree")
    reviewed(amina, dana, card, logit=1, verdict="detected", opinion="disagree", follows=first)
    assert learned(card) == [(1, False)]


def test_other_networks_teach_nothing(amina, dana, card):
    reviewed(amina, dana, card, logit=1, verdict="detected", opinion="agree", sha256="b" * 64)
    assert learned(card) == []


def test_the_command_writes_a_version_that_readers_take(amina, dana, card, capsys, settings):
    for row in rows(160, label="Pneumonia"):
        verdict = "detected" if row.logit > 0 else "not_detected"
        opinion = "agree" if (verdict == "detected") == row.present else "disagree"
        reviewed(amina, dana, card, logit=row.logit, verdict=verdict, opinion=opinion)
    before = open_reader(card, settings.MODELS_ROOT / "calibrations").info.calibration
    call_command("recalibrate", "--report")
    assert "mean risk told" in capsys.readouterr().out
    assert open_reader(card, settings.MODELS_ROOT / "calibrations").info.calibration == before
    call_command("recalibrate")
    assert "Written: calibration-" in capsys.readouterr().out
    reader = open_reader(card, settings.MODELS_ROOT / "calibrations")
    assert reader.info.calibration != before and "clinicians reviewed" in reader.info.population
    assert reader.calibration.curves["Pneumonia"].n == 160


def test_without_reviews_nothing_is_written(db, card, capsys, settings):
    call_command("recalibrate")
    assert "stays as it is" in capsys.readouterr().out
    assert not (settings.MODELS_ROOT / "calibrations").exists()
