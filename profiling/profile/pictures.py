"""Portraits, decoded and written anew: place, camera, comments and whatever else stood in the file does not stay."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _

from praxia.lib.errors import Problem

MOST_BYTES, MOST_PIXELS, SIDE = 5 * 1024 * 1024, 25_000_000, 512
FORMATS = ("JPEG", "PNG", "WEBP")


def portrait(file: IO[bytes], *, size: int) -> bytes:
    """A square JPEG of at most 512 pixels. Raises Problem TOO_LARGE, UNREADABLE_FILE or UNSUPPORTED_IMAGE."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # not needed by any other request

    if size > MOST_BYTES:
        raise Problem("TOO_LARGE", _("The picture is larger than 5 MB. It was not kept."))
    try:
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Problem("TOO_LARGE", _("The picture has more than 25 million pixels. It was not kept."))
            image.draft("RGB", (SIDE * 2, SIDE * 2))  # a large JPEG is decoded at a fraction of its size
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except UnidentifiedImageError:
        raise Problem(
            "UNSUPPORTED_IMAGE", _("Please send a JPEG, PNG or WebP picture. This one was not kept.")
        ) from None
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise Problem("UNREADABLE_FILE") from None
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    written = BytesIO()
    ImageOps.fit(paper, (min(SIDE, *paper.size),) * 2).save(written, "JPEG", quality=85)
    return written.getvalue()
