"""What the views have in common that ask for an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from redis.exceptions import RedisError
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from chat.models import Message
from praxia.lib.errors import Problem
from praxia.lib.idempotency_rest import keep_so_far
from praxia.lib.waiting import preferred, wait_for_end


def body_of(request: Request) -> dict[str, Any]:
    if not isinstance(request.data, dict):
        raise Problem("VALIDATION_ERROR", "Please send one JSON object.")
    return request.data


def answered(request: Request, answer: Message, show: Callable[[Message], dict[str, Any]]) -> Response:
    """201 with whatever status the answer has reached when the wait that the client prefers is over."""
    seconds, applied = preferred(request)

    def response() -> Response:
        return Response(show(answer), status=status.HTTP_201_CREATED, headers={"Preference-Applied": applied})

    if seconds:
        keep_so_far(request, response())
        _wait(answer, seconds)
        answer.refresh_from_db()
    return response()


def _wait(answer: Message, seconds: float) -> None:
    try:
        wait_for_end(answer.journal, seconds)
    except (RedisError, OSError):
        return  # Valkey is away: the message is saved and will be answered, and its level is told now
