"""`/api/auth/2fa/`: the second factor of programs' owners. Passkeys are made on pages."""

from __future__ import annotations

from dataclasses import asdict

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from profiling import selectors, services
from profiling.access import person_of
from profiling.api import serializers
from profiling.api.reading import NO_STORE, checked


class StatusView(APIView):
    @extend_schema(responses=serializers.TwoFactorStatusAnswer)
    def get(self, request: Request) -> Response:
        """Whether two-factor sign-in is on, and how many recovery codes are left."""
        return Response(serializers.TwoFactorStatusAnswer(selectors.two_factor_status(person_of(request))).data)


class SetupView(APIView):
    problems = ("CONFLICT", "LOCKED_OUT")

    @extend_schema(request=serializers.PasswordRequest, responses={201: serializers.TwoFactorSetupAnswer})
    def post(self, request: Request) -> Response:
        """Begin to set up an authenticator app. Nothing is on before its first code was verified."""
        sent = checked(serializers.PasswordRequest, request)
        setup = services.two_factor_begin(request=request._request, person=person_of(request), **sent)
        return Response(asdict(setup), status=201, headers=NO_STORE)


class VerifyView(APIView):
    problems = ("TWO_FACTOR_INVALID", "CONFLICT", "UNAVAILABLE")

    @extend_schema(request=serializers.CodeRequest, responses=serializers.TwoFactorOnAnswer)
    def post(self, request: Request) -> Response:
        """Turn two-factor sign-in on with the app's first code. The recovery codes are shown this once."""
        codes = services.two_factor_turn_on(person=person_of(request), **checked(serializers.CodeRequest, request))
        message = _("Two-factor sign-in is on. Please keep the recovery codes; they are shown only now.")
        return Response({"message": message, "is_verified": True, "recovery_codes": codes}, headers=NO_STORE)


class DisableView(APIView):
    problems = ("TWO_FACTOR_INVALID", "CONFLICT", "LOCKED_OUT", "UNAVAILABLE")

    @extend_schema(request=serializers.PasswordAndCodeRequest, responses=serializers.MessageAnswer)
    def post(self, request: Request) -> Response:
        """Turn two-factor sign-in off; passkeys and recovery codes go with it."""
        sent = checked(serializers.PasswordAndCodeRequest, request)
        services.two_factor_turn_off(request=request._request, person=person_of(request), **sent)
        return Response({"message": _("Two-factor sign-in is off.")})


class RecoveryCodesView(APIView):
    problems = ("TWO_FACTOR_INVALID", "CONFLICT", "LOCKED_OUT", "UNAVAILABLE")

    @extend_schema(request=serializers.PasswordAndCodeRequest, responses={201: serializers.RecoveryCodesAnswer})
    def post(self, request: Request) -> Response:
        """Ten new recovery codes, shown this once. The old ones no longer work."""
        sent = checked(serializers.PasswordAndCodeRequest, request)
        codes = services.recovery_codes_renew(request=request._request, person=person_of(request), **sent)
        return Response({"recovery_codes": codes}, status=201, headers=NO_STORE)
