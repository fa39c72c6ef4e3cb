"""Gates before any network: is this an upright frontal film that somebody could read at all?

A small convolutional network over a 28 × 28 thumbnail (`gates.npz`, fitted by `manage.py fit_gates`) tells films from inverted and
turned ones and from everything else; size, shape, contrast and the tags of DICOM are plain rules. Three outcomes: accepted,
accepted with a stated warning, refused with a reason and what to do. What it cannot tell: mirrored films, laterals without a tag,
and whether the film is of this person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from imaging.inference.film import Quality, Reason
from imaging.inference.prepare import Pixels, shrunk, thumbnail

Weights = NDArray[np.floating[Any]]

SIDE: Final = 28
CONVOLUTIONS: Final = 3
CLASSES: Final = ("film", "inverted", "turned_left", "turned_over", "turned_right", "not_a_film")
FITTED: Final = Path(__file__).with_name("gates.npz")
CARD: Final = Path(__file__).with_name("gates.json")

LEAST_SIDE = 224
WIDEST, WIDE = 2.2, 1.6  # longer side by shorter
FLAT, PALE = 0.08, 0.30  # 1st to 99th percentile, as a share of full brightness
BURNT, SATURATED = 0.60, 0.30  # share of pixels that are pure black or pure white
BLACK, LETTERS, LEAST_LEFT = (
    0.04,
    0.03,
    0.3,
)  # around a film: how dark, how much of a line may be light, how much has to be left
SURE_FILM, LIKELY_FILM = 0.85, 0.50
SURE_TURN = 0.80
LOOKED_AT = 512  # longer side: enough to see what is asked here, quick on a large film

PROJECTION: Final = ("CR", "DX", "RG", "RF", "XA", "OT", "SC", "DR")
CHEST: Final = ("CHEST", "THORAX", "LUNG", "RIB", "HEART", "TORSO", "PORT CHEST")
LATERAL: Final = ("LL", "RL", "LAT", "LATERAL", "LLD", "RLD", "OBL", "LLO", "RLO", "RAO", "LAO")

WARNINGS: Final = ("view_unknown", "unusual", "wide", "pale", "saturated")
SENTENCES: Final = {
    "too_small": f"The picture is smaller than {LEAST_SIDE} pixels on one side. Please export the film in full size.",
    "too_narrow": "The picture is a narrow strip, as no chest film is. Please send the whole film.",
    "no_contrast": "The picture is nearly one single grey, so there is nothing on it to read. Please export the film again.",
    "clipped": "Most of the picture is pure black or white, so what was on it is lost. Please export it with all its greys.",
    "not_a_film": "This does not look like a chest X-ray from the front, so it was not read. Please choose the film itself.",
    "inverted": "Black and white look exchanged on this film, so it was not read. Please export it with air dark and bone white.",
    "turned_left": "The film looks turned by a quarter to the left. Please turn it upright and send it again.",
    "turned_right": "The film looks turned by a quarter to the right. Please turn it upright and send it again.",
    "turned_over": "The film looks upside down. Please turn it upright and send it again.",
    "lateral": "This is a view from the side. Only films from the front (PA or AP) can be read here.",
    "not_a_projection": "This picture was not made as a plain X-ray film. Only plain chest films from the front can be read here.",
    "not_a_chest": "The file says that another part of the body was examined. Only chest films can be read here.",
    "view_unknown": "Nobody has said from where this film was taken, and a view from the side is not recognised by its picture. "
    "If it is one, this reading does not count.",
    "unusual": "The film looks different from those that the checks were made with, so the reading is less certain.",
    "wide": "The picture has an unusual shape; its edges were left out when it was read.",
    "pale": "The film has little contrast, so the reading is less certain.",
    "saturated": "Part of the picture is pure black or pure white, so detail is lost there.",
}


@dataclass(frozen=True)
class Gate:
    """The fitted network: `filters` `(out, in, 3, 3)` of three convolutions that halve the side, `output` `(512, 6)`, biases."""

    filters: Sequence[Weights]
    filter_biases: Sequence[Weights]
    output: Weights
    output_bias: Weights

    def chances(self, thumbnails: NDArray[np.float32]) -> NDArray[np.float32]:
        """`(n, 6)` for `(n, 28, 28)` in the order of CLASSES."""
        seen = standardised(thumbnails).reshape(-1, 1, SIDE, SIDE)
        for weights, bias in zip(self.filters, self.filter_biases, strict=True):
            seen = _halved(seen, weights, bias)
        logits = seen.reshape(len(seen), -1) @ self.output + self.output_bias
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        return raised / raised.sum(axis=1, keepdims=True)

    def stored(self) -> dict[str, Weights]:
        """By name, as `gates.npz` holds them."""
        layers = {f"filters_{at}": layer for at, layer in enumerate(self.filters)}
        layers |= {f"filter_bias_{at}": layer for at, layer in enumerate(self.filter_biases)}
        return layers | {"output": self.output, "output_bias": self.output_bias}

    @classmethod
    def of(cls, stored: Mapping[str, Weights]) -> Gate:
        named = {name: stored[name].astype(np.float32) for name in stored}
        filters, biases = ([named[f"{part}_{at}"] for at in range(CONVOLUTIONS)] for part in ("filters", "filter_bias"))
        return cls(filters, biases, named["output"], named["output_bias"])


def _halved(seen: NDArray[np.float32], weights: Weights, bias: Weights) -> NDArray[np.float32]:
    """A convolution with 3 × 3 places and a step of two, then what is above zero: `(n, in, h, w)` to `(n, out, h/2, w/2)`."""
    framed = np.pad(seen, ((0, 0), (0, 0), (1, 1), (1, 1)))
    places = sliding_window_view(framed, (3, 3), axis=(2, 3))[:, :, ::2, ::2]
    summed = np.tensordot(places, weights, axes=((1, 4, 5), (1, 2, 3))) + bias
    return np.maximum(summed, 0).transpose(0, 3, 1, 2)


def check(pixels: Pixels, meta: Mapping[str, Any]) -> Quality:
    """Judge a decoded film by its picture, by what its file said, and by the view that its person told (`view_told`).

    Ten milliseconds for seven million pixels; needs no network's weights.
    """
    reasons, film = [*_by_tags(meta), *_by_shape(pixels)], inside(shrunk(pixels, LOOKED_AT))
    contrast = list(_by_contrast(film))
    found = contrast if "no_contrast" in {reason.code for reason in contrast} else [*contrast, *_by_looks(film)]
    warnings = [reason for reason in (*reasons, *found) if reason.code in WARNINGS]
    refusals = [reason for reason in (*reasons, *found) if reason not in warnings]
    return Quality(accepted=not refusals, reasons=tuple(refusals), warnings=() if refusals else tuple(warnings))


def card() -> dict[str, Any]:
    """How the gate was fitted and what it measured on films that it had not seen."""
    found: dict[str, Any] = json.loads(CARD.read_text())
    return found


@cache
def fitted() -> Gate:
    with np.load(FITTED, allow_pickle=False) as stored:
        return Gate.of(stored)


def standardised(thumbnails: NDArray[np.float32]) -> NDArray[np.float32]:
    """`(n, 784)`, each picture with mean 0 and deviation 1: brightness and contrast are judged elsewhere."""
    flat = thumbnails.reshape(len(thumbnails), -1)
    deviation = np.maximum(flat.std(axis=1, keepdims=True), 1e-3)
    return ((flat - flat.mean(axis=1, keepdims=True)) / deviation).astype(np.float32)


def _by_tags(meta: Mapping[str, Any]) -> Iterator[Reason]:
    names = ("modality", "body_part", "view", "view_told")
    modality, part, *views = (str(meta.get(name, "")).upper() for name in names)
    if modality and modality not in PROJECTION:
        yield _reason("not_a_projection")
    if part and not any(word in part for word in CHEST):
        yield _reason("not_a_chest")
    if any(view.replace("_", " ").split(" ")[0] in LATERAL for view in views):
        yield _reason("lateral")
    if not any(views):
        yield _reason("view_unknown")


def _by_shape(pixels: Pixels) -> Iterator[Reason]:
    short, long = sorted(pixels.shape)
    if short < LEAST_SIDE:
        yield _reason("too_small")
    if long > WIDEST * short:
        yield _reason("too_narrow")
    elif long > WIDE * short:
        yield _reason("wide")


def _by_contrast(pixels: Pixels) -> Iterator[Reason]:
    full = np.iinfo(pixels.dtype).max
    low, high = np.percentile(pixels, (1, 99)) / full
    extreme = float(np.mean((pixels <= full // 256) | (pixels >= full - full // 256)))
    if high - low < FLAT:
        yield _reason("no_contrast")
        return
    if high - low < PALE:
        yield _reason("pale")
    if extreme > BURNT:
        yield _reason("clipped")
    elif extreme > SATURATED:
        yield _reason("saturated")


def _by_looks(pixels: Pixels) -> Iterator[Reason]:
    chances = fitted().chances(thumbnail(pixels, SIDE)[None])[0]
    if chances[0] >= LIKELY_FILM:
        if chances[0] < SURE_FILM:
            yield _reason("unusual")
        return
    best = int(chances.argmax())
    yield _reason(CLASSES[best] if best and chances[best] >= SURE_TURN else "not_a_film")


def inside(pixels: Pixels) -> Pixels:
    """The film without the black rows and columns around it; whole where hardly anything else would be left."""
    light = pixels > BLACK * np.iinfo(pixels.dtype).max
    rows, columns = (np.flatnonzero(light.mean(axis=axis) > LETTERS) for axis in (1, 0))
    if not rows.size or not columns.size:
        return pixels
    found = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return (
        found
        if all(left >= LEAST_LEFT * whole for left, whole in zip(found.shape, pixels.shape, strict=True))
        else pixels
    )


def _reason(code: str) -> Reason:
    return Reason(code, SENTENCES[code])
