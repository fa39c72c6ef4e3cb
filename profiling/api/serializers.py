"""The shapes of requests and answers under `/api/auth/`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from praxia.lib.openapi import example
from praxia.lib.text import TextField
from profiling.models import Language
from profiling.services import PASSWORD_CHARS

_ID, _EMAIL = "0192f6f0-1c2d-4e3f-8a4b-5c6d7e8f9a0b", "amina@example.org"
_PASSWORD = "correct horse battery"  # noqa: S105


class PasswordField(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, max_length=PASSWORD_CHARS, style={"input_type": "password"}, **kwargs)


@example({"email": _EMAIL, "password": _PASSWORD, "full_name": "Amina K.", "language": "en"})
class RegisterRequest(serializers.Serializer):
    email = serializers.EmailField(max_length=254)
    password = PasswordField()
    password2 = PasswordField(required=False)
    full_name = TextField(max_chars=150, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=Language.choices, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.pop("password2", attrs["password"]) != attrs["password"]:
            raise serializers.ValidationError({"password2": _("The two passwords are not the same.")}, code="mismatch")
        return attrs


@example(
    {
        "message": "Account made. If the address is new here, a confirmation letter is on its way.",
        "email": _EMAIL,
        "email_status": "sent",
    }
)
class RegisterAnswer(serializers.Serializer):
    message = serializers.CharField()
    email = serializers.EmailField()
    email_status = serializers.ChoiceField(choices=["sent"])


@example({"email": _EMAIL, "password": _PASSWORD, "device": "Phone"})
class LoginRequest(serializers.Serializer):
    email = serializers.EmailField(max_length=254)
    password = PasswordField()
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
