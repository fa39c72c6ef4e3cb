"""REST twins of the page of saved papers: papers with notes, collections, what was retracted since, and all of it as a file."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from praxia.lib.paging import LinkPagination
from praxia.lib.work_rest import body_of
from profiling.access import person_of
from research import access, library_selectors, library_services, wire
from research.api import schema
from research.api.files import file_response
from research.models import Collection, Saved


class SavedListView(APIView):
    @extend_schema(responses=schema.SavedShown(many=True), parameters=[*schema.PAGE, schema.IN_COLLECTION])
    def get(self, request: Request) -> Response:
        """Saved papers, newest first; all of them, or those of one collection."""
        pages = LinkPagination()
        page = pages.paginate_queryset(_asked(request), request, view=self) or []
        return pages.get_paginated_response([_shown(saved) for saved in page])

    @extend_schema(request=schema.SavedPosted, responses={201: schema.SavedShown})
    def post(self, request: Request) -> Response:
        """Keep a paper that you have found. Saving twice is saving once."""
        person, data = person_of(request), body_of(request)
        paper = access.paper_read(person, data.get("paper_id"))
        saved = library_services.paper_save(
            person=person, paper=paper, note=data.get("note", ""), collection=_collection(request, data)
        )
        return Response(_shown(saved), status=status.HTTP_201_CREATED)


class SavedView(APIView):
    @extend_schema(request=schema.SavedChanged, responses=schema.SavedShown)
    def patch(self, request: Request, saved_id: str) -> Response:
        """Change the note, or put the paper into another collection (null: into none)."""
        data = body_of(request)
        saved = access.saved_write(person_of(request), saved_id)
        collection = _collection(request, data) if "collection_id" in data else saved.collection
        saved = library_services.saved_change(saved=saved, note=data.get("note", saved.note), collection=collection)
        return Response(_shown(saved))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, saved_id: str) -> Response:
        """Remove a paper from those that are saved, with its note."""
        library_services.saved_remove(saved=access.saved_write(person_of(request), saved_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class SavedExportView(APIView):
    @extend_schema(
        responses={(200, kind): bytes for kind in schema.EXPORTED}, parameters=[*schema.EXPORT, schema.IN_COLLECTION]
    )
    def get(self, request: Request) -> HttpResponse:
        """Saved papers with their notes as a file: BibTeX, RIS, CSV or JSON."""
        entries = library_selectors.saved_entries(_asked(request))
        return file_response(request, entries, stem="praxia-saved-papers")


class CollectionsView(APIView):
    @extend_schema(responses=schema.CollectionShown(many=True))
    def get(self, request: Request) -> Response:
        """Collections by name, each with how many papers it holds."""
        found = library_selectors.collection_list(person_of(request))
        shown = [wire.collection_wire(one, papers=one.papers) for one in found]  # type: ignore[attr-defined]  # annotated
        return Response(shown)

    @extend_schema(request=schema.CollectionPosted, responses={201: schema.CollectionShown})
    def post(self, request: Request) -> Response:
        """Open a collection."""
        made = library_services.collection_open(person=person_of(request), name=body_of(request).get("name"))
        return Response(wire.collection_wire(made), status=status.HTTP_201_CREATED)


class CollectionView(APIView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, collection_id: str) -> Response:
        """Remove a collection. Its papers stay saved."""
        library_services.collection_remove(collection=access.collection_write(person_of(request), collection_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class NoticesView(APIView):
    @extend_schema(responses=schema.NoticeShown(many=True))
    def get(self, request: Request) -> Response:
        """Papers of yours that were retracted or doubted since, as far as you have not said that you read it."""
        return Response([wire.notice_wire(one) for one in library_selectors.notice_list(person_of(request))])


class NoticesSeenView(APIView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Say that the notices were read."""
        library_services.notices_seen(person=person_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _asked(request: Request) -> QuerySet[Saved]:
    person, wanted = person_of(request), request.query_params.get("collection")
    collection = access.collection_read(person, wanted) if wanted else None
    return library_selectors.saved_list(person, collection=collection)


def _collection(request: Request, data: dict[str, Any]) -> Collection | None:
    wanted = data.get("collection_id")
    return None if wanted is None else access.collection_read(person_of(request), wanted)


def _shown(saved: Saved) -> dict[str, Any]:
    return wire.saved_wire(saved, today=timezone.now().date())
