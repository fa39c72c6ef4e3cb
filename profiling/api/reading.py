"""What the views of accounts have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from praxia.lib.errors import invalid

NO_STORE = {"Cache-Control": "no-store"}


class PublicView(APIView):
    """Open to everybody; a token that came along, however old, is not looked at. No cookie is read, so none can be abused."""

    authentication_classes = []
    permission_classes = [AllowAny]


def checked(shape: type[Any], request: Request) -> dict[str, Any]:
    if request.data is None:  # JSON's null, for which DRF has no whole sentence
        raise invalid("body", _("Please send one JSON object."), code="null")
    sent = shape(data=request.data)
    sent.is_valid(raise_exception=True)
    found: dict[str, Any] = sent.validated_data
    return found


def origin_of(request: Request | HttpRequest) -> str:
    """What links in letters begin with: the host that was asked, which is one of ALLOWED_HOSTS."""
    return f"{request.scheme}://{request.get_host()}"
