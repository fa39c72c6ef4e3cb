"""`/api/xray-analyses/`: send a film, see what was read on it, remove it. Files are served here alone, never cached."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from imaging import access, following, selectors, services, wire
from imaging.api import schema
from imaging.inference.limits import LIMITS, MIB
from imaging.models import Study, path_of
from praxia.lib import event_stream
from praxia.lib.errors import Problem
from praxia.lib.idempotency_rest import idempotent
from praxia.lib.paging import LinkPagination
from praxia.lib.work_rest import body_of
from profiling.access import person_of
from profiling.api.authentication import signed_in_still

ENVELOPE_BYTES = 200_000  # of a multipart body around its file
PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


class StudiesView(APIView):
    problems = ("UNREADABLE_FILE", "UNSUPPORTED_IMAGE")
    limit_kind = "xray"
    limit_in_service = True  # pages and chat share it, and a repeat costs nothing

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            refuse_too_large(request)

    def get_parsers(self) -> list[BaseParser]:
        return [MultiPartParser()]

    @extend_schema(responses=schema.StudyShown(many=True), parameters=schema.PAGE)
    def get(self, request: Request) -> Response:
        """One's X-rays, newest first, or those of somebody who shares theirs."""
        person = person_of(request)
        owner = access.studies_read(person, request.query_params.get("owner"))
        services.studies_open(reader=person, owner=owner)
        pages = LinkPagination()
        page = pages.paginate_queryset(selectors.study_list(owner), request, view=self) or []
        return pages.get_paginated_response([wire.study_wire(study) for study in page])

    @extend_schema(request={"multipart/form-data": schema.StudySent}, responses={201: schema.StudyShown})
    @idempotent
    def post(self, request: Request) -> Response:
        """Send a film. It is kept and queued at once; what is read on it is told by its events and by its row."""
        data = body_of(request)
        study = services.study_create(
            person=person_of(request),
            upload=request.FILES.get("image"),
            note=data.get("note", ""),
            view=data.get("view", ""),
            session_id=data.get("session_id"),
        )
        return Response(wire.study_wire(study), status=status.HTTP_201_CREATED)


class StudyView(APIView):
    @extend_schema(responses=schema.StudyShown)
    def get(self, request: Request, study_id: str) -> Response:
        """One X-ray with what was read on it."""
        return Response(wire.study_wire(_read(request, study_id)), headers=PRIVATE)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, study_id: str) -> Response:
        """Remove an X-ray with its files, readings and reviews. A reading that goes on is stopped."""
        services.study_delete(study=access.study_write(person_of(request), study_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class PictureView(APIView):
    @extend_schema(responses={(200, "image/png"): OpenApiTypes.BINARY}, parameters=schema.SIZE)
    def get(self, request: Request, study_id: str) -> HttpResponseBase:
        """The film as a picture."""
        study = _read(request, study_id)
        return _file(study.small if request.query_params.get("size") == "small" else study.picture, "image/png")


class HeatmapView(APIView):
    @extend_schema(responses={(200, "image/png"): OpenApiTypes.BINARY})
    def get(self, request: Request, study_id: str, finding: str) -> HttpResponseBase:
        """Where the model looked for one finding: coarse, with transparency, to be laid over the film."""
        reading = _read(request, study_id).reading
        return _file(reading.overlays.get(unquote(finding), "") if reading else "", "image/png")


class ReportView(APIView):
    @extend_schema(responses={(200, "application/dicom"): OpenApiTypes.BINARY})
    def get(self, request: Request, study_id: str) -> HttpResponseBase:
        """The reading as a DICOM structured report (TID 1500), where the film was DICOM."""
        reading = _read(request, study_id).reading
        answer = _file(reading.report if reading else "", "application/dicom")
        answer["Content-Disposition"] = 'attachment; filename="reading.dcm"'
        return answer


class ExplanationView(APIView):
    limit_kind = "chat"
    limit_in_service = True

    @extend_schema(request=None, responses={202: schema.StudyShown})
    def post(self, request: Request, study_id: str) -> Response:
        """Have a language model put the result into plain words. It is told the stored result alone, and its words are checked."""
        study = services.explanation_ask(study=access.study_write(person_of(request), study_id))
        return Response(wire.study_wire(study), status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses={200: schema.StudyShown})
    def delete(self, request: Request, study_id: str) -> Response:
        """Stop an explanation that is being written, or remove the one that there is."""
        study = services.explanation_drop(study=access.study_write(person_of(request), study_id))
        return Response(wire.study_wire(study))


class EventsView(APIView):
    renderer_classes = [event_stream.EventStreamRenderer]

    @extend_schema(responses={(200, "text/event-stream"): str}, parameters=schema.LAST_ID)
    def get(self, request: Request, study_id: str) -> StreamingHttpResponse:
        """Follow the reading of a film, from the last event that was seen."""
        study = _read(request, study_id)
        row = following.row_of(study.pk)
        return event_stream.stream(request, study.journal, row, allowed=signed_in_still(request))


def refuse_too_large(request: Request) -> None:
    """Before the body is read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LIMITS.file_bytes + ENVELOPE_BYTES:
        raise Problem("TOO_LARGE", f"The file is larger than {LIMITS.file_bytes // MIB} MB. It was not kept.")


def _read(request: Request, study_id: str) -> Study:
    person = person_of(request)
    return services.study_open(reader=person, study=access.study_read(person, study_id), purpose="shared")


def _file(name: str, content_type: str) -> FileResponse:
    path: Path = path_of(name)
    if not name or not path.is_file():
        raise Problem("NOT_FOUND")
    return FileResponse(path.open("rb"), content_type=content_type, headers=PRIVATE)
