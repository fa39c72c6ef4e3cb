"""`/api/auth/`: what goes by letter. Asking is answered alike, and as quickly, whether or not an address is known."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from profiling import selectors, services
from profiling.access import person_of
from profiling.api import serializers
from profiling.api.reading import PublicView, checked, origin_of


class VerifyView(PublicView):
    @extend_schema(request=serializers.TokenRequest, responses=serializers.VerifiedAnswer, auth=[])
    def post(self, request: Request) -> Response:
        """Confirm an e-mail address with the token of its letter. It works once, and signs nobody in."""
        services.address_confirm(token=checked(serializers.TokenRequest, request)["token"])
        return Response({"message": _("E-mail address confirmed."), "email_verified": True})


@extend_schema_view(post=extend_schema(operation_id="api_auth_verify_email_alias"))
class VerifyAliasView(VerifyView):
    """The path of clients of the first version."""


class ResendView(PublicView):
    limit_kind = "register"

    @extend_schema(request=serializers.EmailRequest, responses={202: serializers.AskedAnswer}, auth=[])
    def post(self, request: Request) -> Response:
        """Send the letter of confirmation again. The answer is the same for every address."""
        services.address_confirm_ask(
            email=checked(serializers.EmailRequest, request)["email"], origin=origin_of(request)
        )
        return asked(_("If this address waits to be confirmed, a new letter is on its way. Older ones no longer work."))


class ResetView(PublicView):
    limit_kind = "register"

    @extend_schema(request=serializers.EmailRequest, responses={202: serializers.AskedAnswer}, auth=[])
    def post(self, request: Request) -> Response:
        """Ask for a letter with which a new password can be chosen. The answer is the same for every address."""
        services.password_reset_ask(
            email=checked(serializers.EmailRequest, request)["email"], origin=origin_of(request)
        )
        return asked(_("If this address has an account, a letter is on its way. Its link works for one hour."))


@extend_schema_view(post=extend_schema(operation_id="api_auth_password_reset_alias"))
class ResetAliasView(ResetView):
    """The path of clients of the first version."""


class ResetConfirmView(PublicView):
    @extend_schema(request=serializers.ResetRequest, responses=serializers.MessageAnswer, auth=[])
    def post(self, request: Request) -> Response:
        """Choose a new password with the token of the letter. It works once; all sign-ins of the account end."""
        services.password_reset(**checked(serializers.ResetRequest, request))
        return Response({"message": _("Password changed. Please sign in.")})


@extend_schema_view(post=extend_schema(operation_id="api_auth_password_reset_confirm_alias"))
class ResetConfirmAliasView(ResetConfirmView):
    """The path of clients of the first version."""


class EmailChangeView(APIView):
    problems = ("LOCKED_OUT",)

    @extend_schema(request=serializers.EmailChangeRequest, responses={202: serializers.AskedAnswer})
    def post(self, request: Request) -> Response:
        """Ask for another e-mail address. It is the account's once the letter that goes there was answered."""
        sent = checked(serializers.EmailChangeRequest, request)
        services.address_change_ask(
            request=request._request, person=person_of(request), origin=origin_of(request), **sent
        )
        return asked(_("A letter is on its way to the new address. It becomes yours here when you open its link."))


def asked(message: str) -> Response:
    return Response({"message": message, "email_status": selectors.email_status()}, status=202)
