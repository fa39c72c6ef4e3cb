"""The shapes of requests and answers under `/api/auth/`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from praxia.lib.text import TextField
from profiling.models import Language
from profiling.services import PASSWORD_CHARS


class PasswordField(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, max_length=PASSWORD_CHARS, style={"input_type": "password"}, **kwargs)


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


class RegisterAnswer(serializers.Serializer):
    message = serializers.CharField()
    email = serializers.EmailField()
    email_status = serializers.ChoiceField(choices=["sent"])


class LoginRequest(serializers.Serializer):
    email = serializers.EmailField(max_length=254)
    password = PasswordField()
    device = TextField(max_chars=120, required=False, allow_blank=True)


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


class SaidAnswer(serializers.Serializer):
    detail = serializers.CharField()


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


class SessionsAnswer(serializers.Serializer):
    sessions = SessionLine(many=True)


class SessionEndRequest(serializers.Serializer):
    session_key = serializers.UUIDField()
