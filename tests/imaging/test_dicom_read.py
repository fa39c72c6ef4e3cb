"""DICOM: how stored values become brightness, and what is refused with the reason."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
from pydicom import Sequence, dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, get_frame
from pydicom.uid import JPEG2000Lossless, JPEGLSLossless, RLELossless

from imaging.inference import dicom_jpeg
from imaging.inference.dicom_read import dicom as read_dicom
from imaging.inference.film import Decoded, Refused
from imaging.inference.limits import LIMITS
from tests.imaging.dicoms import compressed, data_set, dicom, file_of, twelve_bit
from tests.imaging.phantom import chest


def read(content: bytes) -> Decoded:
    return read_dicom(io.BytesIO(content), LIMITS, "salt")


def refusal(content: bytes) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        read(content)
    return refused.value.problem, refused.value.reason.code


def brightness(found: Decoded) -> np.ndarray:
    return found.pixels / np.iinfo(found.pixels.dtype).max


def warned(found: Decoded) -> list[str]:
    return [one["code"] for one in found.meta["warnings"]]


EXPECTED = (twelve_bit() - 0.5 - 2047) / 4095 + 0.5  # PS3.3 C.11.2.1.2.1 with centre 2048, width 4096


def test_twelve_bits_in_sixteen() -> None:
    found = read(dicom())
    assert found.bits == 12 and found.pixels.dtype == np.uint16 and warned(found) == []
    assert np.abs(brightness(found) - EXPECTED).max() < 1e-3


def test_eight_bits_stay_eight() -> None:
    found = read(dicom(chest(120, 100), WindowCenter=128, WindowWidth=256))
    assert found.pixels.dtype == np.uint8 and np.abs(found.pixels.astype(int) - chest(120, 100)).max() <= 1


def test_monochrome1_is_inverted_after_rescale_and_window() -> None:
    """Values 0 to 4095 with slope -1: a reader that inverts first, or forgets the rescale, shows another picture."""
    stored = 4095 - twelve_bit()
    tags = {"RescaleSlope": "-1", "RescaleIntercept": "4095", "WindowCenter": 1000, "WindowWidth": 1500}
    plain = read(dicom(stored, **tags))
    inverted = read(dicom(stored, PhotometricInterpretation="MONOCHROME1", **tags))
    window = np.clip((twelve_bit() - 0.5 - 999) / 1499 + 0.5, 0, 1)
    assert np.abs(brightness(plain) - window).max() < 1e-3
    assert np.abs(brightness(inverted) - (1 - window)).max() < 1e-3


def test_two_tags_that_invert_are_one_inversion() -> None:
    once = read(dicom(PhotometricInterpretation="MONOCHROME1"))
    both = read(dicom(PhotometricInterpretation="MONOCHROME1", PresentationLUTShape="INVERSE"))
    shape = read(dicom(PresentationLUTShape="INVERSE"))
    assert np.array_equal(once.pixels, both.pixels) and np.array_equal(once.pixels, shape.pixels)
    assert np.abs(brightness(once) - (1 - EXPECTED)).max() < 1e-3


def test_a_signed_film() -> None:
    found = read(dicom(twelve_bit().astype(np.int16) - 2048, WindowCenter=0, WindowWidth=4096))
    assert np.abs(brightness(found) - EXPECTED).max() < 2e-3


def test_a_voi_lut_wins_over_the_window() -> None:
    lut = Dataset()
    lut.LUTDescriptor, lut.LUTData = [4096, 0, 12], (np.arange(4096) ** 2 // 4095).astype(np.uint16).tolist()
    data = data_set()
    lut.add_new("LUTDescriptor", "US", [4096, 0, 12])
    lut.add_new("LUTData", "US", (np.arange(4096, dtype=np.uint32) ** 2 // 4095).tolist())
    data.VOILUTSequence = Sequence([lut])
    found = read(file_of(data))
    assert np.abs(brightness(found) - (twelve_bit() / 4095) ** 2).max() < 2e-3


@pytest.mark.parametrize("function", ["SIGMOID", "LINEAR_EXACT"])
def test_other_voi_functions(function: str) -> None:
    found = brightness(read(dicom(VOILUTFunction=function)))
    x = (twelve_bit() - 2048.0) / 4096
    expected = 1 / (1 + np.exp(-4 * x)) if function == "SIGMOID" else x + 0.5
    assert np.abs(found - expected).max() < 1e-3


def test_without_a_window_brightness_is_chosen_and_told() -> None:
    found = read(dicom(WindowCenter=None, WindowWidth=None))
    assert warned(found) == ["auto_window"]
    assert brightness(found).min() == 0 and brightness(found).max() == 1


@pytest.mark.parametrize(
    "tags", [{"WindowCenter": "40", "WindowWidth": "2"}, {"WindowCenter": "90000"}, {"WindowWidth": "0"}]
)
def test_a_window_that_does_not_fit_is_replaced_and_told(tags) -> None:
    assert warned(read(dicom(**tags))) == ["auto_instead_window"]


@pytest.mark.parametrize("number", ["NaN", "inf", ""])
def test_a_window_that_is_no_number(number: str) -> None:
    content = dicom(WindowCenter="1234567890", WindowWidth="4096")
    replaced = content.replace(b"1234567890", number.encode().ljust(10))
    found = read(replaced)
    assert warned(found) == ["auto_instead_window"] and not math.isnan(float(brightness(found).mean()))


def test_several_windows_the_first_counts() -> None:
    assert np.array_equal(read(dicom(WindowCenter=[2048, 5], WindowWidth=[4096, 5])).pixels, read(dicom()).pixels)


def test_padding_is_left_out_of_the_statistics() -> None:
    values = twelve_bit()
    values[:, :40] = 65535
    found = read(dicom(values, WindowCenter=None, WindowWidth=None, PixelPaddingValue=65535, BitsStored=16, HighBit=15))
    assert found.pixels[:, :40].max() == 0
    assert np.median(brightness(found)[:, 40:]) > 0.3


def test_wrong_bits_stored_is_seen_in_the_data() -> None:
    found = read(dicom(BitsStored=8, HighBit=7))
    assert found.bits == 12 and "more_bits" in warned(found)


def test_overlay_bits_above_the_film_are_cut_off() -> None:
    data = data_set(twelve_bit() | 0x8000)
    data.add_new(0x60000100, "US", 16)
    data.add_new(0x60000102, "US", 15)
    assert np.array_equal(read(file_of(data)).pixels, read(dicom()).pixels)


@pytest.mark.parametrize("syntax", [RLELossless, JPEGLSLossless, JPEG2000Lossless], ids=lambda syntax: syntax.name)
def test_compressed_transfer_syntaxes(syntax) -> None:
    assert np.array_equal(read(compressed(syntax)).pixels, read(dicom()).pixels)


def jpeg_extended(path, **header) -> bytes:
    """The film as JPEG Extended with 12 bits, as GDCM writes it."""
    import gdcm

    path.write_bytes(dicom())
    reader, change, writer, codec = (
        gdcm.ImageReader(), gdcm.ImageChangeTransferSyntax(), gdcm.ImageWriter(), gdcm.JPEGCodec()
    )  # fmt: skip
    reader.SetFileName(str(path))
    codec.SetLossless(False)
    codec.SetQuality(95)
    change.SetUserCodec(codec)
    change.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.JPEGExtendedProcess2_4))
    assert reader.Read()
    change.SetInput(reader.GetImage())
    assert change.Change()
    writer.SetFileName(str(path))
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    assert writer.Write()
    data = dcmread(path)
    for name, value in header.items():
        setattr(data, name, value)
    return file_of(data)


def test_twelve_bit_jpeg(tmp_path) -> None:
    found = read(jpeg_extended(tmp_path / "film.dcm"))
    assert found.bits == 12 and found.meta["transfer_syntax"].startswith("JPEG Extended")
    assert np.abs(brightness(found) - EXPECTED).max() < 0.01


def test_twelve_bit_jpeg_of_another_maker() -> None:
    """A bone scan that pydicom carries; what stands at two places was read off in another viewer, as pydicom's own tests tell."""
    data = dcmread(get_testdata_file("JPEG-lossy.dcm", download=False))
    stored = dicom_jpeg.twelve_bit(data)
    assert dicom_jpeg.is_twelve_bit(data) and (stored[420, 140], stored[230, 120]) == (244, 95)


def test_twelve_bit_jpeg_that_is_cut_or_not_what_its_header_says(tmp_path) -> None:
    whole = jpeg_extended(tmp_path / "film.dcm")
    data = dcmread(io.BytesIO(whole))
    data.PixelData = encapsulate([get_frame(data.PixelData, 0, number_of_frames=1)[:20_000]])
    assert refusal(file_of(data)) == ("UNREADABLE_FILE", "damaged")
    assert refusal(jpeg_extended(tmp_path / "other.dcm", Rows=500)) == ("UNREADABLE_FILE", "damaged")


@pytest.mark.parametrize(
    ("tags", "problem", "code"),
    [
        ({"NumberOfFrames": 3}, "UNSUPPORTED_IMAGE", "several_pictures"),
        ({"PhotometricInterpretation": "RGB", "SamplesPerPixel": 3}, "UNSUPPORTED_IMAGE", "colour"),
        ({"PhotometricInterpretation": "PALETTE COLOR"}, "UNSUPPORTED_IMAGE", "colour"),
        ({"PixelData": None}, "UNSUPPORTED_IMAGE", "no_picture"),
        ({"BitsAllocated": 1}, "UNSUPPORTED_IMAGE", "one_bit"),
        ({"BitsAllocated": 32}, "UNSUPPORTED_IMAGE", "bit_depth"),
        ({"BitsStored": 17}, "UNREADABLE_FILE", "contradicts_itself"),
        ({"Rows": 5000}, "UNREADABLE_FILE", "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(tags, problem, code) -> None:
    assert refusal(dicom(**tags)) == (problem, code)


def test_a_missing_codec_is_named() -> None:
    content = compressed(RLELossless).replace(b"1.2.840.10008.1.2.5\0", b"1.2.840.10008.1.2.9\0")
    assert refusal(content) == ("UNSUPPORTED_IMAGE", "unknown_syntax")


def test_a_truncated_dicom() -> None:
    assert refusal(dicom()[:5000])[0] == "UNREADABLE_FILE"


def test_tags_are_told_in_bands() -> None:
    meta = read(dicom()).meta
    assert {"view": "PA", "age_band": "40-49", "sex": "F", "year": "2025"}.items() <= meta.items()
