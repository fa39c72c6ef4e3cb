"""De-identification: a new data set is built from a list of allowed tags; everything else is never copied.

So private tags, overlays, curves, sequences, names, numbers, comments and times cannot slip through. The pixels are those that
were read (grey, full scale, no window left to apply), dates keep the year, UIDs are new and stable under the caller's salt, the
preamble is zeros. Burned-in text is in the picture and cannot be removed here: its flag is kept and holds the study for review.
"""

from __future__ import annotations

import hashlib
import io
from typing import Final

import numpy as np
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.multival import MultiValue
from pydicom.uid import UID, ExplicitVRLittleEndian

from imaging.inference.dicom_words import PLAIN, age_band
from imaging.inference.prepare import Pixels

METHOD = "Praxia allow-list 1"
WORDS: Final = (
    "BodyPartExamined",
    "ViewPosition",
    "ImageLaterality",
    "Laterality",
    "PatientOrientation",
    "BurnedInAnnotation",
)
NUMBERS: Final = ("PixelSpacing", "ImagerPixelSpacing")
EMPTY: Final = (
    "PatientName",
    "PatientID",
    "PatientBirthDate",
    "StudyTime",
    "AccessionNumber",
    "ReferringPhysicianName",
    "StudyID",
)
SECONDARY_CAPTURE: Final = "1.2.840.10008.5.1.4.1.1.7"
FILMS: Final = {
    "1.2.840.10008.5.1.4.1.1.1",  # computed radiography
    "1.2.840.10008.5.1.4.1.1.1.1",  # digital X-ray, for presentation
    "1.2.840.10008.5.1.4.1.1.1.1.1",  # digital X-ray, for processing
    SECONDARY_CAPTURE,
}


def cleaned(source: Dataset, pixels: Pixels, salt: str) -> bytes:
    """A DICOM file with these `(height, width)` pixels and nothing that names anybody."""
    target = Dataset()
    _identify(target, source, salt)
    _describe(target, source)
    _draw(target, pixels)
    target.file_meta = FileMetaDataset()
    target.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    target.file_meta.MediaStorageSOPClassUID = target.SOPClassUID
    target.file_meta.MediaStorageSOPInstanceUID = target.SOPInstanceUID
    target.file_meta.ImplementationClassUID = UID("2.25.281053221749321938912391829304715")
    return _file(target)


def redrawn(content: bytes, pixels: Pixels) -> bytes:
    """A file of `cleaned` with other pixels of the same shape."""
    data = dcmread(io.BytesIO(content))
    _draw(data, pixels)
    return _file(data)


def new_uid(old: str, salt: str) -> UID:
    """Under one salt always the same, without the salt not to be found again. PS3.5 B.2 (UUID-derived)."""
    digest = hashlib.blake2b(old.encode(), key=salt.encode()[:64], digest_size=16, person=b"praxia-uid").digest()
    return UID(f"2.25.{int.from_bytes(digest)}")


def _file(data: Dataset) -> bytes:
    file = io.BytesIO()
    dcmwrite(file, data, enforce_file_format=True)
    return file.getvalue()


def _identify(target: Dataset, source: Dataset, salt: str) -> None:
    kind = str(source.get("SOPClassUID", ""))
    target.SOPClassUID = UID(kind if kind in FILMS else SECONDARY_CAPTURE)
    for name in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"):
        setattr(target, name, new_uid(f"{name}:{source.get(name, '')}", salt))
    for name in EMPTY:
        setattr(target, name, "")
    year = str(source.get("StudyDate", ""))[:4]
    target.StudyDate = f"{year}0101" if year.isdigit() and len(year) == 4 else ""
    target.PatientIdentityRemoved = "YES"
    target.DeidentificationMethod = METHOD
    target.LongitudinalTemporalInformationModified = "MODIFIED"


def _describe(target: Dataset, source: Dataset) -> None:
    modality = str(source.get("Modality", ""))
    target.Modality = modality if PLAIN.fullmatch(modality) else "OT"
    target.InstanceNumber = target.SeriesNumber = 1
    for name in WORDS:
        found = source.get(name)
        words = [str(word) for word in found] if isinstance(found, MultiValue) else [str(found or "")]
        if all(PLAIN.fullmatch(word) for word in words):
            setattr(target, name, words if len(words) > 1 else words[0])
    sex = str(source.get("PatientSex", ""))
    target.PatientSex = sex if sex in ("F", "M", "O") else ""
    if band := age_band(str(source.get("PatientAge", ""))):
        target.PatientAge = f"{int(band.rstrip('+').partition('-')[0]):03d}Y"
    for name in NUMBERS:
        found = source.get(name)
        if isinstance(found, MultiValue) and len(found) == 2:
            setattr(target, name, [str(float(number))[:16] for number in found])


def _draw(target: Dataset, pixels: Pixels) -> None:
    bits = 8 * pixels.dtype.itemsize
    target.ImageType = ["DERIVED", "PRIMARY"]
    target.Rows, target.Columns = pixels.shape
    target.SamplesPerPixel, target.PixelRepresentation = 1, 0
    target.PhotometricInterpretation = "MONOCHROME2"
    target.PresentationLUTShape = "IDENTITY"
    target.BitsAllocated = target.BitsStored = bits
    target.HighBit = bits - 1
    target.WindowCenter, target.WindowWidth = (
        1 << (bits - 1),
        1 << bits,
    )  # the whole scale: read again, it is the same film
    data = np.ascontiguousarray(pixels).astype(pixels.dtype.newbyteorder("<"), copy=False).tobytes()
    target.add_new("PixelData", "OB" if bits == 8 else "OW", data + b"\0" * (len(data) % 2))
