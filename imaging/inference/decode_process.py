"""The decoder's own process: `python -m imaging.inference.decode_process`, started by `decode` alone."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

from imaging.inference.decode_kinds import Kind, kind_of
from imaging.inference.film import Decoded, Refused
from imaging.inference.limits import Limits

SPARE_FILES = 32
BROKEN = "The file is damaged or incomplete and could not be read. Please export the picture again."
TOO_MUCH = "Unpacked, this file is larger than can be read here. Please export a single picture."


def main() -> None:
    asked = json.load(sys.stdin)
    limits = Limits(**asked["limits"])
    confine(limits)
    folder = Path(asked["folder"])
    try:
        answer = read(Path(asked["path"]), folder, limits, asked["salt"])
    except Refused as refused:
        answer = {"refused": (refused.problem, refused.reason.code, refused.reason.words)}
    except MemoryError:
        answer = {"refused": ("TOO_LARGE", "unpacked_too_large", TOO_MUCH)}
    except Exception:  # whatever a decoder raises over a broken file: it is the file that is at fault
        answer = {"refused": ("UNREADABLE_FILE", "damaged", BROKEN)}
    (folder / "answer.json").write_text(json.dumps(answer))


def confine(limits: Limits) -> None:
    """From here on this process can neither grow, nor go on for ever, nor fill the disk, nor leave a core behind."""
    seconds = int(limits.seconds) + 1
    written = limits.unpacked_bytes + 16 * 1024 * 1024
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, SPARE_FILES),
    ):
        resource.setrlimit(what, (most, most))


def read(path: Path, folder: Path, limits: Limits, salt: str) -> dict[str, Any]:
    decoded = decoded_of(path, limits, salt)
    import numpy as np

    np.save(folder / "pixels.npy", np.ascontiguousarray(decoded.pixels))
    if decoded.dicom:
        (folder / "clean.dcm").write_bytes(decoded.dicom)
    return {"bits": decoded.bits, "meta": decoded.meta}


def decoded_of(path: Path, limits: Limits, salt: str) -> Decoded:
    with path.open("rb") as file:
        kind = kind_of(file)
        if kind is Kind.ZIP:
            from imaging.inference.decode_archive import study

            return study(file, limits, salt)
        if kind is Kind.DICOM:
            from imaging.inference.dicom_read import dicom

            return dicom(file, limits, salt)
        from imaging.inference.decode_picture import picture

        return picture(file, kind, limits)


if __name__ == "__main__":
    main()
