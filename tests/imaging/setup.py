"""Files and studies for tests, with plain keyword arguments."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from typing import Any

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.imaging.phantom import chest


def png(pixels: np.ndarray | None = None, **options: Any) -> bytes:
    return _drawn_chest() if pixels is None and not options else encoded(pixels, "PNG", **options)


@cache
def _drawn_chest() -> bytes:
    return encoded(None, "PNG")


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


def study_kept(owner: Any) -> dict[str, str]:
    """A study that was read, without a worker: its row, its reading and its files. The ids by which routes name them."""
    from imaging.films import write
    from imaging.models import Reading, Study
    from imaging.records import Status

    study = Study.objects.create(
        owner=owner, status=Status.COMPLETE, film=write(png(), ".png"), picture=write(png(), ".png"), quality=FINE
    )
    overlays = {"Pneumonia": write(png(), ".png")}
    study.reading = Reading.objects.create(
        study=study, number=1, model=MODEL, findings=[FINDING], overlays=overlays, report=write(bytes(132), ".dcm")
    )
    study.save(update_fields=["reading"])
    return {"study_id": str(study.pk), "finding": "Pneumonia", "name": "pneumonia-demo"}


FINE: dict[str, Any] = {"accepted": True, "reasons": [], "warnings": []}
MODEL: dict[str, Any] = {
    "name": "pneumonia-demo",
    "version": "1",
    "kind": "demonstration",
    "sha256": "0" * 64,
    "calibration": "1",
    "population": "films of children",
    "card_url": "/xray/models/pneumonia-demo/",
    "notice": "Demonstration. It is not for care.",
}
FINDING: dict[str, Any] = {
    "label": "Pneumonia",
    "verdict": "not_detected",
    "calibrated": True,
    "risk": 0.031,
    "interval": [0.02, 0.05],
    "base_rate": 0.5,
    "ratio": 0.06,
    "threshold": 0.42,
    "band": [0.38, 0.47],
    "logit": -3.4,
    "zones": ["lower left of the picture"],
}
