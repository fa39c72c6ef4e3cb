"""The networks, defined with MONAI. Needs torch: for training, conversion, export and GPUs; workers run the exported file.

Every network here answers with two outputs from one pass: logits (n, labels) and maps (n, labels, h, w). A DenseNet ends in
relu, global average and a linear layer, so the class activation map (Zhou et al. 2016, CVPR) is that layer applied at every place,
and `logit = map.mean() + bias`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from monai.networks.nets import DenseNet, DenseNet121
from torch import Tensor, nn
from torch.nn import functional as nnf


class WithMaps(nn.Module):
    """A MONAI DenseNet that also tells where each logit comes from."""

    def __init__(self, body: DenseNet) -> None:
        super().__init__()
        self.body = body

    def forward(self, film: Tensor) -> tuple[Tensor, Tensor]:
        return with_maps(self.body.features(film), self.body.class_layers.out)


class ChestNet(WithMaps):
    """DenseNet121 at 224 pixels, the shape of torchxrayvision's published weights (Cohen et al. 2022, MIDL)."""

    def __init__(self, outputs: int) -> None:
        super().__init__(DenseNet121(spatial_dims=2, in_channels=1, out_channels=outputs))


class SmallNet(WithMaps):
    """A DenseNet for films of 28 pixels. It sees each film twice: brought to mean 0 and deviation 1, and as local contrast alone,
    each place against its neighbourhood of 9 x 9 pixels.

    How bright, how dark and how evenly lit a film is says more about the machine than about the lungs.
    """

    def __init__(self, *, init: int, growth: int, blocks: tuple[int, ...], bottleneck: int) -> None:
        body = DenseNet(
            spatial_dims=2,
            in_channels=2,
            out_channels=1,
            init_features=init,
            growth_rate=growth,
            block_config=blocks,
            bn_size=bottleneck,
        )
        super().__init__(body)

    def forward(self, film: Tensor) -> tuple[Tensor, Tensor]:
        overall = film - film.mean((2, 3), keepdim=True)
        even = overall / overall.square().mean((2, 3), keepdim=True).add(1.0).sqrt()
        apart = even - _around(even)
        local = apart / _around(apart.square()).add(1e-3).sqrt()
        seen = torch.cat([even, local], 1)
        return super().forward(nnf.interpolate(seen, scale_factor=2.0, mode="bilinear", align_corners=False))


def with_maps(features: Tensor, last: nn.Linear) -> tuple[Tensor, Tensor]:
    """Logits and maps from the last features and the layer that comes after them."""
    maps = torch.einsum("lc,nchw->nlhw", last.weight, nnf.relu(features))
    return maps.mean((2, 3)) + last.bias, maps


def _around(film: Tensor) -> Tensor:
    """The mean over 9 x 9 pixels around each place."""
    return nnf.avg_pool2d(nnf.pad(film, (4, 4, 4, 4), mode="replicate"), 9, 1)


class Mean(nn.Module):
    """Several networks as one: the mean of their logits and of their maps."""

    def __init__(self, members: list[nn.Module]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, film: Tensor) -> tuple[Tensor, Tensor]:
        answers = [member(film) for member in self.members]
        logits, maps = (torch.stack(one).mean(0) for one in zip(*answers, strict=True))
        return logits, maps


def build(network: Mapping[str, Any], outputs: int) -> nn.Module:
    """The network that a card describes (`card.body["network"]`), with random weights, ready to be loaded into."""
    if network["class"] == "ChestNet":
        return ChestNet(outputs).eval()
    shape = {**network["member"], "blocks": tuple(network["member"]["blocks"])}
    return Mean([SmallNet(**shape) for _ in range(network["members"])]).eval()


def count(network: nn.Module) -> int:
    """The number of trained parameters."""
    return sum(one.numel() for one in network.parameters())
