"""Papers as a file, as a REST answer."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from rest_framework.request import Request

from research import exports
from research.exports import Entry


def file_response(request: Request, entries: Sequence[Entry], *, stem: str) -> HttpResponse:
    """In the form that `?format=` names; BibTeX when it names none. Raises Problem VALIDATION_ERROR."""
    file = exports.export(entries, request.query_params.get("format", "bibtex"), stem=stem)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"}
    return HttpResponse(file.content, content_type=file.content_type, headers=headers)
