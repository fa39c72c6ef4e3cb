"""The demonstration model, from the films of its data set to a folder with weights, card and calibration."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
import torch
from numpy.typing import NDArray

from imaging.inference.calibration import Calibration, crossfitted, fit, stratified_folds
from imaging.inference.cards import DEMONSTRATION, Card, file_sha256, read_card
from imaging.inference.export import write_card, write_files
from imaging.inference.metrics import auc, auc_bounded, brier, calibration_error
from imaging.inference.networks import count
from imaging.inference.onnx_engine import OnnxEngine
from imaging.inference.training import Recipe, as_input, bent, described, train

NAME: Final = "pneumonia-demo"
LABEL: Final = "Pneumonia"
LEAST_AUC: Final = 0.965
FOLDS: Final = 5
NOTICE: Final = (
    "Demonstration: this small network learned from films of young children at 28 × 28 pixels. It shows how a reading works. "
    "It is not for care, and it says nothing about adults."
)
LIMITS: Final = (
    "Learned from 2,420 films of children of one to five years from one hospital in Guangzhou, at 28 × 28 pixels.",
    "Knows one finding. A film without pneumonia may show anything else.",
    "Half of its films showed pneumonia, because they were chosen so. Its risks are about such films, not about people.",
    "Films of adults, lateral films and photographs of films were not its task, and it gives a number for them all the same.",
    "Films of another place read worse: on validation films of its own place it looks better than it is.",
)
POPULATION: Final = (
    "270 validation films of PneumoniaMNIST (children of one to five years, Guangzhou), "
    "half of them with pneumonia by choice"
)


class UnreadableFilms(Exception):
    """The file does not hold the arrays of the data set; the message is a sentence."""


@dataclass(frozen=True)
class Films:
    """Training and validation films, (n, 28, 28) uint8, with truth 0 or 1. `dropped` training films were in twice or in both."""

    train: NDArray[np.uint8]
    train_truth: NDArray[np.int64]
    validation: NDArray[np.uint8]
    validation_truth: NDArray[np.int64]
    dropped: int
    sha256: str

    @classmethod
    def read(cls, path: Path) -> Films:
        """Raises UnreadableFilms."""
        try:
            with np.load(path, allow_pickle=False) as held:
                parts = [held[f"{part}_{what}"] for part in ("train", "val") for what in ("images", "labels")]
        except (OSError, EOFError, BadZipFile, ValueError, KeyError, TypeError, AttributeError):
            raise UnreadableFilms(f"{path} does not hold the arrays of PneumoniaMNIST.") from None
        films, truth, validation, validation_truth = parts
        kept = _once(films, {one.tobytes() for one in validation})
        return cls(
            train=films[kept],
            train_truth=truth.reshape(-1)[kept].astype(np.int64),
            validation=validation,
            validation_truth=validation_truth.reshape(-1).astype(np.int64),
            dropped=len(films) - len(kept),
            sha256=file_sha256(path),
        )


def make(films: Films, root: Path, today: date, tell: Callable[[str], None], recipe: Recipe | None = None) -> Card:
    """Train, export, calibrate, measure and write `root/pneumonia-demo`, in the place of what was there."""
    recipe = recipe or Recipe()
    network = train(films.train, films.train_truth, recipe, tell)
    folder = root / NAME
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    told = write_files(network, films.train.shape[-1], folder)
    sha256 = told["files"]["onnx"]["sha256"]
    logits = _logits(folder, as_input(films.validation).numpy())
    calibration = _calibration(logits, films, sha256, today)
    calibration.save(folder)
    figures = _figures(logits, films, folder, calibration)
    passed = figures["AUC"]["value"] >= LEAST_AUC
    reason = "" if passed else f"its AUC on the validation films is below {LEAST_AUC}"
    acceptance = {"passed": passed, "reason": reason, "sha256": sha256, "least_auc": LEAST_AUC}
    training = {
        "films": f"PneumoniaMNIST (MedMNIST v2), {len(films.train)} training films; {films.dropped} left out",
        "data_sha256": films.sha256,
        "parameters": count(network),
        "made_with": {"torch": torch.__version__.partition("+")[0]},
        "recipe": (shape := described(recipe)).pop("recipe"),
    }
    write_card(
        folder,
        _card(today, sha256)
        | shape
        | told
        | {"training": training, "acceptance": acceptance, "evaluation": {"films": POPULATION, "figures": figures}},
    )
    return read_card(folder)


def _once(films: NDArray[np.uint8], elsewhere: set[bytes]) -> list[int]:
    """Places of the films that come here for the first time and nowhere else."""
    seen, kept = set(elsewhere), []
    for place, film in enumerate(films):
        if (key := film.tobytes()) not in seen:
            seen.add(key)
            kept.append(place)
    return kept


def _logits(folder: Path, films: NDArray[np.float32]) -> NDArray[np.float64]:
    """What the exported file answers, one film at a time as in use."""
    engine = OnnxEngine(folder / "model.onnx")
    return np.array([engine.run(film[None]).logits[0, 0] for film in films], np.float64)


def _calibration(logits: NDArray[np.float64], films: Films, sha256: str, today: date) -> Calibration:
    """Temperature alone: both kinds are equally frequent here, and a shift fitted to this place would not travel."""
    truth = films.validation_truth.astype(np.float64)
    risks = crossfitted(logits, truth, "temperature", stratified_folds(truth, FOLDS, seed=0))
    raw = 1 / (1 + np.exp(-logits))
    measured = {
        "folds": float(FOLDS),
        "ece": calibration_error(truth, risks),
        "ece_raw": calibration_error(truth, raw),
        "brier": brier(truth, risks),
        "brier_raw": brier(truth, raw),
    }
    return Calibration(
        version=f"{today.isoformat()}.1",
        model=NAME,
        model_sha256=sha256,
        created=today.isoformat(),
        population=POPULATION,
        curves={LABEL: fit(logits, truth, "temperature")},
        measured={LABEL: measured},
    )


def _figures(logits: NDArray[np.float64], films: Films, folder: Path, calibration: Calibration) -> dict[str, Any]:
    truth = films.validation_truth.astype(np.float64)
    area = auc_bounded(truth, logits)
    bent_films = bent(as_input(films.validation), torch.Generator().manual_seed(0), 1.0).numpy()
    measured = calibration.measured[LABEL]
    return {
        "AUC": {"value": round(area.value, 4), "low": round(area.low, 4), "high": round(area.high, 4)},
        "AUC on the same films moved, blurred and exposed otherwise": round(auc(truth, _logits(folder, bent_films)), 4),
        "ECE, cross-fitted over five folds": round(measured["ece"], 4),
        "ECE without calibration": round(measured["ece_raw"], 4),
    }


def _card(today: date, sha256: str) -> dict[str, Any]:
    return {
        "name": NAME,
        "version": f"{today.isoformat()}+{sha256[:8]}",
        "title": "Pneumonia on films of young children (demonstration)",
        "kind": DEMONSTRATION,
        "labels": [LABEL],
        "input": {"size": 28, "range": [-1024, 1024], "channels": 1, "crop": "centre square", "resampling": "area"},
        "notice": NOTICE,
        "limits": list(LIMITS),
        "licence": "MIT for the weights; films CC BY 4.0",
        "attribution": (
            "Yang J et al. MedMNIST v2. Scientific Data 2023;10:41. "
            "Kermany DS et al. Identifying Medical Diagnoses and Treatable Diseases by Image-Based Deep Learning. "
            "Cell 2018;172:1122-1131."
        ),
        "source": {"data": "PneumoniaMNIST of MedMNIST v2, 28 × 28 pixels, balanced subset"},
    }
