"""Every exception of a REST view as `application/problem+json`, and every other answer of the API that is an error."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from rest_framework import exceptions as drf
from rest_framework.fields import get_error_detail
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from praxia.lib import request_id
from praxia.lib.errors import FieldError, Problem, SourceError, problem_dict
from praxia.lib.limits_rest import stranger_problem

log = logging.getLogger(__name__)

_RETRY_STORES_S = 5
_BEARER = 'Bearer realm="praxia"'
_BODY = "body"

# The first class that fits decides, so the special stands before the general.
_CODES: tuple[tuple[type[BaseException], str], ...] = (
    (drf.NotAuthenticated, "NOT_AUTHENTICATED"),
    (drf.AuthenticationFailed, "TOKEN_INVALID"),
    (drf.PermissionDenied, "FORBIDDEN"),
    (PermissionDenied, "FORBIDDEN"),
    (drf.NotFound, "NOT_FOUND"),
    (Http404, "NOT_FOUND"),
    (ObjectDoesNotExist, "NOT_FOUND"),
    (drf.ParseError, "MALFORMED"),
    (drf.NotAcceptable, "NOT_ACCEPTABLE"),
    (drf.UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE"),
    (SuspiciousOperation, "MALFORMED"),
    (BadRequest, "MALFORMED"),
    (UnreadablePostError, "MALFORMED"),
)
_AWAY: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((OperationalError, InterfaceError), "DATABASE_ERROR"),
    ((RedisConnectionError, RedisTimeoutError, BrokerError), "UNAVAILABLE"),
)


def handle(exc: Exception, context: dict[str, Any]) -> HttpResponse:
    """DRF's EXCEPTION_HANDLER."""
    set_rollback()
    request, problem = context["request"], problem_of(exc)
    if problem.code in ("NOT_AUTHENTICATED", "TOKEN_INVALID"):
        problem = stranger_problem(request, context["view"], problem)
    return respond(request, problem)


def respond(request: HttpRequest, problem: Problem) -> HttpResponse:
    if problem.status == 401:
        problem.headers.setdefault("WWW-Authenticate", _BEARER)
    body = problem_dict(problem, instance=request.path, request_id=request_id.current(), base=_base(request))
    return HttpResponse(
        json.dumps(body), status=problem.status, headers=problem.headers, content_type="application/problem+json"
    )


def problem_of(exc: BaseException) -> Problem:
    """What a client may know of any exception. An unforeseen one is logged by type and place, without its words."""
    if isinstance(exc, Problem):
        return exc
    for away, code in _AWAY:
        if isinstance(exc, away):
            log.warning("%s: %s", code, type(exc).__name__)
            return Problem(code, retry_after=_RETRY_STORES_S)
    return _of_client(exc) or _of_source(exc) or _unforeseen(exc)


def _of_client(exc: BaseException) -> Problem | None:
    if isinstance(exc, drf.ValidationError):
        return _validation(exc.detail)
    if isinstance(exc, ModelValidationError):
        return _validation(get_error_detail(exc))
    if isinstance(exc, drf.Throttled):
        return Problem("RATE_LIMITED", retry_after=getattr(exc, "wait", None) or 1)
    if isinstance(exc, drf.MethodNotAllowed):
        return Problem("METHOD_NOT_ALLOWED")
    if isinstance(exc, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return Problem("TOO_LARGE", _("What was sent may have at most %d bytes. Nothing was saved.") % limit)
    for kind, code in _CODES:
        if isinstance(exc, kind):
            return Problem(code)
    return None


def _of_source(exc: BaseException) -> Problem | None:
    if not isinstance(exc, SourceError):
        return None
    return Problem("UPSTREAM_TIMEOUT" if exc.timed_out else "API_ERROR", retry_after=exc.retry_after)


def _unforeseen(exc: BaseException) -> Problem:
    # The exception's own words may hold what a person wrote; the frames do not.
    frames = "".join(traceback.format_tb(exc.__traceback__))
    log.error("Unforeseen %s.%s at\n%s", type(exc).__module__, type(exc).__qualname__, frames)
    return Problem("INTERNAL_ERROR")


def _validation(detail: Any) -> Problem:
    errors = list(_field_errors(detail, ""))
    if len(errors) == 1:
        error = errors[0]
        return Problem("VALIDATION_ERROR", _sentence(error), errors=errors)
    names = ", ".join(dict.fromkeys(error.field for error in errors))
    return Problem("VALIDATION_ERROR", _("Please look at these fields: %(names)s.") % {"names": names}, errors=errors)


def _sentence(error: FieldError) -> str:
    return error.detail if error.field == _BODY else f"{error.field}: {error.detail}"


def _field_errors(detail: Any, path: str) -> Iterator[FieldError]:
    if isinstance(detail, dict):
        for key, value in detail.items():
            name = "" if key == api_settings.NON_FIELD_ERRORS_KEY else str(key)
            yield from _field_errors(value, f"{path}.{name}".strip("."))
    elif isinstance(detail, list | tuple):
        nested = any(isinstance(item, dict | list) for item in detail)
        for index, item in enumerate(detail):
            yield from _field_errors(item, f"{path}.{index}".strip(".") if nested else path)
    else:
        yield FieldError(path or _BODY, getattr(detail, "code", None) or "invalid", str(detail))


def _base(request: HttpRequest) -> str:
    try:
        return f"{request.scheme}://{request.get_host()}"
    except SuspiciousOperation:  # a Host header that is not ours must not come back in a link
        return ""
