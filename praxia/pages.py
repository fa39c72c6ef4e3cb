"""Pages of the installation itself, and what orchestrators ask."""

from __future__ import annotations

import hmac
import sys
from contextlib import suppress

import redis
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from prometheus_client import REGISTRY, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from praxia import health, llm
from praxia.lib import markdown
from praxia.lib.errors import CODES
from praxia.lib.metrics import access_log_broken, component_unavailable
from praxia.triage import emergency
from profiling.privacy.selectors import access_log_is_whole
from research.asking import BESIDE, LITERATURE
from research.sources.openfda import OPENFDA
from research.sources.rxnorm import RXNORM

AWAY = (OperationalError, InterfaceError, redis.ConnectionError, redis.TimeoutError)
RETRY_S = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("chat")
    return render(request, "praxia/welcome.html", {"emergency": emergency(None), "guest_days": settings.GUEST_DAYS})


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    found = health.public(health.current())
    if found["database"] != "operational":
        request.user = AnonymousUser()  # nobody can be recognised now, and this is when the page is needed
    return render(request, "praxia/status.html", {"health": found})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    libraries = [library.title for library in (*LITERATURE, *BESIDE) if library.is_on]
    labels = [library.title for library in (OPENFDA, RXNORM) if library.is_on]
    known = {"providers": llm.configured(), "libraries": libraries, "labels": labels}
    return render(request, "praxia/privacy.html", known)


@require_safe
def error_codes(request: HttpRequest) -> HttpResponse:
    codes = [(code, info.status, markdown.render(info.meaning)) for code, info in CODES.items()]
    return render(request, "praxia/errors.html", {"codes": codes})


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "alive"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    if reason := health.not_ready():
        return JsonResponse({"status": "not ready", "reason": reason}, status=503)
    return JsonResponse({"status": "ready"})


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Only for who knows the token; to everybody else there is nothing here."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    known = settings.METRICS_TOKEN and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    if scheme.lower() != "bearer" or not known:
        raise Http404
    away = {name: part["status"] == "unavailable" for name, part in health.parts(health.current())}
    for name, is_away in away.items():
        component_unavailable.labels(name).set(is_away)
    if not away["database"]:
        with suppress(*AWAY):
            access_log_broken.set(not access_log_is_whole())
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault, or an engine that is away: then it is worth coming back."""
    if not isinstance(sys.exc_info()[1], AWAY):
        return render(request, "500.html", status=500)
    page = render(request, "503.html", status=503)
    page["Retry-After"] = str(RETRY_S)
    return page
