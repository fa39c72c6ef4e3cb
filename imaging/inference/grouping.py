"""The full network as it is exported: the same sums in another order, a tenth quicker on ONNX Runtime.

A block of a DenseNet copies all that it has found together for every layer anew. Here it stays in groups, and the sum over channels
of a 1 x 1 convolution is taken group by group. A transition averages before it convolves: one mixes places, the other channels, so
the result is the same, and the convolution has a quarter of the places to visit.
"""

from __future__ import annotations

from functools import reduce
from itertools import accumulate, pairwise
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from imaging.inference.networks import ChestNet, with_maps

TOGETHER: Final = (4, 4, 8, 8)  # layers in a group, block by block: fewer where films are large and copies are dear


class Grouped(nn.Module):
    """`convolution(pool(relu(norm(all))))` of channels that come in groups of these widths."""

    def __init__(self, norm: Any, convolution: Any, widths: list[int], pool: nn.Module | None = None) -> None:
        super().__init__()
        self.parts = nn.ModuleList()
        for start, end in pairwise(accumulate(widths, initial=0)):
            ours = nn.BatchNorm2d(end - start, eps=norm.eps).eval()
            ours.load_state_dict({key: one[start:end] if one.ndim else one for key, one in norm.state_dict().items()})
            part = nn.Conv2d(end - start, convolution.out_channels, 1, bias=not start and convolution.bias is not None)
            part.load_state_dict(
                {
                    key: convolution.state_dict()[key][:, start:end] if key == "weight" else convolution.bias
                    for key in part.state_dict()
                }
            )
            self.parts.append(nn.Sequential(ours, nn.ReLU(), pool or nn.Identity(), part))

    def forward(self, groups: list[Tensor]) -> Tensor:
        return reduce(torch.add, [part(one) for part, one in zip(self.parts, groups, strict=True)])


class GroupedBlock(nn.Module):
    """A dense block that hands on its groups."""

    def __init__(self, block: nn.Module, width: int, together: int) -> None:
        super().__init__()
        self.together, self.first, self.second = together, nn.ModuleList(), nn.ModuleList()
        self.widths = [width]
        for child in block.children():
            layer: Any = child.get_submodule("layers")
            self.first.append(Grouped(layer.norm1, fuse_conv_bn_eval(layer.conv1, layer.norm2), self.widths))
            self.second.append(nn.Sequential(nn.ReLU(), layer.conv2))
            grown, growth = sum(self.widths) - width + layer.conv2.out_channels, together * layer.conv2.out_channels
            self.widths = [width, *[growth] * (grown // growth), *([grown % growth] if grown % growth else [])]

    def forward(self, film: Tensor) -> list[Tensor]:
        whole, fresh = [film], list[Tensor]()
        for first, second in zip(self.first, self.second, strict=True):
            fresh.append(second(first([*whole, *_joined(fresh)])))
            if len(fresh) == self.together:
                whole, fresh = [*whole, *_joined(fresh)], []
        return [*whole, *_joined(fresh)]


class GroupedChestNet(nn.Module):
    """Answers as the ChestNet that it is made from, to rounding."""

    def __init__(self, chest: ChestNet) -> None:
        super().__init__()
        features: Any = chest.body.features
        self.stem = nn.Sequential(features.conv0, features.norm0, features.relu0, features.pool0)
        steps, width = list[nn.Module](), features.conv0.out_channels
        for number, together in enumerate(TOGETHER, 1):
            steps.append(block := GroupedBlock(features.get_submodule(f"denseblock{number}"), width, together))
            if number < len(TOGETHER):
                last = features.get_submodule(f"transition{number}")
                steps.append(Grouped(last.norm, last.conv, block.widths, last.pool))
                width = last.conv.out_channels
        self.steps, self.norm, self.last = nn.Sequential(*steps), features.norm5, chest.body.class_layers.out

    def forward(self, film: Tensor) -> tuple[Tensor, Tensor]:
        return with_maps(self.features(film), self.last)

    def features(self, film: Tensor) -> Tensor:
        found: Tensor = self.norm(torch.cat(self.steps(self.stem(film)), 1))
        return found


def _joined(fresh: list[Tensor]) -> list[Tensor]:
    return [torch.cat(fresh, 1)] if len(fresh) > 1 else fresh
