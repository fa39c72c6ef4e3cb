"""`/api/profile/`: what is known of a person, its history, what may be done with it and who may read it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from praxia.lib.errors import Problem, invalid
from praxia.lib.idempotency_rest import idempotent
from praxia.lib.paging import LinkPagination
from praxia.lib.parsers import JSONParser
from praxia.lib.work_rest import body_of
from profiling.access import person_of
from profiling.privacy.services import read_record
from profiling.profile import access, selectors, services
from profiling.profile.api import schema
from profiling.profile.forms import sent_values
from profiling.profile.models import HealthProfile
from profiling.profile.pictures import MOST_BYTES

PICTURE = "profile_picture"
PRIVATE = {"Cache-Control": "private, no-store"}


class ProfileView(APIView):
    problems = ("STALE", "UNREADABLE_FILE", "UNSUPPORTED_IMAGE")

    def get_parsers(self) -> list[BaseParser]:
        return [JSONParser(), MultiPartParser()]

    @extend_schema(responses=schema.ProfileShown)
    def get(self, request: Request) -> Response:
        """What is known of oneself, each value with where it came from. kg, cm and years."""
        return _shown(selectors.profile_of(person_of(request)))

    @extend_schema(
        request={"application/json": schema.ProfileWritten, "multipart/form-data": schema.ProfileUploaded},
        responses=schema.ProfileShown,
        parameters=schema.IF_MATCH,
    )
    def patch(self, request: Request) -> Response:
        """Change what is named, as one's own entry. Null clears a value, and every change can be undone."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + 200_000:
            raise Problem("TOO_LARGE", _("The picture is larger than 5 MB. It was not kept."))
        values, picture = _sent(request)
        check = services.unchanged(request.headers.get("If-Match"))
        profile = services.profile_write(person=person_of(request), values=values, picture=picture, check=check)
        return _shown(profile)


class HistoryView(APIView):
    @extend_schema(responses=schema.ChangeShown(many=True), parameters=[schema.FIELD, *schema.PAGE])
    def get(self, request: Request) -> Response:
        """What has changed in one's profile, newest first."""
        field = request.query_params.get("field", "").replace("\0", "")
        pages = LinkPagination()
        page = pages.paginate_queryset(selectors.change_list(person_of(request), field=field), request, view=self) or []
        return pages.get_paginated_response([selectors.change_wire(change) for change in page])


class UndoView(APIView):
    problems = ("CONFLICT",)

    @extend_schema(request=schema.Undo, responses=schema.ProfileShown)
    def post(self, request: Request) -> Response:
        """Take a change back: the value before it returns, with where it came from."""
        change_id = body_of(request).get("change_id")
        if change_id is None:
            raise invalid("change_id", _("Please name the change."), code="required")
        return _shown(services.change_undo(person=person_of(request), change_id=change_id))


class PictureView(APIView):
    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request) -> HttpResponse:
        """One's own picture. There is nothing here for anybody else."""
        jpeg = selectors.picture_of(person_of(request))
        if jpeg is None:
            raise Problem("NOT_FOUND")
        return HttpResponse(jpeg, content_type="image/jpeg", headers=PRIVATE)


class ConsentsView(APIView):
    @extend_schema(responses=schema.ConsentsShown)
    def get(self, request: Request) -> Response:
        """What may be done with what one says and is, and what happens without."""
        return Response(selectors.consents_wire(person_of(request)))

    @extend_schema(request=schema.ConsentsWritten, responses=schema.ConsentsShown)
    def patch(self, request: Request) -> Response:
        """Say yes or no to uses. It holds from the next thing that is done."""
        data = body_of(request)
        services.consents_write(person=person_of(request), said=data)
        return Response(selectors.consents_wire(person_of(request)))


class SharesView(APIView):
    @extend_schema(responses=schema.ShareShown(many=True), parameters=schema.PAGE)
    def get(self, request: Request) -> Response:
        """Who may read what of oneself, newest first."""
        pages = LinkPagination()
        page = pages.paginate_queryset(selectors.share_list(person_of(request)), request, view=self) or []
        return pages.get_paginated_response([selectors.share_wire(share) for share in page])

    @extend_schema(request=schema.ShareGiven, responses={201: schema.ShareShown})
    @idempotent
    def post(self, request: Request) -> Response:
        """Let somebody read what is named, until it is taken back. It opens for whoever has shown that the address is theirs."""
        data = body_of(request)
        share = services.share_give(person=person_of(request), email=data.get("email"), scope=data.get("scope"))
        return Response(selectors.share_wire(share), status=status.HTTP_201_CREATED)


class ShareView(APIView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, share_id: str) -> Response:
        """Take a share back, at once."""
        services.share_end(person=person_of(request), share_id=share_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class GotListView(APIView):
    @extend_schema(operation_id="api_profile_shared_list", responses=schema.GotShown(many=True))
    def get(self, request: Request) -> Response:
        """What others let oneself read, newest first."""
        return Response([selectors.got_wire(share) for share in selectors.got_list(person_of(request))])


class GotView(APIView):
    @extend_schema(responses=schema.ProfileShown)
    def get(self, request: Request, owner_id: str) -> Response:
        """The profile of somebody who shares it. They can see that it was read."""
        reader = person_of(request)
        owner = access.profile_read(reader, owner_id)
        if owner != reader:
            read_record(reader=reader, owner=owner, what="health profile", object_id=str(owner.pk), purpose="shared")
        wire = selectors.profile_wire(selectors.profile_of(owner))
        return Response(wire | {PICTURE: None}, headers=PRIVATE)


def _sent(request: Request) -> tuple[dict[str, Any], UploadedFile | bool | None]:
    """The values, and the picture: a file, None to remove it, False where it was not spoken of."""
    data = body_of(request)
    if request.content_type.startswith("multipart/"):
        file = request.FILES.get(PICTURE)
        cleared = PICTURE in data and not file
        return sent_values({key: str(data[key]) for key in data if key != PICTURE}), file or (
            None if cleared else False
        )
    if data.get(PICTURE) is not None and PICTURE in data:
        raise invalid(PICTURE, _("Please send the picture as a file, in a multipart request."), code="type")
    return data, None if PICTURE in data else False


def _shown(profile: HealthProfile) -> Response:
    wire = selectors.profile_wire(profile)
    return Response(wire, headers={"ETag": selectors.etag_of(wire), **PRIVATE})
