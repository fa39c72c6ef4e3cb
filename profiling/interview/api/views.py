"""REST in: an interview is begun, answered, looked at and changed here; what the assistant says comes by socket or event stream."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import redis
from django.http import StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from praxia.lib import event_stream
from praxia.lib.errors import FieldError, Problem
from praxia.lib.idempotency_rest import idempotent
from praxia.lib.work_rest import body_of
from profiling.access import person_of
from profiling.api.authentication import signed_in_still
from profiling.interview import access, following, selectors, services, telling
from profiling.interview.api import schema
from profiling.models import User

_ANSWER_KEYS = frozenset({"message", "skip", "number", "client_message_id"})


class InitializeView(APIView):
    @extend_schema(request=schema.Begun, responses={200: schema.Acknowledged})
    @idempotent
    def post(self, request: Request, session_id: str) -> Response:
        """Begin an interview under a name of one's own choice. Again changes nothing; `restart` begins anew."""
        data = _empty_or_body(request)
        services.session_begin(
            person=person_of(request),
            name=session_id,
            restart=data.get("restart", False),
            language=data.get("language"),
        )
        return Response({"status": "success", "message": telling.BEGUN})


class AnswerView(APIView):
    problems = ("INTERVIEW_FINISHED",)
    limit_kind = "wellness"
    limit_in_service = True  # the page shares it, and a repeat costs nothing

    @extend_schema(request=schema.Answered, responses={200: schema.AnswerAcknowledged})
    @idempotent
    def post(self, request: Request, session_id: str) -> Response:
        """Answer the open question, or skip it. It is acknowledged once it is stored; what follows comes by socket."""
        data = body_of(request)
        if unknown := sorted(set(data) - _ANSWER_KEYS):
            errors = [FieldError(key[:100], "unknown", "This key is not known here.") for key in unknown[:20]]
            raise Problem("VALIDATION_ERROR", "Please send message or skip, and nothing else.", errors=errors)
        answer = services.answer_post(person=person_of(request), name=session_id, **data)
        told: dict[str, Any] = {"status": "success", "message": "User Answer Sent", "answer_id": str(answer.pk)}
        return Response(told | {"triage": answer.triage})


class SessionView(APIView):
    @extend_schema(responses=schema.SessionShown)
    def get(self, request: Request, session_id: str) -> Response:
        """How far the interview is, and what it knows: values, how sure each is, and the words that it came from."""
        return Response(selectors.session_wire(access.session_read(person_of(request), session_id)))

    @extend_schema(request=schema.SessionChange, responses=schema.SessionShown)
    def patch(self, request: Request, session_id: str) -> Response:
        """Enter values by hand, also after the interview; null clears."""
        session = services.session_edit(person=person_of(request), name=session_id, values=body_of(request))
        return Response(selectors.session_wire(session))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, session_id: str) -> Response:
        """Remove the interview with all that was said in it. The health profile stays as it is."""
        services.session_delete(person=person_of(request), name=session_id)
        return Response(status=204)


class ConfirmView(APIView):
    @extend_schema(request=None, responses=schema.SessionShown)
    def post(self, request: Request, session_id: str) -> Response:
        """Take what the interview found into the health profile. An interview that still runs ends with it."""
        session = services.session_confirm(person=person_of(request), name=session_id)
        return Response(selectors.session_wire(session))


class EventsView(APIView):
    renderer_classes = [event_stream.EventStreamRenderer]

    @extend_schema(responses={(200, "text/event-stream"): str}, parameters=schema.LAST_ID)
    def get(self, request: Request, session_id: str) -> StreamingHttpResponse:
        """The same events as on the socket, from the last one that was seen, until the interview is over."""
        person = person_of(request)
        access.session_read(person, session_id)
        lines = _lines(person, session_id, event_stream.last_id(request))
        return event_stream.response_of(lines, signed_in_still(request))


async def _lines(person: User, name: str, after: str) -> AsyncIterator[bytes]:
    try:
        async for frame in following.events(person.pk, name, after, ends=True):
            yield f"id: {frame['id']}\ndata: {json.dumps(frame, ensure_ascii=False)}\n\n".encode()
    except (redis.ConnectionError, redis.TimeoutError):
        return  # the client reconnects with the last id that it has


def _empty_or_body(request: Request) -> dict[str, Any]:
    """Clients of the first version send no body at all, and no content type either."""
    if request.META.get("CONTENT_LENGTH") in (None, "", "0"):
        return {}
    return body_of(request)
