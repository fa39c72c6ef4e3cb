"""Orders and archives for tests."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.utils import timezone

from praxia.lib.files import private_name
from profiling.models import User
from profiling.privacy import erasing, exporting, services
from profiling.privacy.models import Deletion, Export


def setup_archive(person: User) -> Export:
    """A finished one, as a worker leaves it."""
    export = services.export_order(person=person)
    exporting.write(str(export.id))
    export.refresh_from_db()
    return export


def archive_kept(person: User) -> dict[str, str]:
    """A finished archive and an order to delete, for the matrices of routes; what is in the archive matters to nobody there."""
    services.deletion_order(person=person)
    export = Export.objects.create(
        owner=person, status="complete", file=private_name(".zip"), size=3, expires_at=timezone.now() + Export.KEPT
    )
    export.path.write_bytes(b"zip")
    return {"export_id": str(export.pk)}


class Opened:
    """An archive, read."""

    def __init__(self, content: bytes) -> None:
        self.zip = ZipFile(BytesIO(content))
        assert self.zip.testzip() is None
        self.names = set(self.zip.namelist())

    def data(self, app: str) -> list[dict[str, Any]]:
        return json.loads(self.zip.read(f"{app}/data.json"))

    def kind(self, app: str, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.data(app) if one["kind"] == kind]

    def bundle(self) -> dict[str, Any]:
        return json.loads(self.zip.read("fhir/bundle.json"))


def opened(export: Export) -> Opened:
    return Opened(export.path.read_bytes())


def erase_now(person: User, settings: Any) -> None:
    """Order the deletion without grace and do what a worker does."""
    settings.DELETION_GRACE = timedelta(0)
    deletion: Deletion = services.deletion_order(person=person)
    erasing.erase(str(deletion.pk))
