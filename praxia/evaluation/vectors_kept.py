"""Vectors of many texts, made once: in pieces that are kept under the hash of what they were made from, on every core."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from praxia.lib.embeddings import VERSION, encoder

if TYPE_CHECKING:
    from praxia.lib.embeddings import Vectors

PIECE = 512


def vectors(texts: Sequence[str], folder: Path, *, tokens: int) -> Vectors:
    """(n, 384) float32. What lies in the folder is read, the rest is made and put there: a run broken off loses little."""
    folder.mkdir(parents=True, exist_ok=True)
    pieces = [list(texts[begin : begin + PIECE]) for begin in range(0, len(texts), PIECE)]
    files = [folder / f"{_name(piece, tokens)}.npy" for piece in pieces]
    missing = [number for number, file in enumerate(files) if not file.is_file()]
    if missing:
        _make([(pieces[number], files[number], tokens) for number in missing])
    return np.concatenate([np.load(file) for file in files])


def _make(jobs: Sequence[tuple[list[str], Path, int]]) -> None:
    workers = min(os.cpu_count() or 1, len(jobs))
    if workers == 1:
        for number, job in enumerate(jobs, start=1):
            _put(*job)
            _say(number, len(jobs))
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for number, done in enumerate(as_completed([pool.submit(_put, *job) for job in jobs]), start=1):
            done.result()
            _say(number, len(jobs))


def _put(texts: list[str], file: Path, tokens: int) -> None:
    model = encoder()
    if model is None:
        raise LookupError("no weights")
    unfinished = file.with_suffix(f".{os.getpid()}.npy")
    np.save(unfinished, model.encode(texts, tokens=tokens))
    unfinished.replace(file)


def _name(texts: Sequence[str], tokens: int) -> str:
    told = hashlib.sha256(f"{VERSION} {tokens}".encode())
    for text in texts:
        told.update(hashlib.sha256(text.encode()).digest())
    return told.hexdigest()[:32]


def _say(done: int, of: int) -> None:
    if sys.stderr.isatty():
        filled = 40 * done // of
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (40 - filled)}] encoding {done}/{of}" + ("\n" if done == of else ""))
