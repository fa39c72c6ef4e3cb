"""A ZIP of one study: members are counted and sized, read in memory, never written under their own names."""

from __future__ import annotations

import io
import zipfile
from typing import BinaryIO

from imaging.inference.decode_kinds import Kind, kind_of
from imaging.inference.film import Decoded, Refused
from imaging.inference.limits import Limits

STORED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
SKIPPED = ("__macosx/", ".")
NOTHING = "There is no picture in this ZIP that can be read. Please add the frontal film as DICOM, PNG or JPEG."
MANY = "This ZIP holds more than one study. Please send one study at a time."
LOCKED = "This ZIP is protected by a password. Please send it without one."
TOO_MUCH = "Unpacked, this ZIP is larger than can be read here. Please send the frontal film alone."
FRONTAL = ("PA", "AP")


def study(file: BinaryIO, limits: Limits, salt: str) -> Decoded:
    """The frontal film of the one study in this ZIP. Raises Refused as its members do, and for what is no single study."""
    try:
        with zipfile.ZipFile(file) as archive:
            films = [film for member in _members(archive, limits) if (film := _film(archive, member, limits, salt))]
    except (zipfile.BadZipFile, NotImplementedError, zipfile.LargeZipFile):
        words = "The ZIP is damaged or packed in an unusual way. Please pack it again."
        raise Refused("UNREADABLE_FILE", "damaged", words) from None
    return _one(films)


def _members(archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    found = [one for one in archive.infolist() if not one.is_dir()]
    if len(found) > limits.members or sum(one.file_size for one in found) > limits.unpacked_bytes:
        raise Refused("TOO_LARGE", "unpacked_too_large", TOO_MUCH)
    if any(one.flag_bits & 1 for one in found):
        raise Refused("UNREADABLE_FILE", "password", LOCKED)
    if any(one.compress_type not in STORED for one in found):
        raise NotImplementedError
    return [one for one in found if not _is_by_the_way(one.filename)]


def _is_by_the_way(name: str) -> bool:
    path = name.replace("\\", "/").lower()
    return path.startswith(SKIPPED) or path.rpartition("/")[2].startswith((".", "dicomdir"))


def _film(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits, salt: str) -> Decoded | Refused | None:
    """The film in this member, why it was refused, or nothing where it is no picture."""
    with archive.open(member) as packed:
        data = packed.read(limits.unpacked_bytes + 1)
    if len(data) > min(member.file_size, limits.unpacked_bytes):  # the directory lied about the size
        raise Refused("TOO_LARGE", "unpacked_too_large", TOO_MUCH)
    content = io.BytesIO(data)
    try:
        kind = kind_of(content)
    except Refused:
        return None
    if kind is Kind.ZIP:
        return None
    try:
        return _decoded(content, kind, limits, salt)
    except Refused as refused:
        return refused


def _decoded(content: BinaryIO, kind: Kind, limits: Limits, salt: str) -> Decoded:
    if kind is Kind.DICOM:
        from imaging.inference.dicom_read import dicom

        return dicom(content, limits, salt)
    from imaging.inference.decode_picture import picture

    return picture(content, kind, limits)


def _one(films: list[Decoded | Refused]) -> Decoded:
    good = [film for film in films if isinstance(film, Decoded)]
    if not good:
        raise next(
            (film for film in films if isinstance(film, Refused)), Refused("UNREADABLE_FILE", "no_picture", NOTHING)
        )
    if len({film.meta.get("study", "") for film in good}) > 1:
        raise Refused("UNSUPPORTED_IMAGE", "several_studies", MANY)
    chosen = next((film for film in good if film.meta.get("view") in FRONTAL), good[0])
    if len(good) > 1:
        words = f"The ZIP holds {len(good)} pictures; the one frontal film that was found first is read."
        chosen.meta["warnings"].append({"code": "one_of_several", "words": words})
    return chosen
