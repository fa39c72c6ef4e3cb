"""Checkpoints of random weights in the shape of torchxrayvision's: whole pickled modules, in both layouts of torch."""

from __future__ import annotations

import sys
import warnings
from collections import OrderedDict
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import torch
from torch import nn

LABELS = [
    "Atelectasis", "Consolidation", "Infiltration", "Pneumothorax", "Edema", "Emphysema", "Fibrosis", "Effusion", "Pneumonia",
    "Pleural_Thickening", "Cardiomegaly", "Nodule", "Mass", "Hernia", "Lung Lesion", "Fracture", "Lung Opacity",
    "Enlarged Cardiomediastinum",
]  # fmt: skip


class _DenseLayer(nn.Sequential):
    def __init__(self, before: int) -> None:
        super().__init__(
            OrderedDict(
                norm1=nn.BatchNorm2d(before),
                relu1=nn.ReLU(),
                conv1=nn.Conv2d(before, 128, 1, bias=False),
                norm2=nn.BatchNorm2d(128),
                relu2=nn.ReLU(),
                conv2=nn.Conv2d(128, 32, 3, padding=1, bias=False),
            )
        )

    def forward(self, x):
        return torch.cat([x, super().forward(x)], 1)


class _DenseBlock(nn.Sequential):
    def __init__(self, before: int, layers: int) -> None:
        super().__init__(OrderedDict((f"denselayer{n + 1}", _DenseLayer(before + 32 * n)) for n in range(layers)))


class _Transition(nn.Sequential):
    def __init__(self, before: int) -> None:
        convolution = nn.Conv2d(before, before // 2, 1, bias=False)
        super().__init__(
            OrderedDict(norm=nn.BatchNorm2d(before), relu=nn.ReLU(), conv=convolution, pool=nn.AvgPool2d(2))
        )


class DenseNet(nn.Module):
    def __init__(self, outputs: int) -> None:
        super().__init__()
        first = nn.Conv2d(1, 64, 7, stride=2, padding=3, bias=False)
        parts = OrderedDict(conv0=first, norm0=nn.BatchNorm2d(64), relu0=nn.ReLU(), pool0=nn.MaxPool2d(3, 2, 1))
        now = 64
        for block, layers in enumerate((6, 12, 24, 16), start=1):
            parts[f"denseblock{block}"] = _DenseBlock(now, layers)
            now += 32 * layers
            if block < 4:
                parts[f"transition{block}"] = _Transition(now)
                now //= 2
        parts["norm5"] = nn.BatchNorm2d(now)
        self.features = nn.Sequential(parts)
        self.classifier = nn.Linear(now, outputs)
        self.register_buffer("op_threshs", torch.full((outputs,), 0.5))

    def forward(self, x):
        return self.classifier(torch.relu(self.features(x)).mean((2, 3)))


@contextmanager
def published_as_theirs():
    """The classes go by the peer's names while a file is written, as in the peer's files."""
    module, package = ModuleType("torchxrayvision.models"), ModuleType("torchxrayvision")
    for one in (DenseNet, _DenseBlock, _DenseLayer, _Transition):
        setattr(module, one.__name__, one)
    homes = {one: one.__module__ for one in (DenseNet, _DenseBlock, _DenseLayer, _Transition)}
    sys.modules |= {"torchxrayvision": package, "torchxrayvision.models": module}
    for one in homes:
        one.__module__ = "torchxrayvision.models"
    try:
        yield
    finally:
        for one, home in homes.items():
            one.__module__ = home
        del sys.modules["torchxrayvision.models"], sys.modules["torchxrayvision"]


def random_network(outputs: int = 18, seed: int = 0) -> DenseNet:
    torch.manual_seed(seed)
    network = DenseNet(outputs).eval()
    for one in network.modules():
        if isinstance(one, nn.BatchNorm2d):  # statistics of a network that has seen something
            one.running_mean.normal_(0, 0.1)
            one.running_var.uniform_(0.5, 1.5)
    return network


def save(network: nn.Module, path: Path, labels=LABELS, *, zipped: bool = True) -> Path:
    network.pathologies = labels
    with published_as_theirs(), warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # the older layout wants to send source code along, which classes of a made-up module lack
        torch.save(network, path, _use_new_zipfile_serialization=zipped)
    return path
