"""DICOM: one grey frame of 8 to 16 bits, with what its tags say about how to show it."""

from __future__ import annotations

from typing import Any, BinaryIO

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.pixels.utils import pixel_array
from pydicom.uid import UID

from imaging.inference import dicom_jpeg
from imaging.inference.decode_picture import too_many_pixels
from imaging.inference.dicom_clean import cleaned, new_uid
from imaging.inference.dicom_windows import Histogram, brightness, is_inverted
from imaging.inference.dicom_words import PLAIN, age_band
from imaging.inference.film import Decoded, Refused
from imaging.inference.limits import Limits
from imaging.inference.prepare import Pixels

BROKEN = "The DICOM file is damaged or incomplete. Please export it again."
NO_PICTURE = "This DICOM file holds no picture. Please choose the file with the film itself."
FRAMES = "This DICOM file holds several frames. Please export the one frontal film by itself."
COLOUR = "This DICOM picture is in colour. X-ray films are grey; it may be a report or a screenshot."
DEPTH = "This DICOM picture has a bit depth that no X-ray film has. Please export it with 8 to 16 bits."
CONTRADICTS = (
    "The header of this DICOM file contradicts itself (bits stored, bits allocated), so its greys cannot be trusted."
)
WORDS = {
    "auto": "The file does not say how bright it is to be shown; brightness was chosen from the picture itself.",
    "auto_instead": "The brightness that the file gives does not fit its picture; it was chosen from the picture itself.",
}


def dicom(file: BinaryIO, limits: Limits, salt: str) -> Decoded:
    """Raises Refused with the reason; a missing codec is named by its transfer syntax."""
    data = _data_set(file)
    _check(data, limits)
    stored = _stored(data)
    pixels, bits, notes = shown(data, stored)
    meta = _meta(data, pixels) | {"study": _study(data, salt), "warnings": notes}
    return Decoded(pixels, bits, meta, cleaned(data, pixels, salt))


def _data_set(file: BinaryIO) -> Dataset:
    """Deflated data sets are inflated here: how large they become is bounded by the memory of this process."""
    try:
        return pydicom.dcmread(file, force=False)
    except (InvalidDicomError, OSError, ValueError, KeyError, AttributeError, EOFError, NotImplementedError, TypeError):
        raise Refused("UNREADABLE_FILE", "damaged", BROKEN) from None


def _unknown(syntax: UID) -> str:
    return (
        f"The picture is packed in a way that cannot be read here ({UID(syntax).name}). Please export it uncompressed."
    )


def _check(data: Dataset, limits: Limits) -> None:
    if "PixelData" not in data or not data.get("Rows") or not data.get("Columns"):
        raise Refused("UNSUPPORTED_IMAGE", "no_picture", NO_PICTURE)
    if int(data.get("NumberOfFrames") or 1) > 1:
        raise Refused("UNSUPPORTED_IMAGE", "several_pictures", FRAMES)
    grey = str(data.get("PhotometricInterpretation", "")).startswith("MONOCHROME")
    if not grey or int(data.get("SamplesPerPixel") or 1) != 1:
        raise Refused("UNSUPPORTED_IMAGE", "colour", COLOUR)
    if int(data.Rows) * int(data.Columns) > limits.pixels:
        raise too_many_pixels(limits)
    allocated, bits = data.get("BitsAllocated"), data.get("BitsStored")
    if allocated == 1:
        raise Refused("UNSUPPORTED_IMAGE", "one_bit", DEPTH)
    if allocated not in (8, 16):
        raise Refused("UNSUPPORTED_IMAGE", "bit_depth", DEPTH)
    if not isinstance(bits, int) or not 1 < bits <= allocated:
        raise Refused("UNREADABLE_FILE", "contradicts_itself", CONTRADICTS)


def _stored(data: Dataset) -> NDArray[np.integer]:
    """The stored values, decompressed, with overlays in their unused bits cut off."""
    syntax = data.file_meta.get("TransferSyntaxUID")
    try:
        found = (
            dicom_jpeg.twelve_bit(data)
            if dicom_jpeg.is_twelve_bit(data)
            else pixel_array(data, correct_unused_bits=False)
        )
    except (NotImplementedError, RuntimeError) as fault:  # no decoder, or each of them failed
        if _has_decoder(syntax) and "does not support" not in str(fault):
            raise Refused("UNREADABLE_FILE", "damaged", BROKEN) from fault
        raise Refused("UNSUPPORTED_IMAGE", "unknown_syntax", _unknown(syntax)) from fault
    except (ValueError, AttributeError, KeyError, TypeError, IndexError, OSError) as fault:
        raise Refused("UNREADABLE_FILE", "damaged", BROKEN) from fault
    if found.shape != (int(data.Rows), int(data.Columns)):
        raise Refused("UNREADABLE_FILE", "damaged", BROKEN)
    embedded = any(
        element.tag.group & 0xFF01 == 0x6000 and element.tag.element == 0x0100 and element.value != 1
        for element in data
    )
    return found & ((1 << int(data.BitsStored)) - 1) if embedded and not data.PixelRepresentation else found


def _has_decoder(syntax: UID | None) -> bool:
    from pydicom.pixels.decoders.base import get_decoder

    if syntax is None:
        return True
    try:
        return bool(not syntax.is_encapsulated or get_decoder(syntax).is_available)
    except (NotImplementedError, ValueError):  # a syntax that pydicom does not know, or that is none
        return False


def shown(data: Dataset, stored: NDArray[np.integer]) -> tuple[Pixels, int, list[dict[str, str]]]:
    """Full-scale pixels with dark air, how many bits the source really has, and what had to be assumed."""
    lowest = int(stored.min())
    counts = np.bincount((stored.astype(np.int32) - lowest).ravel())
    values = np.arange(lowest, lowest + len(counts), dtype=np.int64)
    padding = _padding(data, values)
    histogram = Histogram(values, np.where(padding, 0, counts))
    if not histogram.counts.any():
        raise Refused("UNREADABLE_FILE", "damaged", BROKEN)
    bits, notes = _bits(data, values[histogram.counts > 0])
    table, how = brightness(data, histogram)
    table = np.where(padding, 0.0, 1 - table if is_inverted(data) else table)
    notes += [{"code": f"{how}_window", "words": WORDS[how]}] if how in WORDS else []
    places = stored.astype(np.int32) - lowest
    if bits <= 8:
        return np.rint(table * 255).astype(np.uint8)[places], bits, notes
    return np.rint(table * 65535).astype(np.uint16)[places], bits, notes


def _bits(data: Dataset, used: NDArray[np.int64]) -> tuple[int, list[dict[str, str]]]:
    """The header's word for it, unless the data hold more."""
    said = int(data.BitsStored)
    most = max(int(used.max()), -int(used.min()) - 1, 0)
    really = most.bit_length() + int(bool(data.get("PixelRepresentation")))
    if really <= said:
        return said, []
    words = f"The header says {said} bits, the data hold {really}; brightness was taken from the data."
    return really, [{"code": "more_bits", "words": words}]


def _padding(data: Dataset, values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which values only fill up the rectangle around the film."""
    value = data.get("PixelPaddingValue")
    if not isinstance(value, int):
        return np.zeros(len(values), np.bool_)
    limit = data.get("PixelPaddingRangeLimit")
    low, high = sorted((value, limit if isinstance(limit, int) else value))
    return (values >= low) & (values <= high)


def _meta(data: Dataset, pixels: Pixels) -> dict[str, Any]:
    height, width = pixels.shape
    found = {
        "format": "dicom",
        "width": width,
        "height": height,
        "modality": _word(data, "Modality"),
        "view": _word(data, "ViewPosition"),
        "body_part": _word(data, "BodyPartExamined"),
        "sex": _word(data, "PatientSex"),
        "age_band": age_band(str(data.get("PatientAge", ""))),
        "year": str(data.get("StudyDate", ""))[:4],
        "transfer_syntax": data.file_meta.TransferSyntaxUID.name,
        "burned_in": _word(data, "BurnedInAnnotation") == "YES",
        "inverted_by_tag": is_inverted(data),
    }
    return {name: value for name, value in found.items() if value not in ("", None)}


def _study(data: Dataset, salt: str) -> str:
    """Which pictures belong together, by the new name of their study."""
    return str(new_uid(f"StudyInstanceUID:{data.get('StudyInstanceUID', '')}", salt))


def _word(data: Dataset, name: str) -> str:
    """A coded word; anything that does not look like one may be somebody's name and is left out."""
    word = str(data.get(name) or "").strip().upper()
    return word if PLAIN.fullmatch(word) else ""
