"""JPEG Extended with 12 bits: pydicom leaves it to a decoder under the GPL, but GDCM, which is here anyhow, reads it as well."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.encaps import get_frame
from pydicom.uid import JPEGExtended12Bit


def is_twelve_bit(data: Dataset) -> bool:
    return bool(data.file_meta.get("TransferSyntaxUID") == JPEGExtended12Bit and data.BitsStored > 8)


def twelve_bit(data: Dataset) -> NDArray[np.uint16]:
    """The stored values, `(rows, columns)`. Raises ValueError when the picture is cut or is not what its header says."""
    import gdcm

    frame = get_frame(data.PixelData, 0, number_of_frames=1)
    fragment, fragments = gdcm.Fragment(), gdcm.SequenceOfFragments.New()
    fragment.SetByteStringValue(frame)
    fragments.AddFragment(fragment)
    element = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    element.SetValue(fragments.__ref__())
    image = gdcm.Image()
    image.SetNumberOfDimensions(2)
    image.SetDimensions((data.Columns, data.Rows, 1))
    image.SetDataElement(element)
    kind = gdcm.PhotometricInterpretation.GetPIType(data.PhotometricInterpretation)
    image.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(kind))
    image.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.JPEGExtendedProcess2_4))
    bits = int(data.BitsStored)
    image.SetPixelFormat(gdcm.PixelFormat(1, int(data.BitsAllocated), bits, bits - 1, int(data.PixelRepresentation)))
    values = image.GetBuffer()  # bytes as text; None where it could not be decoded
    if values is None:
        raise ValueError("GDCM could not decode it")
    return np.frombuffer(values.encode("utf-8", "surrogateescape"), "<u2").reshape(int(data.Rows), int(data.Columns))
