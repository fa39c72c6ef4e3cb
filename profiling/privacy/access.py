"""May this person? No is a 404, the same for what is not there and what is not theirs."""

from __future__ import annotations

from praxia.lib.errors import Problem
from profiling.access import owned
from profiling.models import User
from profiling.privacy.models import Export


def export_read(person: User, export_id: object) -> Export:
    return owned(Export.objects.all(), person, pk=export_id)


def archive_read(person: User, export_id: object) -> Export:
    """An order whose archive can be fetched now. Raises Problem NOT_FOUND before, after its hour, and for everybody else."""
    export = export_read(person, export_id)
    if not (export.is_ready and export.path.is_file()):
        raise Problem("NOT_FOUND")
    return export
