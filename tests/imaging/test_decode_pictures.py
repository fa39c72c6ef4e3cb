"""PNG and JPEG, each in the decoder's own process."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from imaging.inference.decode import decode
from imaging.inference.film import Decoded, Refused
from tests.imaging.phantom import chest
from tests.imaging.setup import encoded, jpeg, png, zipped


@pytest.fixture
def decoded(tmp_path: Path):
    def call(content: bytes, name: str = "anything.bin", **limits) -> Decoded:
        path = tmp_path / name
        path.write_bytes(content)
        return decode(path, **limits)

    return call


def refusal(decoded, content: bytes, **options) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        decoded(content, **options)
    assert refused.value.reason.words.endswith(".")
    return refused.value.problem, refused.value.reason.code


def test_a_grey_png_comes_back_as_it_is(decoded) -> None:
    found = decoded(png())
    assert np.array_equal(found.pixels, chest()) and found.bits == 8
    assert found.meta["format"] == "png" and found.meta["warnings"] == [] and found.dicom is None


def test_a_jpeg_whatever_it_is_called(decoded) -> None:
    found = decoded(jpeg(), "film.png")
    assert found.meta["format"] == "jpeg" and found.pixels.shape == (512, 512)


def test_a_16_bit_png_keeps_its_depth(decoded) -> None:
    values = chest().astype(np.uint16) * 257
    found = decoded(png(values))
    assert found.bits == 16 and np.array_equal(found.pixels, values)


def test_12_bits_in_a_16_bit_png_are_brought_to_full_scale_and_told(decoded) -> None:
    values = chest().astype(np.uint16) * 16
    found = decoded(png(values))
    assert found.bits == 12 and found.pixels.max() > 0.9 * 65535 * values.max() / 4095
    assert [one["code"] for one in found.meta["warnings"]] == ["fewer_bits"]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "P", "CMYK"])
def test_grey_in_any_colour_mode(decoded, mode: str) -> None:
    image = Image.fromarray(chest(64, 64)).convert("RGB" if mode == "CMYK" else "L").convert(mode)
    found = decoded(encoded(np.asarray(image), "PNG") if mode in ("RGB", "RGBA") else _saved(image, mode))
    assert np.abs(found.pixels.astype(int) - chest(64, 64)).max() <= 24


def _saved(image: Image.Image, mode: str) -> bytes:
    import io

    out = io.BytesIO()
    image.save(out, "JPEG" if mode == "CMYK" else "PNG", **({"quality": 95} if mode == "CMYK" else {}))
    return out.getvalue()


def test_exif_rotation_is_applied(decoded) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = np.ascontiguousarray(np.rot90(chest(80, 60), 1))
    found = decoded(jpeg(turned, exif=exif))
    assert found.pixels.shape == (80, 60) and found.meta["turned"]
    assert np.abs(found.pixels.astype(int) - chest(80, 60)).mean() < 4


def test_one_bit_is_refused(decoded) -> None:
    assert refusal(decoded, png(chest() > 120)) == ("UNSUPPORTED_IMAGE", "one_bit")


def test_a_colour_picture_is_refused(decoded) -> None:
    colours = np.dstack([chest(), chest()[:, ::-1], 255 - chest()])
    assert refusal(decoded, png(colours)) == ("UNSUPPORTED_IMAGE", "colour")


def test_an_animated_png_is_refused(decoded) -> None:
    other = Image.fromarray(255 - chest())
    assert refusal(decoded, png(save_all=True, append_images=[other])) == ("UNSUPPORTED_IMAGE", "several_pictures")


@pytest.mark.parametrize(
    ("content", "problem", "code"),
    [
        (b"", "UNREADABLE_FILE", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "UNSUPPORTED_MEDIA_TYPE", "not_a_picture"),
        (b"%PDF-1.7\n", "UNSUPPORTED_MEDIA_TYPE", "not_a_picture"),
        (b"GIF89a" + bytes(40), "UNSUPPORTED_MEDIA_TYPE", "not_a_picture"),
        (b"Dear doctor", "UNSUPPORTED_MEDIA_TYPE", "not_a_picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "UNREADABLE_FILE", "damaged"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "UNREADABLE_FILE", "damaged"),
    ],
)
def test_what_is_no_picture_is_refused(decoded, content, problem, code) -> None:
    assert refusal(decoded, content) == (problem, code)


@pytest.mark.parametrize("make", [png, jpeg])
def test_a_truncated_file_is_refused(decoded, make) -> None:
    whole = make()
    assert refusal(decoded, whole[: len(whole) // 2]) == ("UNREADABLE_FILE", "damaged")


@pytest.mark.parametrize("tail", [zipped(a__txt=b"hidden"), b""])
def test_two_kinds_at_once_are_refused(decoded, tail) -> None:
    content = png() + tail if tail else png()[:8] + b"%PDF-1.4\n" + png()[8:]
    assert refusal(decoded, content) == ("UNREADABLE_FILE", "two_kinds")


def test_a_zip_of_one_study(decoded) -> None:
    found = decoded(zipped(__MACOSX=b"x", film__png=png(), readme__txt=b"hello"))
    assert np.array_equal(found.pixels, chest())


def test_a_zip_without_a_picture(decoded) -> None:
    assert refusal(decoded, zipped(readme__txt=b"hello")) == ("UNREADABLE_FILE", "no_picture")


def test_a_damaged_zip(decoded) -> None:
    assert refusal(decoded, zipped(film__png=png())[:3000]) == ("UNREADABLE_FILE", "damaged")


def test_a_zip_tells_why_its_only_picture_was_refused(decoded) -> None:
    assert refusal(decoded, zipped(film__png=png(chest() > 120))) == ("UNSUPPORTED_IMAGE", "one_bit")
