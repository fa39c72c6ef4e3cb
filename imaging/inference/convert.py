"""From a published checkpoint to an installed model: open it in a throwaway process, map its keys, load strictly, export, accept.

torchxrayvision's DenseNet121 and MONAI's differ only in the names of their parts, so the weights move over without a change.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from imaging.inference.calibration import sigmoid
from imaging.inference.cards import EMBEDDED, Card, file_sha256, read_card
from imaging.inference.metrics import auc
from imaging.inference.onnx_engine import OnnxEngine
from imaging.inference.registry import Acceptance, Entry, LabelledFilms, PublishedOutputs

SIZE: Final = 224
_ROOT: Final = Path(__file__).resolve().parents[2]
_SECONDS: Final = 180
_LAYER: Final = re.compile(r"(denseblock\d+\.denselayer\d+)\.")


class CannotInstall(Exception):
    """The file does not become a model; the message is a sentence for the operator. Trying again cannot help."""


@dataclass(frozen=True)
class Opened:
    """What a checkpoint holds: arrays by torchxrayvision's names, and its labels in the order of its outputs."""

    arrays: dict[str, NDArray[Any]]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """What a network is held against: films as model input (1, 1, 224, 224), and what is known of each (1 or 0 by label).

    For published outputs that is the one film, without labels.
    """

    films: Sequence[NDArray[np.float32]] = ()
    truth: Sequence[Mapping[str, int]] = ()


def install(entry: Entry, checkpoint: Path, sha256: str, evidence: Evidence, root: Path) -> Card:
    """Make `root/NAME` from a checkpoint; the old folder stays until the new one is whole.

    A model that is not accepted is written too, with its reason, so that admin and the health page can say why nothing is read; it
    can read nothing, and never takes the place of one that can. Raises CannotInstall.
    """
    if (EMBEDDED / entry.name).exists():
        raise CannotInstall(f"{entry.name} is the name of the embedded model.")
    if file_sha256(checkpoint) != sha256.lower():
        raise CannotInstall("The file is not the one that was pinned: its sha256 differs.")
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=root) as made:
        folder = Path(made) / entry.name
        folder.mkdir()
        _write(entry, open_checkpoint(checkpoint), sha256, evidence, folder)
        if (problem := read_card(folder).problem) and not read_card(root / entry.name).problem:
            raise CannotInstall(f"The {entry.name} that is installed stays. Of the new one: {problem}")
        _replace(folder, root / entry.name)
    return read_card(root / entry.name)


def open_checkpoint(checkpoint: Path) -> Opened:
    """Raises CannotInstall for everything that is not a checkpoint of the known shape."""
    from safetensors.numpy import load_file

    with tempfile.TemporaryDirectory(prefix="weights-") as folder:
        answer = _process(checkpoint, Path(folder))
        if "refused" in answer:
            raise CannotInstall(f"The file was refused: {answer['refused']}.")
        arrays = load_file(Path(folder) / "state.safetensors")
    return Opened(arrays, tuple(str(one) for one in answer["labels"]))


def monai_state(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """torchxrayvision's names as MONAI's. Thresholds are no part of the network and are dropped."""
    kept = {key: one for key, one in arrays.items() if key != "op_threshs"}
    return {
        _LAYER.sub(r"\1.layers.", key).replace("classifier.", "class_layers.out."): one for key, one in kept.items()
    }


def accept_outputs(given: Mapping[str, float], wanted: PublishedOutputs) -> str:
    """Why a network does not answer the film as published; empty when it does. `given` are sigmoids of its raw outputs."""
    if missing := sorted(set(wanted.outputs) - set(given)):
        return f"it has no output for {', '.join(missing)}"
    far = {
        label: abs(threshold_score(given[label], wanted.thresholds.get(label)) - published)
        for label, published in wanted.outputs.items()
    }
    off = [label for label, distance in far.items() if not distance <= wanted.tolerance]  # nan is off, too
    return f"for {off[0]} it is {far[off[0]]:.2f} away from the published output of {wanted.film}" if off else ""


def accept_films(
    given: Mapping[str, Sequence[float]], truth: Sequence[Mapping[str, int]], wanted: LabelledFilms
) -> str:
    """Why a network does not tell labelled films apart; empty when it does. `given` are raw outputs by label, film by film."""
    if len(truth) < wanted.least_films:
        return f"{len(truth)} labelled films were there; {wanted.least_films} are needed to hold it against"
    areas = []
    for label, logits in given.items():
        places = [place for place, known in enumerate(truth) if label in known]
        marks = np.array([float(truth[place][label]) for place in places])
        if min(marks.sum(), len(marks) - marks.sum()) >= wanted.least_each:
            areas.append(auc(marks, np.array([logits[place] for place in places])))
    if len(areas) < wanted.least_findings:
        return f"the labelled films tell about {len(areas)} of its findings; {wanted.least_findings} are needed"
    mean = float(np.mean(areas))
    return (
        ""
        if mean >= wanted.least_auc
        else f"its mean AUC on the labelled films is {mean:.2f}, below {wanted.least_auc:.2f}"
    )


def threshold_score(p: float, threshold: float | None) -> float:
    """torchxrayvision's decision score, where the threshold becomes 0.5. Not a probability; for acceptance only."""
    if threshold is None:
        return p
    return p / (2 * threshold) if p < threshold else 1 - (1 - p) / (2 * (1 - threshold))


def _process(checkpoint: Path, folder: Path) -> dict[str, Any]:
    try:
        subprocess.run(
            [sys.executable, "-m", "imaging.inference.unpickle_process"],
            input=json.dumps({"path": str(checkpoint.resolve()), "folder": str(folder)}).encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={"PATH": os.defpath, "PYTHONPATH": str(_ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            timeout=_SECONDS,
            check=True,
        )
        found: dict[str, Any] = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    except (subprocess.SubprocessError, OSError, ValueError):
        return {"refused": "it could not be read within its limits"}
    return found


def _write(entry: Entry, opened: Opened, sha256: str, evidence: Evidence, folder: Path) -> None:
    import torch

    from imaging.inference.export import write_card, write_files
    from imaging.inference.networks import ChestNet

    network = ChestNet(len(opened.labels) or 1)
    state = {key: torch.from_numpy(one) for key, one in monai_state(opened.arrays).items()}
    try:
        network.body.load_state_dict(state, strict=True)
        told = write_files(network, SIZE, folder)
    except (RuntimeError, ValueError):
        raise CannotInstall("The file is a checkpoint, but not of DenseNet121 with one output per label.") from None
    reason = refusal(entry.acceptance, opened.labels, evidence, folder)
    acceptance = {"passed": not reason, "reason": reason, "sha256": told["files"]["onnx"]["sha256"]}
    acceptance |= {"source": entry.acceptance.source}
    write_card(folder, _card(entry, opened.labels, sha256) | told | {"acceptance": acceptance})


def refusal(acceptance: Acceptance, labels: tuple[str, ...], evidence: Evidence, folder: Path) -> str:
    """Why the exported network in `folder` is not accepted; empty when it is."""
    if not evidence.films:
        return f"there was nothing to hold it against ({acceptance.source})"
    engine = OnnxEngine(folder / "model.onnx")
    logits = np.concatenate([engine.run(film).logits for film in evidence.films])
    outputs = {label: logits[:, place] for place, label in enumerate(labels) if label}
    if isinstance(acceptance, LabelledFilms):
        return accept_films({label: list(one) for label, one in outputs.items()}, evidence.truth, acceptance)
    return accept_outputs({label: sigmoid(float(one[0])) for label, one in outputs.items()}, acceptance)


def _card(entry: Entry, labels: tuple[str, ...], sha256: str) -> dict[str, Any]:
    return {
        "name": entry.name,
        "version": f"{date.today().isoformat()}+{sha256[:8]}",
        "title": entry.title,
        "kind": "full",
        "labels": list(labels),
        "input": {"size": SIZE, "range": [-1024, 1024], "channels": 1, "crop": "centre square", "resampling": "area"},
        "network": {"class": "ChestNet"},
        "notice": "A computer read this film. It misses findings and sees some that are not there; a clinician has to look at it.",
        "limits": list(entry.limits),
        "licence": entry.licence,
        "training": {"films": entry.trained_on, "labels_from": entry.labels_from},
        "source": {"url": entry.url, "sha256": sha256, "pinned_by": "Praxia" if entry.sha256 == sha256 else "operator"},
    }


def _replace(new: Path, place: Path) -> None:
    old = new.parent / "old"
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)
