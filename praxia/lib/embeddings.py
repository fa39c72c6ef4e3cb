"""Texts as vectors of 384 numbers: MiniLM-L6 on ONNX Runtime, one thread. Loaded when first asked for, never in the web process.

Without weights there is no encoder and `encoder()` says None: search then goes by words alone, and its answers say so.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import threading
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from praxia.lib.encoder_weights import RECIPE, SHA256, TOKENIZER, WEIGHTS, WrongWeights, places, sha256_of, verified

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

log = logging.getLogger(__name__)

DIMENSIONS: Final = 384
MAX_TOKENS: Final = 256  # what the network was trained with; longer texts are cut
VERSION: Final = hashlib.sha256(f"{SHA256[WEIGHTS]} {RECIPE}".encode()).hexdigest()[:12]


_loading = threading.Lock()


class Encoder:
    """One network in this process. Threads may share it; `version` changes whenever its vectors would."""

    version: Final = VERSION

    def __init__(self, graph: Path | bytes, tokenizer: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # measured: two are slower; scale by processes
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            graph if isinstance(graph, bytes) else str(graph), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def encode(self, texts: Sequence[str], *, tokens: int = MAX_TOKENS) -> Vectors:
        """(n, 384) float32, each of length 1, so that the product of two is their cosine. Longer texts are cut at `tokens`."""
        import numpy as np

        found = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            found[row] = self._one(text, tokens)
        return found

    def _one(self, text: str, tokens: int) -> Vectors:
        # One by one: quicker on one thread than a padded batch, and a vector never depends on what it was made beside.
        import numpy as np

        read = self._tokenizer.encode(text).ids
        ids = np.array([read if len(read) <= tokens else [*read[: tokens - 1], read[-1]]], np.int64)
        return self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]


def encoder() -> Encoder | None:
    """This process's encoder; None when there are no weights."""
    with _loading:  # threads that ask at once must not load it once each
        return _loaded(os.getpid())


def forget() -> None:
    """Look again when next asked: weights have come or gone."""
    _loaded.cache_clear()


def sources() -> Iterable[Path]:
    """Folders with weights on this machine, best first: where the operator says, then what was fetched, then the package."""
    return places(settings.ENCODER_DIR, settings.ENCODER_ROOT)


def graph_file() -> Path:
    """Where the graph of this version is kept; beside it stands its hash."""
    return Path(settings.ENCODER_ROOT) / f"minilm-{VERSION}.onnx"


@cache
def _loaded(pid: int) -> Encoder | None:
    for folder in sources():
        try:
            return Encoder(_graph(folder), folder / TOKENIZER)
        except WrongWeights as error:
            log.warning("%s", error)
        except ImportError as error:
            log.warning("the encoder cannot run: %s is not installed", error.name)
            return None
    return None


def _graph(folder: Path) -> Path | bytes:
    """The kept graph if it is whole, else one built now and kept; without a place to keep it, from memory."""
    kept = graph_file()
    if _whole(kept) and sha256_of(folder / TOKENIZER) == SHA256[TOKENIZER]:
        return kept
    from praxia.lib import encoder_graph

    built = encoder_graph.build(encoder_graph.read_safetensors(verified(folder) / WEIGHTS))
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        _put(kept, built)
        _put(_hash_file(kept), hashlib.sha256(built).hexdigest().encode())
    except OSError as error:
        log.warning("the encoder's graph cannot be kept: %s", type(error).__name__)
        return built
    return kept


def _whole(graph: Path) -> bool:
    try:
        return _hash_file(graph).read_text() == sha256_of(graph)
    except OSError:
        return False


def _hash_file(graph: Path) -> Path:
    return graph.with_suffix(".sha256")


def _put(path: Path, content: bytes) -> None:
    """Whole or not at all: several processes may build at once."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        os.fchmod(file.fileno(), 0o644)
    Path(name).replace(path)
