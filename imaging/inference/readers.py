"""A film in, a reading out: what the app calls. Which model reads is the choice of `installed`, best first."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imaging.inference.calibration import Calibration, Verdict, newest, sigmoid
from imaging.inference.cards import Card, installed
from imaging.inference.engines import Engine, probe
from imaging.inference.onnx_engine import OnnxEngine
from imaging.inference.prepare import Pixels, model_input

__all__ = ["Finding", "ModelInfo", "Reader", "Reading", "installed", "open_reader", "WrongWeights"]


class WrongWeights(Exception):
    """A network that does not answer its probe as its card says: it may read nothing. Trying again cannot help."""


@dataclass(frozen=True)
class Finding:
    """One finding of a reading.

    Calibrated: `p` is the risk, with the interval of the curve, the base rate of the films that the curve comes from, their ratio,
    the threshold and the band in which nobody can tell. Not calibrated: `p` is None, `score` stands alone (no percent sign), and
    the verdict is "cannot_tell". `cam` is (h, w) float32 over the centre square of the film, coarse; positive speaks for it.
    """

    label: str
    logit: float
    score: float
    p: float | None
    interval: tuple[float, float] | None
    base_rate: float | None
    ratio: float | None
    threshold: float | None
    band: tuple[float, float] | None
    verdict: Verdict
    calibrated: bool
    cam: NDArray[np.float32] = field(repr=False, compare=False)


@dataclass(frozen=True)
class ModelInfo:
    """Which model, which weights and which calibration gave a reading. `notice` is said with every result."""

    name: str
    version: str
    kind: str
    sha256: str
    calibration: str | None
    population: str | None
    card_url: str
    notice: str


@dataclass(frozen=True)
class Reading:
    findings: tuple[Finding, ...]
    model: ModelInfo


class Reader:
    """One opened model. Not for the web process: it holds a network in memory."""

    def __init__(self, card: Card, engine: Engine, calibration: Calibration | None) -> None:
        self.card, self._engine, self.calibration = card, engine, calibration
        self.info = _info(card, calibration)
        self._check()

    def read(self, pixels: Pixels) -> Reading:
        """Read a film of any size, `(height, width)` uint8 or uint16 over the full scale of its dtype, that the gates accepted."""
        return self.read_input(model_input(pixels, self.card.size))

    def read_input(self, film: NDArray[np.float32]) -> Reading:
        """Read (1, 1, size, size) float32 in [-1024, 1024]."""
        logits, cams = self._engine.run(film)
        shown = zip(self.card.labels, logits[0], cams[0], strict=True)
        return Reading(
            tuple(self._finding(label, float(logit), cam) for label, logit, cam in shown if label), self.info
        )

    def _finding(self, label: str, logit: float, cam: NDArray[np.float32]) -> Finding:
        curve = self.calibration.curves.get(label) if self.calibration else None
        score = sigmoid(logit)
        if curve is None:
            return Finding(label, logit, score, None, None, None, None, None, None, "cannot_tell", False, cam)
        risk = curve.risk(logit)
        return Finding(
            label=label,
            logit=logit,
            score=score,
            p=risk.p,
            interval=risk.interval,
            base_rate=risk.base_rate,
            ratio=risk.ratio,
            threshold=risk.threshold,
            band=risk.band,
            verdict=risk.verdict,
            calibrated=True,
            cam=cam,
        )

    def _check(self) -> None:
        """Every opening, because a file can be changed together with its card."""
        kept = np.asarray(self.card.body["probe"]["logits"], np.float32)
        given = self._engine.run(probe(self.card.size)).logits[0]
        if given.shape != kept.shape or not np.allclose(given, kept, atol=self.card.body["probe"]["tolerance"]):
            raise WrongWeights(self.card.name)


def open_reader(card: Card, local: Path | None = None) -> Reader:
    """The reader of an installed card, opened once per process and calibration.

    `local` is a folder with calibrations of this installation (`manage.py recalibrate`); the newest one wins over the card's own.
    Raises WrongWeights for a card with a problem or a network that is not the accepted one.
    """
    if card.problem:
        raise WrongWeights(card.name)
    folders = [card.folder, *([local / card.name] if local else [])]
    return Reader(card, _engine(card.onnx, card.sha256), newest(folders, card.sha256))


@lru_cache(maxsize=4)
def _engine(path: Path, _sha256: str) -> Engine:
    return OnnxEngine(path)


def _info(card: Card, calibration: Calibration | None) -> ModelInfo:
    return ModelInfo(
        name=card.name,
        version=card.version,
        kind=card.kind,
        sha256=card.sha256,
        calibration=calibration.version if calibration else None,
        population=calibration.population if calibration else None,
        card_url=card.url,
        notice=card.notice,
    )
