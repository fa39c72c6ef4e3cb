"""REST twins of what the research pages do."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from praxia.lib import event_stream
from praxia.lib.idempotency_rest import idempotent
from praxia.lib.paging import LinkPagination
from praxia.lib.work_rest import answered, body_of
from profiling.access import person_of
from profiling.api.authentication import signed_in_still
from research import access, following, library_selectors, selectors, services, wire
from research.api import schema
from research.api.files import file_response


class SearchesView(APIView):
    limit_kind = "research"
    limit_in_service = True  # the pages share it, and a repeat costs nothing

    @extend_schema(responses=schema.SearchListed(many=True), parameters=schema.PAGE)
    def get(self, request: Request) -> Response:
        """One's research questions, newest first, without what was found."""
        pages = LinkPagination()
        page = pages.paginate_queryset(selectors.search_list(person_of(request)), request, view=self) or []
        return pages.get_paginated_response([wire.search_listed_wire(search) for search in page])

    @extend_schema(request=schema.SearchPosted, responses={201: schema.SearchShown}, parameters=schema.PREFER)
    @idempotent
    def post(self, request: Request) -> Response:
        """Ask the medical literature and wait for the answer, 30 seconds at most. Every claim carries a verbatim quote.

        `related_to` in place of a query asks for papers like one that you have found; it gives results without an answer.
        """
        person, data = person_of(request), body_of(request)
        about = access.paper_read(person, data["related_to"]) if data.get("related_to") is not None else None
        search = services.search_create(person=person, query=data.get("query"), given=data, about=about)
        return answered(request, search, wire.search_wire)


class SearchView(APIView):
    @extend_schema(responses=schema.SearchShown)
    def get(self, request: Request, search_id: str) -> Response:
        """A research question as far as it has been answered."""
        return Response(wire.search_wire(access.search_read(person_of(request), search_id)))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, search_id: str) -> Response:
        """Remove a research question with its answer. What is being searched for it is stopped."""
        services.search_delete(search=access.search_write(person_of(request), search_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class StopView(APIView):
    @extend_schema(request=None, responses={202: schema.SearchShown})
    def post(self, request: Request, search_id: str) -> Response:
        """Stop a research question. Asking twice, or too late, is harmless."""
        search = services.search_stop(search=access.search_write(person_of(request), search_id))
        return Response(wire.search_wire(search), status=status.HTTP_202_ACCEPTED)


class EventsView(APIView):
    renderer_classes = [event_stream.EventStreamRenderer]

    @extend_schema(responses={(200, "text/event-stream"): str}, parameters=schema.LAST_ID)
    def get(self, request: Request, search_id: str) -> StreamingHttpResponse:
        """Follow a question while it is answered: searching, found, reading, writing, then the answer."""
        search = access.search_read(person_of(request), search_id)
        row = following.row_of(search.id)
        return event_stream.stream(request, search.journal, row, allowed=signed_in_still(request))


class ExportView(APIView):
    @extend_schema(responses={(200, kind): bytes for kind in schema.EXPORTED}, parameters=schema.EXPORT)
    def get(self, request: Request, search_id: str) -> HttpResponse:
        """The results as a file: BibTeX, RIS, CSV or JSON."""
        search = access.search_read(person_of(request), search_id)
        stem = f"praxia-research-{search.created_at:%Y-%m-%d}"
        return file_response(request, library_selectors.search_entries(search), stem=stem)
