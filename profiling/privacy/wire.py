"""How orders and lines of the access log look on the wire: the same objects in REST, journals and pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from profiling.privacy.models import AccessLog, Deletion, Export


def export_wire(export: Export) -> dict[str, Any]:
    return {
        "id": str(export.id),
        "status": export.status,
        "created_at": stamp(export.created_at),
        "finished_at": stamp(export.finished_at),
        "expires_at": stamp(export.expires_at),
        "size": export.size,
        "download_url": f"{export.url}file" if export.is_ready else None,
        "error": export.error,
        "events_url": f"{export.url}events",
    }


def deletion_wire(deletion: Deletion) -> dict[str, Any]:
    return {"deletes_at": stamp(deletion.deletes_at), "asked_at": stamp(deletion.created_at)}


def line_wire(line: AccessLog, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "id": line.id,
        "at": stamp(line.at),
        "action": line.action,
        "who": reader_name(line, names),
        "role": line.role,
        "what": line.what,
        "object_id": line.object_id,
        "purpose": line.purpose,
    }


def reader_name(line: AccessLog, names: Mapping[UUID, str]) -> str:
    """The reader's name; empty for the house itself and for people whose account has been deleted since."""
    return names.get(line.reader, "") if line.reader else ""


def stamp(at: datetime | None) -> str | None:
    """RFC 3339 in UTC, with Z."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def archive_name(export: Export) -> str:
    return f"praxia-{export.created_at:%Y-%m-%d}.zip"
