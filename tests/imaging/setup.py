"""Files and studies for tests, with plain keyword arguments."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.imaging.phantom import chest


def png(pixels: np.ndarray | None = None, **options: Any) -> bytes:
    return encoded(pixels, "PNG", **options)


def jpeg(pixels: np.ndarray | None = None, **options: Any) -> bytes:
    return encoded(pixels, "JPEG", quality=92, **options)


def encoded(pixels: np.ndarray | None, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    Image.fromarray(chest() if pixels is None else pixels).save(out, kind, **options)
    return out.getvalue()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def upload(content: bytes | None = None, name: str = "film.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png() if content is None else content)


def setup_study(owner: Any, content: bytes | None = None, *, read: bool = False, **fields: Any) -> Any:
    """A study that is queued; with `read`, as it is after a worker had it."""
    from imaging import reading, services

    study = services.study_create(person=owner, upload=upload(content), **fields)
    if read:
        reading.read(str(study.pk))
        study.refresh_from_db()
    return study
