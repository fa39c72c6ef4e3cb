"""Decoding in a process of its own, because the files come from anywhere and decoders are written in C.

The process gets no environment, limited memory and time, one file to read and one folder to write; what it writes is read back
as data. It ends with every file, so its memory returns and a crash costs this file alone.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imaging.inference.film import Decoded, Refused
from imaging.inference.limits import LIMITS, Limits

if TYPE_CHECKING:
    from imaging.inference.prepare import Pixels

ROOT = Path(__file__).resolve().parents[2]
LOOK_EVERY_S = 0.05
ANSWER_BYTES = 256 * 1024
TOO_LONG = "Reading this file took too long, so it was stopped. Please export the picture again as a PNG or an uncompressed DICOM."
BROKEN = "The file is damaged or incomplete and could not be read. Please export the picture again."


def decode(path: Path, *, limits: Limits = LIMITS, salt: str = "", tick: Callable[[], object] | None = None) -> Decoded:
    """The film in a PNG, JPEG, DICOM or ZIP file. Raises Refused with the reason in words.

    `salt` makes the new UIDs of a DICOM file: the same salt and file give the same UIDs. `tick` is called about twenty times a
    second while the decoder works; what it raises ends the decoder and is passed on. Its folder lies beside
    the file, where nobody else looks.
    """
    if path.stat().st_size > limits.file_bytes:
        words = f"The file is larger than {limits.file_bytes // 1024**2} MB."
        raise Refused("TOO_LARGE", "file_too_large", words)
    with tempfile.TemporaryDirectory(prefix="film-", dir=path.parent) as folder:
        _run(path, Path(folder), limits, salt, tick)
        return _read(Path(folder), limits)


def _run(path: Path, folder: Path, limits: Limits, salt: str, tick: Callable[[], object] | None) -> None:
    asked = {"path": str(path.resolve()), "folder": str(folder), "limits": asdict(limits), "salt": salt}
    child = subprocess.Popen(
        [sys.executable, "-m", "imaging.inference.decode_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        start_new_session=True,
    )
    try:
        if child.stdin:
            child.stdin.write(json.dumps(asked).encode())
            child.stdin.close()
        if not _ended(child, limits.seconds, tick):
            raise Refused("UNREADABLE_FILE", "took_too_long", TOO_LONG)
    except BrokenPipeError:
        pass  # it died at its start; the missing answer says so
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _ended(child: subprocess.Popen[bytes], seconds: float, tick: Callable[[], object] | None) -> bool:
    until = time.monotonic() + seconds
    while True:
        try:
            child.wait(LOOK_EVERY_S)
            return True
        except subprocess.TimeoutExpired:
            if time.monotonic() > until:
                return False
        if tick:
            tick()


def _read(folder: Path, limits: Limits) -> Decoded:
    """What the process left, checked as anything from outside is."""
    answer = _answer(folder / "answer.json")
    if "refused" in answer:
        raise Refused(*(str(word) for word in answer["refused"]))
    clean = folder / "clean.dcm"
    return Decoded(
        pixels=_pixels(folder / "pixels.npy", limits),
        bits=int(answer["bits"]),
        meta=dict(answer["meta"]),
        dicom=clean.read_bytes() if clean.exists() else None,
    )


def _answer(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(ANSWER_BYTES))
    except (OSError, ValueError):
        raise Refused("UNREADABLE_FILE", "damaged", BROKEN) from None
    return found if isinstance(found, dict) else {"refused": ("UNREADABLE_FILE", "damaged", BROKEN)}


def _pixels(path: Path, limits: Limits) -> Pixels:
    import numpy as np

    try:
        found = np.load(path, allow_pickle=False)
    except (OSError, ValueError):
        raise Refused("UNREADABLE_FILE", "damaged", BROKEN) from None
    if found.ndim != 2 or found.dtype not in (np.uint8, np.uint16) or not 0 < found.size <= limits.pixels:
        raise Refused("UNREADABLE_FILE", "damaged", BROKEN)
    return found
