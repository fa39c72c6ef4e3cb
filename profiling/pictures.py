"""Pictures that are made here."""

from __future__ import annotations

from base64 import b64encode


def qr_code(text: str) -> str:
    """An SVG picture as a data URL."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    drawn = qrcode.make(text, image_factory=SvgPathImage).to_string()
    return f"data:image/svg+xml;base64,{b64encode(drawn).decode()}"
