"""Fitting the gate: films as they are, inverted and turned, against pictures drawn from chance. Torch is used here alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imaging.inference.gates import CLASSES, LIKELY_FILM, SIDE, Gate, standardised
from imaging.inference.not_films import not_film
from imaging.inference.prepare import area

CHANNELS, EPOCHS, BATCH, EDGE = (16, 32, 32), 10, 256, 20
FOLDS = 4
FILM_SIDE = 2 * SIDE  # so that small films are seen in the fit exactly as they come
if TYPE_CHECKING:
    import torch

Picture = NDArray[np.float32]
Rng = np.random.Generator


@dataclass(frozen=True)
class Films:
    """`(FILM_SIDE, FILM_SIDE) float32` in [0, 1]: full-size films, and small ones that were made at 28 × 28."""

    large: Sequence[Picture]
    small: Sequence[Picture]

    def fold(self, number: int) -> tuple[Films, Films]:
        """Those to fit on and those held out. Large films are one per patient; the small set names no patients."""
        return (
            Films(_except(self.large, number), _except(self.small, number)),
            Films(self.large[number::FOLDS], self.small[number::FOLDS]),
        )


def fit(films: Films, *, seed: int) -> Gate:
    import torch

    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    inputs, targets = _examples(films, rng)
    network = _network()
    optimiser = torch.optim.AdamW(network.parameters(), weight_decay=1e-2)
    rounds = EPOCHS * -(-len(inputs) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=rounds)
    inputs_t, targets_t = torch.from_numpy(inputs), torch.from_numpy(targets)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(inputs)).split(BATCH):  # type: ignore[no-untyped-call]
            loss = torch.nn.functional.cross_entropy(network(inputs_t[batch]), targets_t[batch], label_smoothing=0.02)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return _rounded(_gate(network))


def _network() -> torch.nn.Sequential:
    """28 × 28 to 14, 7 and 4 places a side."""
    import torch

    layers: list[torch.nn.Module] = [torch.nn.Unflatten(1, (1, SIDE, SIDE))]
    for before, after in pairwise((1, *CHANNELS)):
        layers += [torch.nn.Conv2d(before, after, 3, stride=2, padding=1), torch.nn.ReLU()]
    inside = 16 * CHANNELS[-1]
    return torch.nn.Sequential(
        *layers, torch.nn.Flatten(), torch.nn.Dropout(0.2), torch.nn.Linear(inside, len(CLASSES))
    )


def _gate(network: torch.nn.Sequential) -> Gate:
    *weights, output = (one.numpy() for name, one in network.state_dict().items() if name.endswith("weight"))
    *biases, output_bias = (one.numpy() for name, one in network.state_dict().items() if name.endswith("bias"))
    return Gate(weights, biases, output.T, output_bias)


def _rounded(gate: Gate) -> Gate:
    """As it is stored."""
    return Gate.of({name: layer.astype(np.float16) for name, layer in gate.stored().items()})


def measure(gate: Gate, pictures: Sequence[Picture]) -> float:
    """The share of pictures that the gate lets pass as films."""
    return float(np.mean(gate.chances(_small(pictures))[:, 0] >= LIKELY_FILM))


def turned(films: Sequence[Picture]) -> dict[str, list[Picture]]:
    """The films as they are and in each way that must be stopped."""
    return {
        "upright": list(films),
        "inverted": [1 - film for film in films],
        "turned_left": [np.rot90(film, 1) for film in films],
        "turned_over": [np.rot90(film, 2) for film in films],
        "turned_right": [np.rot90(film, 3) for film in films],
    }


def _except(films: Sequence[Picture], number: int) -> list[Picture]:
    return [film for index, film in enumerate(films) if index % FOLDS != number]


def _examples(films: Films, rng: Rng) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    pictures, targets = [], []
    repeats = max(1, len(films.small) // max(len(films.large), 1))
    for film in [*films.small, *films.small, *(film for film in films.large for _ in range(repeats))]:
        for target, variant in enumerate(turned([_varied(film, rng)]).values()):
            pictures.append(variant[0])
            targets.append(target)
    every = [*films.large, *films.small]
    for _ in range(len(pictures) // 2):
        pictures.append(_negative(every, len(films.large), rng))
        targets.append(len(CLASSES) - 1)
    return standardised(_small(pictures)), np.array(targets)


def _small(pictures: Sequence[Picture]) -> NDArray[np.float32]:
    return np.array([area(np.ascontiguousarray(picture), SIDE, SIDE) for picture in pictures])


def _varied(film: Picture, rng: Rng) -> Picture:
    """The film as it is, or moved, stretched, cropped, tilted, brighter, softer, sharper, mirrored, framed: all still films."""
    if rng.random() < 0.15:
        return film
    angle, zoom = np.deg2rad(rng.uniform(-8, 8)), rng.uniform(0.75, 1.35)
    down, across = zoom, zoom * rng.uniform(0.93, 1.07)
    turn = np.array([[np.cos(angle) / down, -np.sin(angle) / down], [np.sin(angle) / across, np.cos(angle) / across]])
    centre = np.full(2, (len(film) - 1) / 2)
    shift = centre - turn @ centre + rng.uniform(-4, 4, 2) + EDGE
    framed = Image.fromarray(np.pad(film, EDGE, mode="edge" if rng.random() < 0.7 else "constant"))
    numbers = (turn[1, 1], turn[1, 0], shift[1], turn[0, 1], turn[0, 0], shift[0])
    varied = np.asarray(
        framed.transform(film.shape, Image.Transform.AFFINE, numbers, resample=Image.Resampling.BILINEAR)
    )
    around = sum(np.roll(varied, step, axis) for step in (-1, 1) for axis in (0, 1)) / 4
    varied = varied + rng.uniform(-1, 2) * (varied - around)
    varied = np.clip(varied, 0, 1) ** rng.uniform(0.6, 1.6)
    if rng.random() < 0.15:
        varied[:, : rng.integers(1, 8)] = 0
    return varied[:, ::-1] if rng.random() < 0.5 else varied


def _negative(films: Sequence[Picture], large: int, rng: Rng) -> Picture:
    """Mostly pictures of nothing; some that are small parts of films, enlarged or shuffled, because a part is no film either."""
    chance = rng.random()
    film = films[int(rng.integers(large if large and rng.random() < 0.5 else len(films)))]
    if chance < 0.82:
        return not_film(rng)
    part = _enlarged(film, rng) if chance < 0.85 else _shuffled(film, rng)
    return 1 - part if rng.random() < 0.5 else part


def _enlarged(film: Picture, rng: Rng) -> Picture:
    side = int(rng.integers(7, 18))
    top, left = rng.integers(0, len(film) - side, 2)
    part = Image.fromarray(film[top : top + side, left : left + side])
    return np.asarray(part.resize(film.shape, Image.Resampling.BILINEAR))


def _shuffled(film: Picture, rng: Rng) -> Picture:
    side = len(film) // int(rng.choice([2, 4]))
    blocks = [np.rot90(block, int(rng.integers(4))) for block in _blocks(film, side)]
    order, count = rng.permutation(len(blocks)), len(film) // side
    return np.block([[blocks[order[row * count + column]] for column in range(count)] for row in range(count)])


def _blocks(film: Picture, side: int) -> Iterator[Picture]:
    for top in range(0, len(film), side):
        for left in range(0, len(film), side):
            yield film[top : top + side, left : left + side]
