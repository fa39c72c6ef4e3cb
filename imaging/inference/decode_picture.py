"""PNG and JPEG, through Pillow: by their own bit depth, upright, grey, one picture."""

from __future__ import annotations

import warnings
from typing import Any, BinaryIO

import numpy as np
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError
from PIL.Image import DecompressionBombError, DecompressionBombWarning

from imaging.inference.decode_kinds import Kind
from imaging.inference.film import Decoded, Refused
from imaging.inference.limits import Limits
from imaging.inference.prepare import Pixels

GREY_WITHIN = 12  # of 255; JPEG colour noise on a grey film stays below it
COLOURED_SHARE = 0.005
BROKEN = "The picture is damaged or incomplete. Please export it again."
ONE_BIT = "This picture has black and white and no greys, so nothing can be read from it. Please export it with 8 bits."
SEVERAL = "This file holds several pictures. Please send one frontal film as a file of its own."
COLOUR = "This is a colour picture. X-ray films are grey; please send the film itself, not a photograph or a screenshot of it."
LEAST_16 = 256  # of a 16-bit picture's values; below it there is less than 8 bits of picture in it

ImageFile.LOAD_TRUNCATED_IMAGES = False


def picture(file: BinaryIO, kind: Kind, limits: Limits) -> Decoded:
    """Raises Refused for what is damaged, too large, of one bit, coloured or more than one picture."""
    Image.MAX_IMAGE_PIXELS = limits.pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", DecompressionBombWarning)
            image = Image.open(file, formats=["PNG" if kind is Kind.PNG else "JPEG"])
        return _film(image, kind, limits)
    except (DecompressionBombError, DecompressionBombWarning):
        raise too_many_pixels(limits) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Refused("UNREADABLE_FILE", "damaged", BROKEN) from None


def too_many_pixels(limits: Limits) -> Refused:
    words = f"The picture has more than {limits.pixels // 1_000_000} million pixels. Please export it smaller."
    return Refused("TOO_LARGE", "too_many_pixels", words)


def _film(image: Image.Image, kind: Kind, limits: Limits) -> Decoded:
    if image.width * image.height > limits.pixels:
        raise too_many_pixels(limits)
    if image.mode == "1":
        raise Refused("UNSUPPORTED_IMAGE", "one_bit", ONE_BIT)
    if getattr(image, "n_frames", 1) > 1:
        raise Refused("UNSUPPORTED_IMAGE", "several_pictures", SEVERAL)
    turned = image.getexif().get(0x0112, 1) not in (0, 1)
    image = ImageOps.exif_transpose(image)
    pixels, bits, notes = _sixteen(image) if image.mode.startswith("I") else (_grey(image), 8, [])
    meta: dict[str, Any] = {"format": kind.value, "width": image.width, "height": image.height, "warnings": notes}
    if turned:
        meta["turned"] = True
    return Decoded(pixels, bits, meta)


def _sixteen(image: Image.Image) -> tuple[Pixels, int, list[dict[str, str]]]:
    """16 bits in the file; 10 or 12 in the data happen, then the picture is brought to full scale and says so."""
    values = np.asarray(image)
    if values.min() < 0 or values.max() > 65535:
        raise Refused("UNREADABLE_FILE", "damaged", BROKEN)
    pixels = values.astype(np.uint16)
    most = int(pixels.max())
    if most < LEAST_16:
        return pixels.astype(np.uint8), 8, [_depth(8)]
    bits = most.bit_length()
    if bits > 14:
        return pixels, 16, []
    bits = max(10, bits + bits % 2)
    full = (1 << bits) - 1
    return (pixels.astype(np.uint32) * 65535 // full).astype(np.uint16), bits, [_depth(bits)]


def _depth(bits: int) -> dict[str, str]:
    words = f"The file says 16 bits, its greys use only {bits}; the picture was brought to full brightness by its own values."
    return {"code": "fewer_bits", "words": words}


def _grey(image: Image.Image) -> Pixels:
    if image.mode in ("L", "LA"):
        return np.asarray(image.convert("L") if image.mode == "L" else image.getchannel("L"))
    colours = np.asarray(image.convert("RGB"))
    spread = colours.max(axis=2) - colours.min(axis=2)
    if np.count_nonzero(spread > GREY_WITHIN) > COLOURED_SHARE * spread.size:
        raise Refused("UNSUPPORTED_IMAGE", "colour", COLOUR)
    return np.asarray(image.convert("L"))
