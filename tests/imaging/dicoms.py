"""DICOM files for tests: a chest film with whatever tags and stored values a test asks for."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from pydicom import Dataset, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, generate_uid

from tests.imaging.phantom import chest


def twelve_bit(pixels: np.ndarray | None = None) -> np.ndarray:
    """The drawn chest as 12-bit values."""
    eight = chest(300, 280) if pixels is None else pixels
    return (eight.astype(np.uint16) << 4) | 7


def data_set(values: np.ndarray | None = None, **tags: Any) -> Dataset:
    values = twelve_bit() if values is None else values
    bits = 8 * values.dtype.itemsize
    data = Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.SOPClassUID = data.file_meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    data.SOPInstanceUID = data.file_meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=["film"])
    data.StudyInstanceUID, data.SeriesInstanceUID = (
        generate_uid(entropy_srcs=["study"]),
        generate_uid(entropy_srcs=["series"]),
    )
    data.Modality, data.BodyPartExamined, data.ViewPosition = "DX", "CHEST", "PA"
    data.PatientName, data.PatientID, data.PatientBirthDate = "Amina^Okonkwo", "4711", "19800203"
    data.PatientSex, data.PatientAge, data.StudyDate = "F", "045Y", "20250713"
    data.Rows, data.Columns = values.shape
    data.SamplesPerPixel, data.PixelRepresentation = 1, int(values.dtype.kind == "i")
    data.PhotometricInterpretation = "MONOCHROME2"
    data.BitsAllocated, data.BitsStored, data.HighBit = bits, 12 if bits == 16 else 8, 11 if bits == 16 else 7
    data.WindowCenter, data.WindowWidth = 2048, 4096
    data.add_new("PixelData", "OW" if bits == 16 else "OB", values.tobytes())
    for name, value in tags.items():
        if value is None:
            delattr(data, name)
        else:
            setattr(data, name, value)
    return data


def file_of(data: Dataset, *, preamble: bytes = b"\0" * 128) -> bytes:
    data.preamble = preamble
    out = io.BytesIO()
    dcmwrite(out, data, enforce_file_format=True)
    return out.getvalue()


def dicom(values: np.ndarray | None = None, **tags: Any) -> bytes:
    return file_of(data_set(values, **tags))


def compressed(syntax: UID, values: np.ndarray | None = None, **tags: Any) -> bytes:
    data = data_set(values, **tags)
    data.compress(syntax, encoding_plugin="", generate_instance_uid=False)
    return file_of(data)
