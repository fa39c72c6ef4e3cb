"""The shapes of requests and answers under `/api/auth/`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from praxia.lib.openapi import example
from praxia.lib.text import TextField
from profiling.models import Language
from profiling.records import EmailStatus
from profiling.services import PASSWORD_CHARS

_ID, _EMAIL = "0192f6f0-1c2d-4e3f-8a4b-5c6d7e8f9a0b", "amina@example.org"
_PASSWORD = "correct horse battery"  # noqa: S105


class PasswordField(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, max_length=PASSWORD_CHARS, style={"input_type": "password"}, **kwargs)


def same_twice(attrs: dict[str, Any]) -> dict[str, Any]:
    if attrs.pop("password2", attrs["password"]) != attrs["password"]:
        raise serializers.ValidationError({"password2": _("The two passwords are not the same.")}, code="mismatch")
    return attrs


class CodeField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_chars=32, **kwargs)


class EmailStatusField(serializers.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        told = "`queued`: it waits to be sent. `kept`: no mail server is set up here; it lies in a folder of this installation."
        super().__init__(choices=[status.value for status in EmailStatus], help_text=told, **kwargs)


@example({"email": _EMAIL, "password": _PASSWORD, "full_name": "Amina K.", "language": "en"})
class RegisterRequest(serializers.Serializer):
    email = serializers.EmailField(max_length=254)
    password = PasswordField()
    password2 = PasswordField(required=False)
    full_name = TextField(max_chars=150, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=Language.choices, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return same_twice(attrs)


@example(
    {
        "message": "Account made. If the address is new here, a confirmation letter is on its way.",
        "email": _EMAIL,
        "email_status": "queued",
    }
)
class RegisterAnswer(serializers.Serializer):
    message = serializers.CharField()
    email = serializers.EmailField()
    email_status = EmailStatusField()


@example({"email": _EMAIL, "password": _PASSWORD, "code": "492039", "device": "Phone"})
class LoginRequest(serializers.Serializer):
    email = serializers.EmailField(max_length=254)
    password = PasswordField()
    code = CodeField(required=False, allow_blank=True)
    device = TextField(max_chars=120, required=False, allow_blank=True)


@example(
    {
        "access_token": "px_…",
        "token_type": "Bearer",
        "expires_at": "2026-11-21T09:30:00Z",
        "expires_in": 86400,
        "session_key": _ID,
        "user_id": _ID,
        "email": _EMAIL,
        "email_verified": False,
        "has_2fa": False,
    }
)
class LoginAnswer(serializers.Serializer):
    access_token = serializers.CharField()
    token_type = serializers.CharField()
    expires_at = serializers.DateTimeField()
    expires_in = serializers.IntegerField()
    session_key = serializers.UUIDField()
    user_id = serializers.UUIDField()
    email = serializers.EmailField()
    email_verified = serializers.BooleanField()
    has_2fa = serializers.BooleanField()


@example({"detail": "Signed out."})
class SaidAnswer(serializers.Serializer):
    detail = serializers.CharField()


@example({"detail": "Signed out everywhere.", "ended": 3})
class EndedAnswer(SaidAnswer):
    ended = serializers.IntegerField()


class SessionLine(serializers.Serializer):
    id = serializers.UUIDField()
    session_key = serializers.UUIDField(source="id")
    kind = serializers.ChoiceField(choices=["api", "page"])
    device_info = serializers.CharField()
    ip_address = serializers.IPAddressField(allow_null=True)
    user_agent = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_activity = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    is_current = serializers.BooleanField()


@example(
    {
        "sessions": [
            {
                "id": _ID,
                "session_key": _ID,
                "kind": "api",
                "device_info": "Firefox on Linux",
                "ip_address": "192.0.2.7",
                "user_agent": "Mozilla/5.0",
                "created_at": "2026-11-20T09:30:00Z",
                "last_activity": "2026-11-20T09:40:00Z",
                "expires_at": "2026-11-21T09:30:00Z",
                "is_current": True,
            }
        ]
    }
)
class SessionsAnswer(serializers.Serializer):
    sessions = SessionLine(many=True)


@example({"session_key": _ID})
class SessionEndRequest(serializers.Serializer):
    session_key = serializers.UUIDField()


# --- What goes by letter --------------------------------------------------------------------------------------------------

_TOKEN = "3l0q…"  # noqa: S105


@example({"email": _EMAIL})
class EmailRequest(serializers.Serializer):
    email = serializers.EmailField(max_length=254)


@example({"token": _TOKEN})
class TokenRequest(serializers.Serializer):
    token = TextField(max_chars=200)


@example({"token": _TOKEN, "password": _PASSWORD})
class ResetRequest(TokenRequest):
    password = PasswordField()
    password2 = PasswordField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return same_twice(attrs)


@example({"email": _EMAIL, "password": _PASSWORD})
class EmailChangeRequest(serializers.Serializer):
    email = serializers.EmailField(max_length=254)
    password = PasswordField()


@example({"message": "If this address has an account, a letter is on its way.", "email_status": "queued"})
class AskedAnswer(serializers.Serializer):
    message = serializers.CharField()
    email_status = EmailStatusField()


@example({"message": "E-mail address confirmed.", "email_verified": True})
class VerifiedAnswer(serializers.Serializer):
    message = serializers.CharField()
    email_verified = serializers.BooleanField()


@example({"message": "Password changed. Please sign in."})
class MessageAnswer(serializers.Serializer):
    message = serializers.CharField()


@example({"current_password": _PASSWORD, "password": "another good one"})
class PasswordChangeRequest(serializers.Serializer):
    current_password = PasswordField()
    password = PasswordField()


# --- The second factor, and sockets ----------------------------------------------------------------------------------------

_CODES = [f"{letters}7q2-m4x3d" for letters in ("ab", "cd", "ef", "gh", "ij", "kl", "mn", "op", "qr", "st")]


@example({"password": _PASSWORD})
class PasswordRequest(serializers.Serializer):
    password = PasswordField()


@example({"code": "492039"})
class CodeRequest(serializers.Serializer):
    code = CodeField()


@example({"password": _PASSWORD, "code": "492039"})
class PasswordAndCodeRequest(PasswordRequest):
    code = CodeField()


@example({"has_2fa": True, "created_at": "2026-11-20T09:30:00Z", "recovery_codes_left": 8})
class TwoFactorStatusAnswer(serializers.Serializer):
    has_2fa = serializers.BooleanField()
    created_at = serializers.DateTimeField(allow_null=True)
    recovery_codes_left = serializers.IntegerField()


@example({"secret": "JBSWY3DPEHPK3PXP", "otpauth_url": "otpauth://totp/…", "qr_code": "data:image/svg+xml;base64,…"})
class TwoFactorSetupAnswer(serializers.Serializer):
    secret = serializers.CharField()
    otpauth_url = serializers.CharField()
    qr_code = serializers.CharField(help_text="A picture as a data URL.")


@example({"message": "Two-factor sign-in is on.", "is_verified": True, "recovery_codes": _CODES})
class TwoFactorOnAnswer(serializers.Serializer):
    message = serializers.CharField()
    is_verified = serializers.BooleanField()
    recovery_codes = serializers.ListField(child=serializers.CharField())


@example({"recovery_codes": _CODES})
class RecoveryCodesAnswer(serializers.Serializer):
    recovery_codes = serializers.ListField(child=serializers.CharField())


@example({"ticket": "q1W…", "expires_in": 30})
class TicketAnswer(serializers.Serializer):
    ticket = serializers.CharField()
    expires_in = serializers.IntegerField()
