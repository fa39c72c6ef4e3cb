"""REST of the installation itself, and the pages that document all of it."""

from __future__ import annotations

from csp.decorators import csp_update
from django.contrib.auth.models import AnonymousUser
from django.db import Error as DatabaseError
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from praxia import health


class HealthView(APIView):
    permission_classes = [AllowAny]

    def perform_authentication(self, request: Request) -> None:
        """While the database is away nobody can be recognised, and everybody gets the words, without waiting for it."""
        self.found = health.current()
        try:
            if self.found["database"] == "operational":
                return super().perform_authentication(request)
        except DatabaseError:  # since this result was shared
            pass
        request.user = AnonymousUser()
        return None

    @extend_schema(responses={200: dict, 503: dict})
    def get(self, request: Request) -> Response:
        shown = self.found if request.user.is_staff else health.public(self.found)
        return Response(shown, status=503 if shown["status"] == "unhealthy" else 200)


class SwaggerView(SpectacularSwaggerSplitView):
    template_name = "praxia/swagger.html"  # without the inline style that our policy would refuse


# Redoc writes its styles into the page and shows nothing where that is forbidden. Scripts stay our own.
@method_decorator(csp_update({"style-src": ["'unsafe-inline'"]}), name="dispatch")
class RedocView(SpectacularRedocView):
    template_name = "praxia/redoc.html"  # without fonts from another host
