"""A small API whose views do one thing each; the tests of errors and limits speak to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar
from uuid import uuid4

import redis
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from kombu.exceptions import OperationalError as BrokerError
from rest_framework import exceptions, serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from praxia.lib import limits
from praxia.lib.errors import Problem, SourceError
from praxia.lib.text import TextField

SECRET = "amina-has-a-rash"
RAISED: dict[str, Callable[[], BaseException]] = {
    "problem": lambda: Problem("CONFLICT", "The interview has moved on.", headers={"X-Extra": "1"}),
    "parse": lambda: exceptions.ParseError(SECRET),
    "not-authenticated": exceptions.NotAuthenticated,
    "authentication-failed": lambda: exceptions.AuthenticationFailed(SECRET),
    "permission-denied": lambda: exceptions.PermissionDenied(SECRET),
    "django-permission-denied": lambda: PermissionDenied(SECRET),
    "http404": lambda: Http404(SECRET),
    "not-found": lambda: exceptions.NotFound(SECRET),
    "does-not-exist": lambda: get_user_model().DoesNotExist(SECRET),
    "not-acceptable": exceptions.NotAcceptable,
    "media-type": lambda: exceptions.UnsupportedMediaType("text/csv"),
    "throttled": lambda: exceptions.Throttled(wait=7.2),
    "too-big": lambda: RequestDataTooBig(SECRET),
    "suspicious": lambda: SuspiciousOperation(SECRET),
    "model-validation": lambda: ValidationError({"age": "Too old."}),
    "database": lambda: OperationalError(SECRET),
    "redis": lambda: redis.ConnectionError(SECRET),
    "redis-timeout": lambda: redis.TimeoutError(SECRET),
    "broker": lambda: BrokerError(SECRET),
    "source": lambda: SourceError("pubmed", False, "status_5xx"),
    "source-timeout": lambda: SourceError("pubmed", False, "timeout", timed_out=True),
    "unforeseen": lambda: ZeroDivisionError(SECRET),
}


class Amina(BaseAuthentication):
    """`Bearer amina` is Amina, any other bearer is refused."""

    person = get_user_model()(pk=uuid4(), email="amina@example.org")

    def authenticate(self, request: Request) -> tuple[object, None] | None:
        given = request.headers.get("Authorization", "")
        if given == "Bearer amina":
            return self.person, None
        if given:
            raise exceptions.AuthenticationFailed
        return None


class Raises(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    def get(self, request: Request, name: str) -> Response:
        raise RAISED[name]()


class Meal(serializers.Serializer):
    name = TextField(max_chars=20)
    grams = serializers.IntegerField(max_value=130)


class Diary(serializers.Serializer):
    note = TextField(max_chars=10, allow_blank=True)
    age = serializers.IntegerField(min_value=1, max_value=130)
    meals = Meal(many=True, required=False)


class Echo(APIView):
    """Gives back what it understood."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    def post(self, request: Request) -> Response:
        shape = Diary(data=request.data)
        shape.is_valid(raise_exception=True)
        return Response(shape.validated_data)


class Anything(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    def post(self, request: Request) -> Response:
        return Response(request.data)


class Private(APIView):
    authentication_classes = (Amina,)
    permission_classes = (IsAuthenticated,)
    limit_kind: ClassVar[str] = "xray"

    def get(self, request: Request) -> Response:
        return Response({})

    def post(self, request: Request) -> Response:
        return Response({}, status=201)


class InService(Private):
    limit_in_service = True

    def post(self, request: Request) -> Response:
        limits.charge("consultation", request.user)
        return Response({}, status=201)


class Entrance(Private):
    permission_classes = (AllowAny,)
    limit_kind = "sign_in"


def plain_view(request: HttpRequest) -> HttpResponse:
    raise OperationalError(SECRET)


def unhealthy(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "unhealthy"}, status=503)


def page(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse("<p>A page</p>")


async def async_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>A page</p>")


urlpatterns = [
    path("api/raises/<str:name>", Raises.as_view()),
    path("api/echo", Echo.as_view()),
    path("api/anything", Anything.as_view()),
    path("api/private", Private.as_view()),
    path("api/in-service", InService.as_view()),
    path("api/entrance", Entrance.as_view()),
    path("api/plain", plain_view),
    path("api/unhealthy", unhealthy),
    path("page/<str:name>", page),
    path("async-page", async_page),
]
