"""Gates before any network: is this an upright frontal film that somebody could read at all?

A small perceptron over a 28 × 28 thumbnail (`gates.npz`, fitted by `manage.py fit_gates`) tells films from inverted and turned ones
and from everything else; size, shape, contrast and the tags of DICOM are plain rules. Three outcomes: accepted, accepted with a
stated warning, refused with a reason and what to do. What it cannot tell: mirrored films, laterals without a tag, and whether the
film is of this person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from imaging.inference.film import Quality, Reason
from imaging.inference.prepare import Pixels, shrunk, thumbnail

SIDE: Final = 28
CLASSES: Final = ("film", "inverted", "turned_left", "turned_over", "turned_right", "not_a_film")
FITTED: Final = Path(__file__).with_name("gates.npz")
CARD: Final = Path(__file__).with_name("gates.json")

LEAST_SIDE = 224
WIDEST, WIDE = 2.2, 1.6  # longer side by shorter
FLAT, PALE = 0.08, 0.30  # 1st to 99th percentile, as a share of full brightness
BURNT, SATURATED = 0.60, 0.30  # share of pixels that are pure black or pure white
SURE_FILM, LIKELY_FILM = 0.85, 0.60
SURE_TURN = 0.80
LOOKED_AT = 512  # for contrast: enough to see it, quick on a large film

PROJECTION: Final = ("CR", "DX", "RG", "RF", "XA", "OT", "SC", "DR")
CHEST: Final = ("CHEST", "THORAX", "LUNG", "RIB", "HEART", "TORSO", "PORT CHEST")
LATERAL: Final = ("LL", "RL", "LAT", "LATERAL", "LLD", "RLD", "OBL", "LLO", "RLO", "RAO", "LAO")

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
    "unusual": "The film looks different from those that the checks were made with, so the reading is less certain.",
    "wide": "The picture has an unusual shape; its edges were left out when it was read.",
    "pale": "The film has little contrast, so the reading is less certain.",
    "saturated": "Part of the picture is pure black or pure white, so detail is lost there.",
}


@dataclass(frozen=True)
class Gate:
    """The fitted perceptron: hidden `(784, n)` and output `(n, 6)` layers."""

    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    output: NDArray[np.float32]
    output_bias: NDArray[np.float32]

    def chances(self, thumbnails: NDArray[np.float32]) -> NDArray[np.float32]:
        """`(n, 6)` for `(n, 28, 28)` in the order of CLASSES."""
        inside = np.maximum(standardised(thumbnails) @ self.hidden + self.hidden_bias, 0)
        logits = inside @ self.output + self.output_bias
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        return raised / raised.sum(axis=1, keepdims=True)


def check(pixels: Pixels, meta: Mapping[str, Any]) -> Quality:
    """Judge a decoded film by its picture, by what its file said, and by the view that its person told (`view_told`).

    About a millisecond; needs no network's weights.
    """
    reasons = [*_by_tags(meta), *_by_shape(pixels)]
    contrast = list(_by_contrast(pixels))
    found = contrast if "no_contrast" in {reason.code for reason in contrast} else [*contrast, *_by_looks(pixels)]
    warnings = [reason for reason in (*reasons, *found) if reason.code in ("unusual", "wide", "pale", "saturated")]
    refusals = [reason for reason in (*reasons, *found) if reason not in warnings]
    return Quality(accepted=not refusals, reasons=tuple(refusals), warnings=tuple(warnings))


def card() -> dict[str, Any]:
    """How the gate was fitted and what it measured on films that it had not seen."""
    found: dict[str, Any] = json.loads(CARD.read_text())
    return found


@cache
def fitted() -> Gate:
    with np.load(FITTED, allow_pickle=False) as stored:
        return Gate(*(stored[name].astype(np.float32) for name in ("hidden", "hidden_bias", "output", "output_bias")))


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
    looked = shrunk(pixels, LOOKED_AT)
    low, high = np.percentile(looked, (1, 99)) / full
    extreme = float(np.mean((looked <= full // 256) | (looked >= full - full // 256)))
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


def _reason(code: str) -> Reason:
    return Reason(code, SENTENCES[code])
