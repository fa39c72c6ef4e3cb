"""Consultations: conversations with one question. Everything they do is done by the services of chat."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chat import access, selectors, services, wire
from chat.api import schema
from praxia.lib.idempotency_rest import idempotent
from praxia.lib.paging import LinkPagination
from praxia.lib.work_rest import answered, body_of
from profiling.access import person_of


class ConsultationsView(APIView):
    limit_kind = "consultation"
    limit_in_service = True

    @extend_schema(responses=schema.ConsultationShown(many=True), parameters=schema.PAGE)
    def get(self, request: Request) -> Response:
        """One's consultations, newest first."""
        pages = LinkPagination()
        page = pages.paginate_queryset(selectors.consultation_list(person_of(request)), request, view=self) or []
        return pages.get_paginated_response([wire.consultation_wire(one) for one in selectors.consultations(page)])

    @extend_schema(
        request=schema.ConsultationPosted, responses={201: schema.ConsultationShown}, parameters=schema.PREFER
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Ask about symptoms and wait for the answer, 30 seconds at most. It can be continued as a talk."""
        data = body_of(request)
        exchange = services.consultation_open(
            person=person_of(request), symptoms=data.get("symptoms"), language=data.get("language")
        )
        return answered(
            request,
            exchange.answer,
            lambda answer: wire.consultation_wire(selectors.Consultation(exchange.question, answer)),
        )


class ConsultationView(APIView):
    @extend_schema(responses=schema.ConsultationShown)
    def get(self, request: Request, consultation_id: str) -> Response:
        """A consultation as far as it has been answered."""
        conversation = access.consultation_read(person_of(request), consultation_id)
        [consultation] = selectors.consultations([conversation])
        return Response(wire.consultation_wire(consultation))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, consultation_id: str) -> Response:
        """Remove a consultation and the talk that it has become."""
        services.conversation_delete(conversation=access.consultation_write(person_of(request), consultation_id))
        return Response(status=status.HTTP_204_NO_CONTENT)
