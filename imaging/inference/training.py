"""Training the demonstration model on small films: seeded, on one thread, in minutes. Needs torch and MONAI.

The data set's official validation films come from the same place as its training films, its test films do not quite: networks
that score 0.99 on the first fall to 0.95 on the second. So films are bent here in every way in which another place might differ
(position, size, exposure, contrast, sharpness, noise, uneven light). How far is a matter of doubt: on clusters of training films
that were held out, films bent little did better, on bent validation films those bent much. So several networks vote, each taught
its own way.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as nnf

from imaging.inference.networks import Mean, SmallNet


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the result, besides the films and the versions of torch and MONAI."""

    strengths: tuple[float, ...] = (0.25, 0.5, 0.75, 1.0)  # one network each: how far its films are bent
    epochs: int = 18
    batch: int = 64
    rate: float = 4e-3
    decay: float = 0.05
    smoothing: float = 0.05
    mixup: float = 0.2
    untouched: float = 0.1
    seed: int = 1


SHAPE: dict[str, Any] = {"init": 24, "growth": 12, "blocks": (4, 4), "bottleneck": 2}


def as_input(films: NDArray[np.uint8]) -> Tensor:
    """(n, h, w) uint8 as `prepare.model_input` gives them: (n, 1, h, w) float32 in [-1024, 1024]."""
    return torch.from_numpy(films.astype(np.float32) / 255 * 2048 - 1024)[:, None]


def train(
    films: NDArray[np.uint8], truth: NDArray[np.int64], recipe: Recipe, tell: Callable[[str], None] = lambda _: None
) -> Mean:
    """An ensemble of SmallNets. The same films, recipe and versions give the same weights on the same kind of processor."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    members: list[nn.Module] = []
    for number, strength in enumerate(recipe.strengths):
        members.append(
            _member(as_input(films), torch.from_numpy(truth).float(), recipe, strength, recipe.seed + number)
        )
        tell(f"network {number + 1} of {len(recipe.strengths)}")
    return Mean(members).eval()


def described(recipe: Recipe) -> dict[str, Any]:
    """For the card: `network` and `recipe`."""
    return {
        "network": {
            "class": "Mean",
            "members": len(recipe.strengths),
            "member": {**SHAPE, "blocks": list(SHAPE["blocks"])},
        },
        "recipe": asdict(recipe),
    }


def _member(films: Tensor, truth: Tensor, recipe: Recipe, strength: float, seed: int) -> SmallNet:
    torch.manual_seed(seed)
    chance = torch.Generator().manual_seed(seed)
    mixing = np.random.default_rng(seed)
    network = SmallNet(**SHAPE)
    optimizer = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    batches = len(films) // recipe.batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.rate, total_steps=recipe.epochs * batches, pct_start=0.2
    )
    network.train()
    for _ in range(recipe.epochs):
        order = torch.randperm(len(films), generator=chance)
        for batch in order[: batches * recipe.batch].view(batches, recipe.batch):
            shown = torch.where(
                torch.rand(len(batch), 1, 1, 1, generator=chance) < recipe.untouched,
                films[batch],
                bent(films[batch], chance, strength),
            )
            wanted = truth[batch] * (1 - 2 * recipe.smoothing) + recipe.smoothing
            part = float(mixing.beta(recipe.mixup, recipe.mixup))  # MixUp (Zhang et al. 2018, ICLR)
            other = torch.randperm(len(batch), generator=chance)
            logits, _maps = network(part * shown + (1 - part) * shown[other])
            loss = nnf.binary_cross_entropy_with_logits(logits[:, 0], part * wanted + (1 - part) * wanted[other])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            optimizer.step()
            schedule.step()
    return network.eval()


def bent(films: Tensor, chance: torch.Generator, strength: float) -> Tensor:
    """The films as other machines, positions and exposures might have given them; (n, 1, h, w) in [-1024, 1024]."""
    light = (_moved(films, chance, strength) / 2048 + 0.5).clamp(0, 1)
    light = _sharpness(_exposure(light, chance, strength), chance, strength)
    return (_holes(light.clamp(0, 1), chance) - 0.5) * 2048


def _even(chance: torch.Generator, *shape: int) -> Tensor:
    """Evenly between -1 and 1."""
    return torch.rand(*shape, generator=chance) * 2 - 1


def _moved(films: Tensor, chance: torch.Generator, strength: float) -> Tensor:
    n = len(films)
    angle, shift = _even(chance, n) * math.radians(12) * strength, _even(chance, n, 2) * 0.16 * strength
    scale, aspect = (torch.exp(_even(chance, n) * most * strength) for most in (0.17, 0.08))
    mirror = torch.where(torch.rand(n, generator=chance) < 0.5, -1.0, 1.0)
    cos, sin = angle.cos(), angle.sin()
    rows = (
        torch.stack([cos * scale * aspect * mirror, -sin * scale, shift[:, 0]], 1),
        torch.stack([sin * scale * mirror, cos * scale / aspect, shift[:, 1]], 1),
    )
    grid = nnf.affine_grid(torch.stack(rows, 1), list(films.shape), align_corners=False)
    return nnf.grid_sample(films, grid, padding_mode="border", align_corners=False)


def _exposure(light: Tensor, chance: torch.Generator, strength: float) -> Tensor:
    """Gamma, contrast, brightness, and light that falls unevenly over half of the films."""
    n = len(light)
    bright = light.pow(torch.exp(_even(chance, n, 1, 1, 1) * 0.5 * strength))
    contrast = torch.exp(_even(chance, n, 1, 1, 1) * 0.4 * strength)
    bright = (bright - 0.5) * contrast + 0.5 + _even(chance, n, 1, 1, 1) * 0.15 * strength
    field = torch.randn(n, 1, 3, 3, generator=chance) * 0.12 * strength
    uneven = nnf.interpolate(field, size=light.shape[-2:], mode="bicubic", align_corners=True)
    return bright + uneven * (torch.rand(n, 1, 1, 1, generator=chance) < 0.5)


def _sharpness(light: Tensor, chance: torch.Generator, strength: float) -> Tensor:
    """Blurred or sharpened, and noisy."""
    n = len(light)
    amount = (torch.rand(n, 1, 1, 1, generator=chance) * 1.6 - 0.6) * strength
    amount = amount * (torch.rand(n, 1, 1, 1, generator=chance) < 0.6)
    grain = torch.rand(n, 1, 1, 1, generator=chance) * 0.06 * strength
    grain = grain * (torch.rand(n, 1, 1, 1, generator=chance) < 0.5)
    return light + (_blurred(light) - light) * amount + torch.randn(light.shape, generator=chance) * grain


def _blurred(light: Tensor) -> Tensor:
    """Gaussian of one pixel."""
    taps = torch.exp(-torch.arange(-3.0, 4.0).square() / 2)
    taps = taps / taps.sum()
    padded = nnf.pad(light, (3, 3, 3, 3), mode="replicate")
    return nnf.conv2d(nnf.conv2d(padded, taps.view(1, 1, 1, 7)), taps.view(1, 1, 7, 1))


def _holes(light: Tensor, chance: torch.Generator) -> Tensor:
    """A square of 4 to 9 pixels of the film's mean on three films of ten (DeVries and Taylor 2017)."""
    for index in torch.nonzero(torch.rand(len(light), generator=chance) < 0.3)[:, 0].tolist():
        top, left, side = (int(one) for one in torch.randint(0, 22, (3,), generator=chance))
        side = 4 + side % 6
        light[index, :, top : top + side, left : left + side] = light[index].mean()
    return light
