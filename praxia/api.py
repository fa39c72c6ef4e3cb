"""REST of the installation itself."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from praxia import health


class HealthView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(responses={200: dict, 503: dict})
    def get(self, request: Request) -> Response:
        found = health.current()
        shown = found if request.user.is_staff else health.public(found)
        return Response(shown, status=503 if found["status"] == "unhealthy" else 200)
