"""Errors of the API that no REST view answers: unknown paths, refusals of other middleware, failures of plain views."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.core.exceptions import BadRequest
from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from praxia.lib.errors import Problem, invalid
from praxia.lib.errors_rest import problem_of, respond

_CODES = {
    400: "MALFORMED",
    401: "NOT_AUTHENTICATED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    413: "TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    429: "RATE_LIMITED",
    500: "INTERNAL_ERROR",
    503: "UNAVAILABLE",
}
_KEPT_HEADERS = ("Allow", "Retry-After")


class ApiErrorsMiddleware:
    """Stands right after RequestIdMiddleware. Pages keep their own error pages, but get no null bytes."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]) -> None:
        self._get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self._is_async:
            return self._acall(request)
        response = _null_bytes(request) or self._get_response(request)
        assert isinstance(response, HttpResponseBase)
        return _as_problem(request, response)

    async def _acall(self, request: HttpRequest) -> HttpResponseBase:
        response = _null_bytes(request) or self._get_response(request)
        return _as_problem(request, response if isinstance(response, HttpResponseBase) else await response)

    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponseBase | None:
        """Django calls this for exceptions of views; those of REST views never get here."""
        return respond(request, problem_of(exc)) if _is_api(request) else None


def _is_api(request: HttpRequest) -> bool:
    return request.path == "/api" or request.path.startswith("/api/")


def _null_bytes(request: HttpRequest) -> HttpResponseBase | None:
    """PostgreSQL takes no null byte, so an id or a search that holds one must not get as far as a query."""
    if "\0" in request.path_info:
        if _is_api(request):
            return respond(request, Problem("NOT_FOUND"))
        raise Http404
    if "%00" in request.META.get("QUERY_STRING", ""):
        if _is_api(request):
            detail = _("The address holds a null character, which cannot be searched for.")
            return respond(request, invalid("query", detail, code="null_characters"))
        raise BadRequest
    return None


def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Replaces Django's own HTML and text; JSON with an error status (a health report) is somebody's answer."""
    known = response.status_code in _CODES and "json" not in response.get("Content-Type", "")
    if not known or not _is_api(request):
        return response
    problem: Problem = getattr(request, "praxia_problem", None) or Problem(_CODES[response.status_code])
    problem.headers |= {name: response[name] for name in _KEPT_HEADERS if name in response}
    return respond(request, problem)


@receiver(got_request_exception)
def _remember(request: HttpRequest | None = None, **_kwargs: Any) -> None:
    """Failures of other middleware arrive here as a bare 500; a database that is away should still be a 503."""
    failure = sys.exc_info()[1]
    if request is not None and failure is not None and _is_api(request):
        request.praxia_problem = problem_of(failure)  # type: ignore[attr-defined]
