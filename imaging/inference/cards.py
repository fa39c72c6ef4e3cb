"""Model cards: what is installed, whether its files are the ones that were accepted, and what must be said with every result.

A model is a folder with `card.json`, `model.onnx` and `model.safetensors`. The demonstration model lies beside this module; what
`manage.py fetch_weights` installs lies in MODELS_ROOT and may never take the name of a folder here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

EMBEDDED: Final = Path(__file__).resolve().parent / "weights"
DEMONSTRATION: Final = "demonstration"


@dataclass(frozen=True)
class Card:
    """One model. `labels` are in the order of its outputs; an empty label is an output that is never shown.

    `problem` says in a sentence why the model may not read; empty when it may. `body` is the whole card for pages.
    """

    name: str
    version: str
    title: str
    kind: Literal["demonstration", "full"]
    labels: tuple[str, ...]
    size: int
    notice: str
    sha256: str
    folder: Path
    problem: str = ""
    body: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False, compare=False)

    @property
    def onnx(self) -> Path:
        return self.folder / "model.onnx"

    @property
    def is_demonstration(self) -> bool:
        return self.kind == DEMONSTRATION

    @property
    def url(self) -> str:
        """The page of this card."""
        return f"/xray/models/{self.name}/"


def found(root: Path | None) -> list[Card]:
    """Every card in `root` and the embedded one, best first: full models by their number of findings, then demonstrations."""
    folders = {path.parent for place in (root, EMBEDDED) if place for path in sorted(place.glob("*/card.json"))}
    cards = [read_card(folder) for folder in sorted(folders)]
    return sorted(cards, key=lambda card: (card.is_demonstration, -sum(map(bool, card.labels)), card.name))


def installed(root: Path | None) -> list[Card]:
    """The cards that may read a film, best first. A demonstration steps aside as soon as a full model is there."""
    ready = [card for card in found(root) if not card.problem]
    full = [card for card in ready if not card.is_demonstration]
    return full or ready


def read_card(folder: Path) -> Card:
    """The card of one folder. A card that cannot be read is a card with a `problem`, never an exception."""
    try:
        body = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        card = Card(
            name=body["name"],
            version=body["version"],
            title=body["title"],
            kind=DEMONSTRATION if body["kind"] == DEMONSTRATION else "full",
            labels=tuple(body["labels"]),
            size=int(body["input"]["size"]),
            notice=body["notice"],
            sha256=body["files"]["onnx"]["sha256"],
            folder=folder,
            problem=_problem(folder, body),
            body=body,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Card(folder.name, "", folder.name, "full", (), 0, "", "", folder, "Its card cannot be read.")
    return card


def _problem(folder: Path, body: Mapping[str, Any]) -> str:
    wanted = body["files"]["onnx"]["sha256"]
    accepted = body["acceptance"]
    if body["name"] != folder.name:
        return "Its folder and its card disagree about its name."
    if not accepted["passed"]:
        return f"It did not pass its acceptance: {accepted['reason']}"
    if accepted["sha256"] != wanted:
        return "Its acceptance was for another file."
    if not (folder / "model.onnx").is_file() or file_sha256(folder / "model.onnx") != wanted:
        return "Its file is missing or is not the one that was accepted."
    return ""


def file_sha256(path: Path) -> str:
    """Of the whole file; remembered until the file changes."""
    told = path.stat()
    return _sha256(path, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=64)
def _sha256(path: Path, _changed: int, _size: int) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
