"""What the house holds of a person's own orders, and what it has written down about who read their data."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from praxia.lib import queued
from profiling.models import User
from profiling.privacy import exporting, selectors, wire
from profiling.privacy.models import Deletion, Export
from profiling.privacy.registry import OwnData

PIECE = 200


def collect(person: User) -> Iterator[dict[str, Any]]:
    for export in Export.objects.filter(owner=person).order_by("created_at"):
        yield {"kind": "archive", **wire.export_wire(export)}
    for deletion in Deletion.objects.filter(owner=person):
        yield {"kind": "order to delete the account", **wire.deletion_wire(deletion)}
    lines = selectors.line_list(person).iterator(PIECE)
    while piece := list(islice(lines, PIECE)):
        names = selectors.reader_names(piece)
        for line in piece:
            yield {"kind": "access", **wire.line_wire(line, names)}


def erase(person: User) -> None:
    """Archives and their orders. The order to delete, and the name in the access log, go with the person in one last step."""
    exports = list(Export.objects.filter(owner=person))
    queued.forget([str(export.pk) for export in exports])
    for export in exports:
        if export.is_open:
            export.journal.stop()
        exporting.archive_remove(export)
    Export.objects.filter(owner=person).delete()
    for export in exports:
        export.journal.forget()


def left(person: User) -> int:
    return Export.objects.filter(owner=person).count()


OWN_DATA = OwnData(
    name="privacy", collect=collect, erase=erase, left=left, title="your archives and who read your data"
)
