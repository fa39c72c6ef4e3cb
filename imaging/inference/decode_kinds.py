"""What kind of file this is, by its content and never by its name. Light enough for the web process."""

from __future__ import annotations

from enum import StrEnum
from typing import BinaryIO

from imaging.inference.film import Refused

HEAD_BYTES = 1024
TAIL_BYTES = 66_000  # a ZIP's directory ends at most 65,557 bytes before the end of the file


class Kind(StrEnum):
    PNG = "png"
    JPEG = "jpeg"
    DICOM = "dicom"
    ZIP = "zip"


MAGIC = {
    Kind.PNG: b"\x89PNG\r\n\x1a\n",
    Kind.JPEG: b"\xff\xd8\xff",
    Kind.ZIP: b"PK\x03\x04",
}
FOREIGN = (b"%PDF-", b"MZ", b"\x7fELF", b"GIF8", b"<", b"#!", b"RIFF", b"BM", b"{\\rtf")
ACCEPTED = "Please choose a PNG, a JPEG, a DICOM file or a ZIP of one study."


def kind_of(file: BinaryIO) -> Kind:
    """The kind of an open file. Raises Refused: empty, not one of the four, or two kinds at once."""
    head, tail = _ends(file)
    if not head:
        raise Refused("UNREADABLE_FILE", "empty", f"The file is empty. {ACCEPTED}")
    found = {kind for kind, magic in MAGIC.items() if head.startswith(magic)}
    if head[128:132] == b"DICM":
        found.add(Kind.DICOM)
    if not found:
        raise Refused(
            "UNSUPPORTED_MEDIA_TYPE", "not_a_picture", f"This is not a kind of file that can be read here. {ACCEPTED}"
        )
    if len(found) > 1 or _hides_another(found, head, tail):
        words = "This file is two kinds of file at once, which can be used to hide something. Please export the picture anew."
        raise Refused("UNREADABLE_FILE", "two_kinds", words)
    return found.pop()


def _hides_another(found: set[Kind], head: bytes, tail: bytes) -> bool:
    """A foreign beginning before a DICOM part, a PDF beginning inside, a ZIP's directory at the end of something else."""
    foreign = Kind.DICOM in found and head.lstrip().startswith(FOREIGN)
    directory = Kind.ZIP not in found and b"PK\x05\x06" in tail
    return foreign or directory or b"%PDF-" in head


def _ends(file: BinaryIO) -> tuple[bytes, bytes]:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL_BYTES))
    tail = file.read()
    file.seek(0)
    return head, tail
