"""`/api/privacy/`: all of one's own data to take away, the deletion of the account, and who has read what."""

from __future__ import annotations

from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from praxia.lib import event_stream
from praxia.lib.errors import Problem
from praxia.lib.idempotency_rest import idempotent
from praxia.lib.paging import LinkPagination
from praxia.lib.sending import send_file
from praxia.lib.work_rest import body_of
from profiling.access import person_of
from profiling.api.authentication import signed_in_still
from profiling.privacy import access, exporting, selectors, services, wire
from profiling.privacy.api import schema
from profiling.privacy.confirming import confirm

PAGE = [
    OpenApiParameter("limit", int, description="At most 200; 50 when not given."),
    OpenApiParameter("cursor", str, description="From the Link header of the page before."),
]
LAST_ID = [OpenApiParameter("last_id", str, description="Id of the last event that was seen; also as `Last-Event-ID`.")]
REFUSALS = ("INVALID_CREDENTIALS", "TWO_FACTOR_REQUIRED", "TWO_FACTOR_INVALID", "LOCKED_OUT")


class LinePagination(LinkPagination):
    ordering = ("-id",)  # type: ignore[assignment]  # DRF takes any number of them


class ExportsView(APIView):
    problems = ("ALREADY_RUNNING", *REFUSALS)

    @extend_schema(responses=schema.ExportShown(many=True), parameters=PAGE)
    def get(self, request: Request) -> Response:
        """One's orders for an archive, newest first."""
        pages = LinkPagination()
        page = pages.paginate_queryset(selectors.export_list(person_of(request)), request, view=self) or []
        return pages.get_paginated_response([wire.export_wire(export) for export in page])

    @extend_schema(request=schema.ExportOrdered, responses={201: schema.ExportShown})
    @idempotent
    def post(self, request: Request) -> Response:
        """Order an archive of everything that is held of you. It is made in the background and kept for an hour."""
        sent = _checked(schema.ExportOrdered, request)
        if request.auth is None:  # a page that was left open is not enough to take everything away
            _confirm(request, sent)
        export = services.export_order(person=person_of(request))
        return Response(wire.export_wire(export), status=status.HTTP_201_CREATED)


class ExportView(APIView):
    @extend_schema(responses=schema.ExportShown)
    def get(self, request: Request, export_id: str) -> Response:
        """How far an archive is, and where to fetch it."""
        return Response(wire.export_wire(access.export_read(person_of(request), export_id)))


class ExportEventsView(APIView):
    renderer_classes = [event_stream.EventStreamRenderer]

    @extend_schema(responses={(200, "text/event-stream"): str}, parameters=LAST_ID)
    def get(self, request: Request, export_id: str) -> StreamingHttpResponse:
        """Follow an archive while it is made, from the last event that was seen."""
        export = access.export_read(person_of(request), export_id)
        row = exporting.row_of(export)
        return event_stream.stream(request, export.journal, row, allowed=signed_in_still(request))


class ExportFileView(APIView):
    @extend_schema(responses={(200, "application/zip"): bytes})
    def get(self, request: Request, export_id: str) -> StreamingHttpResponse:
        """The archive, for the person whose it is, until its hour is over."""
        export = access.archive_read(person_of(request), export_id)
        if request.method == "GET":
            services.export_downloaded(export=export)
        return send_file(export.path, name=wire.archive_name(export), content_type="application/zip")


class DeletionView(APIView):
    problems = REFUSALS

    @extend_schema(responses=schema.DeletionShown)
    def get(self, request: Request) -> Response:
        """When this account is to be deleted. Not found when nobody has ordered it."""
        deletion = selectors.deletion_of(person_of(request))
        if deletion is None:
            raise Problem("NOT_FOUND")
        return Response(wire.deletion_wire(deletion))

    @extend_schema(request=schema.Confirmation, responses={202: schema.DeletionShown})
    def post(self, request: Request) -> Response:
        """Order the deletion of the account and of everything in it. Until `deletes_at` it can be cancelled."""
        _confirm(request, _checked(schema.Confirmation, request))
        deletion = services.deletion_order(person=person_of(request))
        return Response(wire.deletion_wire(deletion), status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Keep the account after all."""
        services.deletion_cancel(person=person_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class AccessLogView(APIView):
    @extend_schema(responses=schema.LineShown(many=True), parameters=PAGE)
    def get(self, request: Request) -> Response:
        """Who has read what of yours, and what was done with all of it; newest first."""
        pages = LinePagination()
        lines = pages.paginate_queryset(selectors.line_list(person_of(request)), request, view=self) or []
        names = selectors.reader_names(lines)
        return pages.get_paginated_response([wire.line_wire(line, names) for line in lines])


def _checked(shape: type[Any], request: Request) -> dict[str, Any]:
    sent = shape(data=body_of(request))
    sent.is_valid(raise_exception=True)
    found: dict[str, Any] = sent.validated_data
    return found


def _confirm(request: Request, sent: dict[str, Any]) -> None:
    confirm(
        request=request._request,
        person=person_of(request),
        password=sent.get("password", ""),
        code=sent.get("code", ""),
    )
