"""From a network in torch to the files of a model: safetensors, ONNX, and the card that binds them together."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

from imaging.inference.cards import file_sha256
from imaging.inference.engines import probe
from imaging.inference.grouping import GroupedChestNet
from imaging.inference.networks import ChestNet
from imaging.inference.onnx_engine import OnnxEngine
from imaging.inference.torch_engine import TorchEngine

PARITY: Final = 1e-5
_PROBE_TOLERANCE: Final = 1e-3  # processors round differently; other weights are far away


def write_files(network: nn.Module, size: int, folder: Path) -> dict[str, Any]:
    """Write `model.safetensors` and `model.onnx`; returns `files`, `probe` and `parity` for the card.

    Raises ValueError when the exported network does not answer as the one in torch (1e-5 on logits and maps).
    """
    network.eval()
    save_file({key: one.contiguous() for key, one in network.state_dict().items()}, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)  # it is written for its owner alone
    _export(network, size, folder / "model.onnx")
    parity, answer = _parity(network, size, folder / "model.onnx")
    if not parity <= PARITY:
        raise ValueError(f"the exported network differs from torch by {parity:.1e}")
    return {
        "files": {one: _told(folder / f"model.{one}") for one in ("onnx", "safetensors")},
        "probe": {"logits": [round(float(value), 6) for value in answer], "tolerance": _PROBE_TOLERANCE},
        "parity": parity,
    }


def write_card(folder: Path, body: Mapping[str, Any]) -> None:
    """`card.json`, the last file to be written: a folder without it is no model."""
    text = json.dumps(body, indent=1, ensure_ascii=False) + "\n"
    (folder / "card.json").write_text(text, encoding="utf-8")


def _export(network: nn.Module, size: int, path: Path) -> None:
    names = ["film", "logits", "cam"]
    network = GroupedChestNet(network).eval() if isinstance(network, ChestNet) else network
    with warnings.catch_warnings():
        # The exporter that traces is deprecated; the newer one needs one more package and gives no better graph for these networks.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            (torch.zeros(1, 1, size, size),),
            str(path),
            dynamo=False,
            opset_version=17,
            input_names=names[:1],
            output_names=names[1:],
            dynamic_axes={name: {0: "n"} for name in names},
        )


def _parity(network: nn.Module, size: int, path: Path) -> tuple[float, np.ndarray]:
    """The largest difference over the probe and three pictures of noise, and torch's logits for the probe.

    As a share of the largest value where that is above 1: rounding grows with the numbers, and maps are larger than logits.
    """
    noise = np.random.default_rng(0).uniform(-1024, 1024, (3, 1, size, size)).astype(np.float32)
    films = np.concatenate([probe(size), noise])
    ours, theirs = TorchEngine(network).run(films), OnnxEngine(path).run(films)
    apart = [
        float(np.abs(one - other).max() / max(1.0, np.abs(one).max())) for one, other in zip(ours, theirs, strict=True)
    ]
    return max(apart), ours.logits[0]


def _told(path: Path) -> dict[str, Any]:
    return {"sha256": file_sha256(path), "bytes": path.stat().st_size}
