"""`Idempotency-Key` on REST views that create something.

    @extend_schema(…)
    @idempotent
    def post(self, request): …

Only answers below 300 are kept: what was refused or failed had no effect and is judged anew when it is repeated. Limits of
paid work must be counted in the service (`limit_in_service`), so that a repeat is not counted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from praxia.lib.idempotency import KEPT_S, MAX_CHARS, Answer, Claim, claim

View = TypeVar("View")
P = ParamSpec("P")
Post = Callable[Concatenate[View, Request, P], Response]

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
_PARAMETER = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": MAX_CHARS},
    OpenApiParameter.HEADER,
    description=f"Kept for {KEPT_S // 3600} hours. The same key and body give the first answer again, with `{REPLAYED}: true` "
    "and without a second effect; another body 422 `IDEMPOTENCY_MISMATCH`; while the first is still running 409 "
    "`IDEMPOTENCY_IN_PROGRESS`.",
)


def idempotent(post: Post[View, P]) -> Post[View, P]:
    """For a method of a view that only signed-in people reach."""

    @wraps(post)
    def once(self: View, request: Request, *args: P.args, **kwargs: P.kwargs) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return post(self, request, *args, **kwargs)
        held = claim(person=request.user.pk, path=request.path, key=key, body=_body(request.data))
        if isinstance(held, Answer):
            return Response(held.data, status=held.status, headers=held.headers | {REPLAYED: "true"})
        request.idempotency_claim = held  # type: ignore[attr-defined]
        try:
            response = post(self, request, *args, **kwargs)
        except BaseException:
            held.release()
            raise
        _keep(held, response)
        return response

    documented: Post[View, P] = extend_schema(parameters=[_PARAMETER])(once)
    return documented


def keep_so_far(request: Request, response: Response) -> None:
    """Call between the effect and a wait: a repeat after the process died then gets this response, not a second effect."""
    held = getattr(request, "idempotency_claim", None)
    if held is not None:
        held.keep_so_far(_answer(response))


def _body(data: Any) -> Any:
    """What was sent, as JSON: a file stands in it by the hash of its content."""
    if not isinstance(data, QueryDict):
        return data
    return {key: [_print(value) for value in data.getlist(key)] for key in data}


def _print(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    digest = hashlib.sha256()
    for piece in value.chunks():
        digest.update(piece)
    value.seek(0)
    return f"{value.size} {digest.hexdigest()}"


def _keep(held: Claim, response: Response) -> None:
    if response.status_code < 300:
        held.keep(_answer(response))
    else:
        held.release()


def _answer(response: Response) -> Answer:
    headers = {name: value for name, value in response.items() if name != "Content-Type"}
    return Answer(response.status_code, headers, json.loads(json.dumps(response.data, cls=JSONEncoder)))
