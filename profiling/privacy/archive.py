"""The archive itself: `<app>/data.json` and `<app>/files/…` for each app, `fhir/bundle.json`, and a page that explains them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Any, Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from profiling.models import User
from profiling.privacy.registry import OwnData


class Archive:
    """Written part by part. Every method that takes long yields after each piece, so that its caller can look up."""

    def __init__(self, path: Path, *, person: User) -> None:
        self._path, self._person = path, person

    def __enter__(self) -> Self:
        self._path.touch(mode=0o600)
        self._zip = ZipFile(self._path, "w", ZIP_DEFLATED)
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _new(self, name: str) -> IO[bytes]:
        """A file of now: without a time of its own it would be shown as one of 1980."""
        made = ZipInfo(name, timezone.now().timetuple()[:6])
        made.compress_type = ZIP_DEFLATED
        return self._zip.open(made, "w", force_zip64=True)

    def readme(self, parts: Sequence[OwnData]) -> None:
        words = {"parts": parts, "person": self._person, "at": timezone.now()}
        self._zip.writestr("README.txt", render_to_string("privacy/archive_readme.txt", words))

    def data(self, own: OwnData) -> Iterator[None]:
        """Everything of one app as one JSON array, and its files beside it."""
        with self._new(f"{own.name}/data.json") as file:
            file.write(b"[")
            for number, one in enumerate(own.collect(self._person)):
                file.write((b",\n" if number else b"\n") + _json(one))
                yield
            file.write(b"\n]\n")
        for path, source in own.files(self._person):
            name = f"{own.name}/files/{_inside(path)}"
            with source, self._new(name) as file:
                shutil.copyfileobj(source, file)
            yield

    def bundle(self, parts: Sequence[OwnData]) -> Iterator[None]:
        """One FHIR Bundle (R4B) of what has a place in FHIR. The library checks every resource as it is made."""
        from fhir.resources.R4B.bundle import Bundle, BundleEntry  # heavy, and only a worker needs it

        head = Bundle(type="collection", timestamp=timezone.now()).model_dump_json()
        with self._new("fhir/bundle.json") as file:
            file.write(head.removesuffix("}").encode() + b',"entry":[')
            resources = (resource for own in parts for resource in own.fhir(self._person))
            for number, resource in enumerate(resources):
                entry = BundleEntry(fullUrl=f"urn:uuid:{resource.id}", resource=resource)
                file.write((b",\n" if number else b"\n") + entry.model_dump_json().encode())
                yield
            file.write(b"\n]}\n")


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _inside(path: str) -> str:
    """The path without anything that leads out of the folder it is unpacked into."""
    return "/".join(part for part in PurePosixPath(path.replace("\\", "/")).parts if part not in ("/", "..")) or "file"
