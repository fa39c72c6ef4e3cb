"""The files of a study: written under random names, re-encoded, removed with it."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from imaging.inference.report import Report, Signature
from imaging.models import Reading as StoredReading
from imaging.models import Review, Study, path_of
from imaging.records import FOLDER
from praxia.lib.files import private_folder, private_name

if TYPE_CHECKING:
    from imaging.inference.film import Decoded
    from imaging.inference.prepare import Pixels
    from imaging.inference.readers import Reading

LOOKED_AT = 1600  # longer side of the picture that pages show
LISTED = 144
FILES = ("sent", "film", "picture", "small", "dicom")
TIDIED_AFTER_S = 3600
BORDER = 0.08  # of each side; on 120 adult films wider borders made the checks doubt that it is a film
BLANKED = {
    "code": "blanked",
    "words": "The borders were made black before the film was read, because text was written on it.",
}
OVERLAID = 448  # longer side of a map; it is coarse, and the page enlarges it


def film_keep(study: Study, decoded: Decoded) -> None:
    """The film as it was decoded, losslessly and without anything but pixels; a smaller one to look at; the clean DICOM."""
    import numpy as np

    from imaging.inference.prepare import shrunk

    study.film = write(_png(decoded.pixels), ".png")
    picture = shrunk(decoded.pixels, LOOKED_AT)
    eight = picture if picture.dtype == np.uint8 else (picture >> 8).astype(np.uint8)
    study.picture = write(_png(eight), ".png")
    study.small = write(_png(shrunk(eight, LISTED)), ".png")
    study.dicom = write(decoded.dicom, ".dcm") if decoded.dicom else ""


def film_blank(study: Study, pixels: Pixels) -> None:
    """The film anew with black borders, in every file of it."""
    import numpy as np

    from imaging.inference.dicom_clean import redrawn
    from imaging.inference.film import Decoded

    rows, columns = (round(BORDER * side) for side in pixels.shape)
    blanked = np.zeros_like(pixels)
    blanked[rows:-rows, columns:-columns] = pixels[rows:-rows, columns:-columns]
    dicom = redrawn(path_of(study.dicom).read_bytes(), blanked) if study.dicom else None
    film_keep(study, Decoded(blanked, study.meta["bits"], dicom=dicom))
    told = [one for one in study.meta.get("warnings", []) if one["code"] != BLANKED["code"]]
    study.meta |= {"blanked": True, "warnings": [*told, BLANKED]}


def film_of(study: Study) -> Pixels:
    """The film as it was kept, for another reading."""
    import numpy as np
    from PIL import Image

    with Image.open(path_of(study.film)) as image:
        pixels = np.asarray(image)
    return pixels if pixels.dtype == np.uint8 else pixels.astype(np.uint16)


def overlays_keep(reading: Reading, pixels: Pixels) -> dict[str, str]:
    """Where the network looked, one picture for each finding: label to file name."""
    from imaging.inference.cam import overlay

    height, width = pixels.shape
    scale = OVERLAID / max(height, width)
    shape = max(1, round(height * scale)), max(1, round(width * scale))
    return {one.label: write(overlay(one.cam, *shape), ".png") for one in reading.findings}


def report_keep(reading: StoredReading) -> str:
    """The DICOM structured report of a stored reading, beside its de-identified film. Empty where there is none to refer to."""
    if not reading.study.dicom:
        return ""
    from imaging.inference.report_sr import structured_report

    return write(structured_report(report_of(reading), path_of(reading.study.dicom).read_bytes()), ".dcm")


def report_sign(reading_id: str) -> None:
    """Write the report anew with the newest signature, in the place of the one before. Quiet when it carries that already."""
    reading = StoredReading.objects.select_related("study").filter(pk=reading_id).exclude(report="").first()
    signed = _signed(reading) if reading else None
    if reading is None or signed is None or reading.reported_id == signed.pk:
        return
    before, after = reading.report, report_keep(reading)
    mine = StoredReading.objects.filter(pk=reading.pk, report=before).update(report=after, reported=signed)
    forget([before if mine else after])


def report_of(reading: StoredReading) -> Report:
    study, signed = reading.study, _signed(reading)
    return Report(
        study_id=study.pk,
        read_at=reading.created_at,
        conclusion=study.explanation.get("text", ""),
        findings=reading.findings,
        model=reading.model,
        signature=Signature(signed.signed_by, signed.signed_at, signed.opinions, signed.note) if signed else None,
        year=study.meta.get("year"),
    )


def _signed(reading: StoredReading) -> Review | None:
    return reading.reviews.select_related("clinician").first()


def forget(names: Iterable[str]) -> None:
    for name in names:
        if name:
            path_of(name).unlink(missing_ok=True)


def tidy() -> int:
    """Remove what a process left behind that died in the middle: whatever no row names, an hour after it was written."""
    named = {name for study in Study.objects.only(*FILES).iterator() for name in study.names}
    for overlays, report in StoredReading.objects.values_list("overlays", "report").iterator():
        named |= {report, *overlays.values()}
    old = time.time() - TIDIED_AFTER_S
    found = [path for path in private_folder(FOLDER).iterdir() if path.name not in named and path.stat().st_mtime < old]
    for path in found:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return len(found)


def _png(pixels: Pixels) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=2)
    return out.getvalue()


def write(content: bytes, suffix: str) -> str:
    name = private_name(suffix)
    path = path_of(name)
    path.touch(mode=0o600)
    path.write_bytes(content)
    return name
