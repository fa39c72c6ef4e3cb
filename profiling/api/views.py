"""`/api/auth/`: make an account, sign in and out, and see where one is signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from praxia.lib.errors import invalid
from profiling import selectors, services
from profiling.access import person_of
from profiling.api import serializers
from profiling.api.authentication import sign_in_of
from profiling.models import AccessToken


class PublicView(APIView):
    """Open to everybody; a token that came along, however old, is not looked at. No cookie is read, so none can be abused."""

    authentication_classes = []
    permission_classes = [AllowAny]


class RegisterView(PublicView):
    limit_kind = "register"

    @extend_schema(request=serializers.RegisterRequest, responses={201: serializers.RegisterAnswer}, auth=[])
    def post(self, request: Request) -> Response:
        """Make an account. The answer is the same whether or not the address is known."""
        sent = _checked(serializers.RegisterRequest, request)
        services.account_register(**sent)
        message = _("Account made. If the address is new here, a confirmation letter is on its way.")
        return Response({"message": message, "email": sent["email"], "email_status": "sent"}, status=201)


class LoginView(PublicView):
    problems = ("INVALID_CREDENTIALS", "LOCKED_OUT")
    limit_kind = "sign_in"

    @extend_schema(request=serializers.LoginRequest, responses=serializers.LoginAnswer, auth=[])
    def post(self, request: Request) -> Response:
        """Sign in; the access token is shown once and opens everything as `Authorization: Bearer`."""
        sent = _checked(serializers.LoginRequest, request)
        token, secret = services.account_sign_in(request=request._request, **sent)
        return Response(_signed_in(token, secret), headers={"Cache-Control": "no-store"})


class LogoutView(APIView):
    @extend_schema(request=None, responses=serializers.SaidAnswer)
    def post(self, request: Request) -> Response:
        """Sign out: this token or page session is dead, and its open sockets end within five seconds."""
        services.session_end(sign_in=sign_in_of(request))
        if request.auth is None:
            logout(request._request)
        return Response({"detail": _("Signed out.")})


class LogoutAllView(APIView):
    @extend_schema(request=None, responses=serializers.EndedAnswer)
    def post(self, request: Request) -> Response:
        """Sign out on every device, this one included."""
        ended = services.sessions_end(person=person_of(request))
        if request.auth is None:
            logout(request._request)
        return Response({"detail": _("Signed out everywhere."), "ended": ended})


class SessionsView(APIView):
    @extend_schema(responses=serializers.SessionsAnswer)
    def get(self, request: Request) -> Response:
        """Where this person is signed in, newest first."""
        devices = selectors.device_list(person_of(request), current=sign_in_of(request))
        return Response(serializers.SessionsAnswer({"sessions": devices}).data)

    @extend_schema(
        operation_id="api_auth_sessions_destroy_named", request=serializers.SessionEndRequest, responses={204: None}
    )
    def delete(self, request: Request) -> Response:
        """Sign out another device, named in the body."""
        device_id = _checked(serializers.SessionEndRequest, request)["session_key"]
        services.device_end(person=person_of(request), device_id=device_id)
        return Response(status=204)


class SessionView(APIView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, session_id: UUID) -> Response:
        """Sign out another device."""
        services.device_end(person=person_of(request), device_id=session_id)
        return Response(status=204)


def _checked(shape: type[Any], request: Request) -> dict[str, Any]:
    if request.data is None:  # JSON's null, for which DRF has no whole sentence
        raise invalid("body", _("Please send one JSON object."), code="null")
    sent = shape(data=request.data)
    sent.is_valid(raise_exception=True)
    found: dict[str, Any] = sent.validated_data
    return found


def _signed_in(token: AccessToken, secret: str) -> dict[str, Any]:
    assert token.expiry
    answer = {
        "access_token": secret,
        "token_type": "Bearer",
        "expires_at": token.expiry,
        "expires_in": round((token.expiry - timezone.now()).total_seconds()),
        "session_key": token.pk,
        "user_id": token.user_id,
        "email": token.user.email,
        "email_verified": selectors.email_is_verified(token.user),
        "has_2fa": False,
    }
    return dict(serializers.LoginAnswer(answer).data)
