"""What REST views have in common that ask for work: the body that they read and the wait for its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from redis.exceptions import RedisError
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from praxia.lib.errors import Problem
from praxia.lib.idempotency_rest import keep_so_far
from praxia.lib.waiting import preferred, wait_for_end
from praxia.lib.work import Work

W = TypeVar("W", bound=Work)


def body_of(request: Request) -> dict[str, Any]:
    if not isinstance(request.data, dict):
        raise Problem("VALIDATION_ERROR", "Please send one JSON object.")
    return request.data


def answered(request: Request, row: W, show: Callable[[W], dict[str, Any]]) -> Response:
    """201 with whatever status the work has reached when the wait that the client prefers is over."""
    seconds, applied = preferred(request)

    def response() -> Response:
        return Response(show(row), status=status.HTTP_201_CREATED, headers={"Preference-Applied": applied})

    if seconds:
        keep_so_far(request, response())
        _wait(row, seconds)
        row.refresh_from_db()
    return response()


def _wait(row: Work, seconds: float) -> None:
    try:
        wait_for_end(row.journal, seconds)
    except (RedisError, OSError):
        return  # Valkey is away: the row is saved and will be worked on, and what is known already is told now
