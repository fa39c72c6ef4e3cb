"""A view that creates, does what the test tells it, and remembers how often it was done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.urls import path
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from praxia.lib import limits
from praxia.lib.idempotency_rest import idempotent, keep_so_far
from tests.lib.rest_urls import Amina


class Person(Amina):
    """`Bearer amina` is Amina; tests may let the same bearer be somebody else."""


class Created:
    """What was done; `then` is called between the effect and the answer."""

    def __init__(self) -> None:
        self.bodies: list[Any] = []
        self.then: Callable[[], object] = lambda: None
        self.status = 201
        self._lock = threading.Lock()

    def add(self, body: Any) -> int:
        with self._lock:
            self.bodies.append(body)
            return len(self.bodies)


created = Created()


class Creating(APIView):
    authentication_classes = (Person,)
    permission_classes = (IsAuthenticated,)
    limit_kind = "consultation"
    limit_in_service = True

    @idempotent
    def post(self, request: Request, name: str = "") -> Response:
        limits.charge("consultation", request.user)
        number = created.add(request.data)
        keep_so_far(request, Response({"number": number, "status": "queued"}, status=201))
        created.then()
        return Response({"number": number, "status": "complete"}, status=created.status, headers={"X-Extra": "kept"})


urlpatterns = [
    path("api/things/", Creating.as_view()),
    path("api/things", Creating.as_view()),
    path("api/things/<str:name>/", Creating.as_view()),
]
