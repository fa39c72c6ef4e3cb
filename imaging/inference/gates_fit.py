"""Fitting the gate: films as they are, inverted and turned, against pictures drawn from chance. Torch is used here alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imaging.inference.gates import CLASSES, LIKELY_FILM, SIDE, Gate, standardised
from imaging.inference.not_films import not_film
from imaging.inference.prepare import area

HIDDEN, EPOCHS, BATCH, EDGE = 64, 10, 256, 20
FOLDS = 4
Picture = NDArray[np.float32]
Rng = np.random.Generator


@dataclass(frozen=True)
class Films:
    """`(64, 64) float32` in [0, 1]: full-size films, and small ones that were made at 28 × 28."""

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
    network = torch.nn.Sequential(
        torch.nn.Linear(SIDE * SIDE, HIDDEN),
        torch.nn.ReLU(),
        torch.nn.Dropout(0.2),
        torch.nn.Linear(HIDDEN, len(CLASSES)),
    )
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
    state = network.state_dict()
    layers = (state["0.weight"].T, state["0.bias"], state["3.weight"].T, state["3.bias"])
    half = [layer.numpy().astype(np.float16).astype(np.float32) for layer in layers]  # as they are stored
    return Gate(*half)


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
    """The same film, shifted, stretched, tilted, brighter, softer, mirrored, with a frame: all still films."""
    angle, zoom = np.deg2rad(rng.uniform(-8, 8)), rng.uniform(0.85, 1.15)
    down, across = zoom, zoom * rng.uniform(0.93, 1.07)
    turn = np.array([[np.cos(angle) / down, -np.sin(angle) / down], [np.sin(angle) / across, np.cos(angle) / across]])
    centre = np.full(2, (len(film) - 1) / 2)
    shift = centre - turn @ centre + rng.uniform(-4, 4, 2) + EDGE
    framed = Image.fromarray(np.pad(film, EDGE, mode="edge" if rng.random() < 0.7 else "constant"))
    numbers = (turn[1, 1], turn[1, 0], shift[1], turn[0, 1], turn[0, 0], shift[0])
    varied = np.asarray(
        framed.transform(film.shape, Image.Transform.AFFINE, numbers, resample=Image.Resampling.BILINEAR)
    )
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
    side = int(rng.integers(8, 20))
    top, left = rng.integers(0, len(film) - side, 2)
    part = Image.fromarray(film[top : top + side, left : left + side])
    return np.asarray(part.resize(film.shape, Image.Resampling.BILINEAR))


def _shuffled(film: Picture, rng: Rng) -> Picture:
    side = int(rng.choice([16, 32]))
    blocks = [np.rot90(block, int(rng.integers(4))) for block in _blocks(film, side)]
    order, count = rng.permutation(len(blocks)), len(film) // side
    return np.block([[blocks[order[row * count + column]] for column in range(count)] for row in range(count)])


def _blocks(film: Picture, side: int) -> Iterator[Picture]:
    for top in range(0, len(film), side):
        for left in range(0, len(film), side):
            yield film[top : top + side, left : left + side]
