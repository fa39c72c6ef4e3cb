"""`/api/auth/`: make an account, sign in and out, and see where one is signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from profiling import second_factor, selectors, services
from profiling.access import person_of
from profiling.api import serializers
from profiling.api.authentication import BearerAuthentication, sign_in_of, token_of
from profiling.api.reading import NO_STORE, PublicView, checked, origin_of
from profiling.models import AccessToken
from profiling.tickets import LIFE_S


class RegisterView(PublicView):
    limit_kind = "register"

    @extend_schema(request=serializers.RegisterRequest, responses={201: serializers.RegisterAnswer}, auth=[])
    def post(self, request: Request) -> Response:
        """Make an account. The answer is the same whether or not the address is known."""
        sent = checked(serializers.RegisterRequest, request)
        services.account_register(origin=origin_of(request), **sent)
        message = _("Account made. If the address is new here, a confirmation letter is on its way.")
        status = selectors.email_status()
        return Response({"message": message, "email": sent["email"], "email_status": status}, status=201)


class LoginView(PublicView):
    problems = ("INVALID_CREDENTIALS", "TWO_FACTOR_REQUIRED", "TWO_FACTOR_INVALID", "EMAIL_NOT_VERIFIED", "LOCKED_OUT")
    limit_kind = "sign_in"

    @extend_schema(request=serializers.LoginRequest, responses=serializers.LoginAnswer, auth=[])
    def post(self, request: Request) -> Response:
        """Sign in; the access token is shown once and opens everything as a bearer token.

        With two-factor sign-in on, `code` is one of the app's codes or a recovery code; without it there is no token.
        """
        sent = checked(serializers.LoginRequest, request)
        token, secret = services.account_sign_in(request=request._request, **sent)
        return Response(_signed_in(token, secret), headers=NO_STORE)


class RenewView(APIView):
    authentication_classes = [BearerAuthentication]

    @extend_schema(request=None, responses=serializers.LoginAnswer)
    def post(self, request: Request) -> Response:
        """Trade the token of this request for a new one, at most seven days after the password was last given."""
        token, secret = services.token_renew(token=token_of(request))
        return Response(_signed_in(token, secret), headers=NO_STORE)


class TicketView(APIView):
    @extend_schema(request=None, responses={201: serializers.TicketAnswer})
    def post(self, request: Request) -> Response:
        """A ticket that opens one socket within half a minute: as the subprotocol `ticket.<ticket>`, or as `?ticket=`."""
        ticket = services.ticket_issue(sign_in=sign_in_of(request))
        return Response({"ticket": ticket, "expires_in": LIFE_S}, status=201, headers=NO_STORE)


class PasswordChangeView(APIView):
    problems = ("LOCKED_OUT",)

    @extend_schema(request=serializers.PasswordChangeRequest, responses=serializers.MessageAnswer)
    def post(self, request: Request) -> Response:
        """Choose a new password. This sign-in goes on; every other one of the account ends."""
        sent = checked(serializers.PasswordChangeRequest, request)
        services.password_change(
            request=request._request, person=person_of(request), sign_in=sign_in_of(request), **sent
        )
        return Response({"message": _("Password changed. Every other device was signed out.")})


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
        device_id = checked(serializers.SessionEndRequest, request)["session_key"]
        services.device_end(person=person_of(request), device_id=device_id)
        return Response(status=204)


class SessionView(APIView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, session_id: UUID) -> Response:
        """Sign out another device."""
        services.device_end(person=person_of(request), device_id=session_id)
        return Response(status=204)


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
        "has_2fa": second_factor.is_on(token.user),
    }
    return dict(serializers.LoginAnswer(answer).data)
