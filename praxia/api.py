"""REST of the installation itself, and the pages that document all of it."""

from __future__ import annotations

from csp.decorators import csp_update
from django.contrib.auth.models import AnonymousUser
from django.db import Error as DatabaseError
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from praxia import health
from praxia.lib.openapi import example


class PartShown(serializers.Serializer):
    """A part of this installation. Staff also see reasons, latencies and counts."""

    status = serializers.ChoiceField(choices=health.WORDS)


class ComponentsShown(serializers.Serializer):
    database = PartShown()
    redis = PartShown()
    workers = serializers.DictField(child=PartShown(), help_text="By queue.")
    beat = PartShown()
    language_model = PartShown()
    pubmed = PartShown()
    who = PartShown(help_text="WHO's statistics.")
    xray_model = PartShown(help_text="The network that would read a film.")


_UP = {"status": "operational"}


@example(
    {
        "status": "healthy",
        "version": "1.4.0",
        "database": "operational",
        "ai_system": "not_configured",
        "checked_at": "2026-11-20T09:30:00Z",
        "components": {
            "database": _UP,
            "redis": _UP,
            "workers": {"talk": _UP, "work": _UP},
            "beat": _UP,
            "language_model": {"status": "not_configured"},
            "pubmed": _UP,
            "who": {"status": "unknown"},
            "xray_model": _UP,
        },
    }
)
class HealthShown(serializers.Serializer):
    status = serializers.ChoiceField(choices=health.STATUSES)
    version = serializers.CharField()
    database = serializers.ChoiceField(choices=health.WORDS)
    ai_system = serializers.ChoiceField(choices=health.WORDS)
    checked_at = serializers.DateTimeField()
    components = ComponentsShown()


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

    @extend_schema(responses={200: HealthShown, 503: HealthShown})
    def get(self, request: Request) -> Response:
        """How each part of this installation is. Asked of nobody: it tells what the last ten seconds showed."""
        shown = self.found if request.user.is_staff else health.public(self.found)
        return Response(shown, status=503 if shown["status"] == "unhealthy" else 200)


class SchemaView(SpectacularAPIView):
    """YAML unless `?format=json` or the `Accept` header asks for JSON."""

    def get_renderers(self) -> list[BaseRenderer]:
        found: list[BaseRenderer] = super().get_renderers()
        return [one for one in found if one.format == self.request.GET.get("format")] or found


class SwaggerView(SpectacularSwaggerSplitView):
    template_name = "praxia/swagger.html"  # without the inline style that our policy would refuse


# Redoc writes its styles into the page and shows nothing where that is forbidden. Scripts stay our own.
@method_decorator(csp_update({"style-src": ["'unsafe-inline'"]}), name="dispatch")
class RedocView(SpectacularRedocView):
    template_name = "praxia/redoc.html"  # without fonts from another host
