"""REST twins of what page and socket do."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chat import access, exports, following, selectors, services, wire
from chat.api import schema
from chat.models import Conversation, Message
from imaging.api.views import refuse_too_large
from praxia.lib import event_stream
from praxia.lib.idempotency_rest import idempotent
from praxia.lib.paging import LinkPagination
from praxia.lib.parsers import JSONParser
from praxia.lib.work_rest import answered, body_of
from profiling.access import person_of
from profiling.api.authentication import (
    BearerAuthentication,
    SessionAuthentication,
    VisitorAuthentication,
    signed_in_still,
)

SHOWN = 50


class TalkView(APIView):
    """Visitors may talk without an account."""

    authentication_classes = [BearerAuthentication, SessionAuthentication, VisitorAuthentication]


class ConversationsView(TalkView):
    @extend_schema(responses=schema.ConversationListed(many=True), parameters=schema.LIST)
    def get(self, request: Request) -> Response:
        """One's talks, newest first, each with what was said last."""
        reader = person_of(request)
        owner = access.conversations_read(reader, request.query_params.get("owner") or reader.pk)
        services.conversations_seen(owner=owner, reader=reader)
        found = selectors.conversation_list(owner, search=request.query_params.get("q", "").replace("\0", ""))
        pages = LinkPagination()
        pages.ordering = ("-updated_at", "-id")
        page = pages.paginate_queryset(found, request, view=self) or []
        newest = selectors.newest_messages(page)
        return pages.get_paginated_response([_listed(one, newest.get(one.id)) for one in page])

    @extend_schema(request=schema.ConversationTitle, responses={201: schema.ConversationShown})
    @idempotent
    def post(self, request: Request) -> Response:
        """Begin a talk. Without a title it is named after its first message."""
        conversation = services.conversation_open(person=person_of(request), title=body_of(request).get("title", ""))
        return Response(_shown(conversation), status=status.HTTP_201_CREATED)


class ConversationView(TalkView):
    @extend_schema(responses=schema.ConversationShown)
    def get(self, request: Request, session_id: str) -> Response:
        """A talk with the newest messages of the path that is shown, oldest first."""
        return Response(_shown(_read(request, session_id)))

    @extend_schema(request=schema.ConversationChange, responses=schema.ConversationShown)
    def patch(self, request: Request, session_id: str) -> Response:
        """Rename a talk, or walk to another version of a message."""
        conversation = access.conversation_write(person_of(request), session_id)
        data = body_of(request)
        if "title" in data:
            services.conversation_rename(conversation=conversation, title=data["title"])
        if "active_message_id" in data:
            message = access.message_read(person_of(request), session_id, data["active_message_id"])
            services.conversation_show(conversation=conversation, message=message)
        return Response(_shown(conversation))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, session_id: str) -> Response:
        """Remove a talk with all its messages. What is being written in it is stopped."""
        services.conversation_delete(conversation=access.conversation_write(person_of(request), session_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MessagesView(TalkView):
    problems = ("ALREADY_RUNNING", "UNREADABLE_FILE", "UNSUPPORTED_IMAGE", "FORBIDDEN")
    limit_kind = "chat"
    limit_in_service = True  # sockets and pages share it, and a repeat costs nothing

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            refuse_too_large(request)

    def get_parsers(self) -> list[BaseParser]:
        return [JSONParser(), MultiPartParser()]

    @extend_schema(responses=schema.MessageShown(many=True), parameters=schema.PAGE)
    def get(self, request: Request, session_id: str) -> Response:
        """All messages of a talk, every version, oldest first. Pages go from the newest backwards."""
        conversation = _read(request, session_id)
        pages = LinkPagination()
        page = pages.paginate_queryset(conversation.messages.all(), request, view=self) or []
        return pages.get_paginated_response([wire.message_wire(message) for message in reversed(page)])

    @extend_schema(
        request={"application/json": schema.MessagePosted, "multipart/form-data": schema.MessageSent},
        responses={201: schema.ExchangeShown},
        parameters=schema.PREFER,
    )
    @idempotent
    def post(self, request: Request, session_id: str) -> Response:
        """Say something and wait for the answer, 30 seconds at most. How urgent it is stands in the answer at once."""
        data = body_of(request)
        exchange = services.message_post(
            conversation=access.conversation_write(person_of(request), session_id),
            person=person_of(request),
            text=data.get("content"),
            client_message_id=data.get("client_message_id"),
            parent_id=data.get("parent_id", services.SHOWN_LAST),
            language=data.get("language"),
            xray=request.FILES.get("xray_image"),
        )
        asked = wire.message_wire(exchange.question)
        return answered(
            request,
            exchange.answer,
            lambda answer: {"user_message": asked, "ai_message": wire.message_wire(answer)},
        )


class StopView(TalkView):
    @extend_schema(request=None, responses={202: schema.MessageShown})
    def post(self, request: Request, session_id: str, message_id: str) -> Response:
        """Stop an answer, also before its first word. Asking twice, or too late, is harmless."""
        message = services.message_stop(message=access.message_write(person_of(request), session_id, message_id))
        return Response(wire.message_wire(message), status=status.HTTP_202_ACCEPTED)


class RegenerateView(TalkView):
    problems = ("ALREADY_RUNNING",)
    limit_kind = "chat"
    limit_in_service = True

    @extend_schema(request=None, responses={201: schema.MessageShown}, parameters=schema.PREFER)
    @idempotent
    def post(self, request: Request, session_id: str, message_id: str) -> Response:
        """Have an answer written anew. The old one is kept beside it."""
        message = access.message_write(person_of(request), session_id, message_id)
        answer = services.message_regenerate(message=message, person=person_of(request))
        return answered(request, answer, wire.message_wire)


class FeedbackView(TalkView):
    @extend_schema(request=schema.Feedback, responses=schema.MessageShown)
    def post(self, request: Request, session_id: str, message_id: str) -> Response:
        """Rate an answer."""
        data = body_of(request)
        message = services.message_feedback(
            message=access.message_write(person_of(request), session_id, message_id),
            feedback=data.get("feedback"),
            comment=data.get("comment", ""),
        )
        return Response(wire.message_wire(message))


class EventsView(TalkView):
    renderer_classes = [event_stream.EventStreamRenderer]

    @extend_schema(responses={(200, "text/event-stream"): str}, parameters=schema.LAST_ID)
    def get(self, request: Request, session_id: str, message_id: str) -> StreamingHttpResponse:
        """Follow an answer while it is written: the same events as on the socket, from the last one that was seen."""
        message = access.message_read(person_of(request), session_id, message_id)
        _read(request, session_id)
        row = following.row_of(message.id)
        return event_stream.stream(request, message.journal, row, allowed=signed_in_still(request))


class ExportView(TalkView):
    @extend_schema(responses={(200, "application/octet-stream"): bytes}, parameters=schema.EXPORT)
    def get(self, request: Request, session_id: str) -> HttpResponse:
        """A talk as a file: everything as JSON, or what is shown as Markdown."""
        conversation = _read(request, session_id)
        file = exports.conversation_export(conversation, request.query_params.get("format", "json"))
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"}
        return HttpResponse(file.content, content_type=file.content_type, headers=headers)


def _read(request: Request, session_id: str) -> Conversation:
    """One's own talk, or one that is shared; its owner can see who else has read it."""
    conversation = access.conversation_read(person_of(request), session_id)
    services.conversation_seen(conversation=conversation, reader=person_of(request))
    return conversation


def _shown(conversation: Conversation) -> dict[str, Any]:
    steps = selectors.path(conversation)[-SHOWN:]
    return {**wire.conversation_wire(conversation), "messages": [wire.step_wire(step) for step in steps]}


def _listed(conversation: Conversation, newest: Message | None) -> dict[str, Any]:
    shown = (
        {key: value for key, value in wire.message_wire(newest).items() if key in schema.LAST_MESSAGE}
        if newest
        else None
    )
    return {**wire.conversation_wire(conversation), "last_message": shown}
