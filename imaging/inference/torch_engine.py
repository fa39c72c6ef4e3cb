"""The same networks on torch: the engine that trains and converts, that a GPU needs, and that the exported file is held against."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import nn

from imaging.inference.cards import Card
from imaging.inference.engines import Outputs
from imaging.inference.networks import build


class TorchEngine:
    """A network in torch, on the CPU or on a GPU ("cuda")."""

    def __init__(self, network: nn.Module, device: str = "cpu") -> None:
        self._network, self._device = network.eval().to(device), device

    @classmethod
    def of(cls, card: Card, device: str = "cpu") -> TorchEngine:
        """The network of a card, from its safetensors; every key must match."""
        network = build(card.body["network"], len(card.labels))
        network.load_state_dict(load_file(card.folder / "model.safetensors"), strict=True)
        return cls(network, device)

    def run(self, films: NDArray[np.float32]) -> Outputs:
        with torch.inference_mode():
            logits, cams = self._network(torch.from_numpy(films).to(self._device))
        return Outputs(logits.cpu().numpy(), cams.cpu().numpy())
