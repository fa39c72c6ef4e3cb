"""The shapes of requests and answers under `/api/privacy/`, for the OpenAPI page and to check what comes in."""

from __future__ import annotations

from rest_framework import serializers

from praxia.lib.openapi import example
from praxia.lib.work import Status
from profiling.api.serializers import PasswordField
from profiling.privacy.records import Action, Role

_ID, _AT, _LATER = "0192fb00-1d2e-4f30-9a41-5b6c7d8e9f00", "2026-11-20T09:30:00.000Z", "2026-11-20T10:30:00.000Z"
CODE_CHARS = 64

EXPORT = {
    "id": _ID,
    "status": "complete",
    "created_at": _AT,
    "finished_at": _AT,
    "expires_at": _LATER,
    "size": 48213,
    "download_url": f"/api/privacy/exports/{_ID}/file",
    "error": None,
    "events_url": f"/api/privacy/exports/{_ID}/events",
}
DELETION = {"deletes_at": "2026-11-27T09:30:00.000Z", "asked_at": _AT}
LINE = {
    "id": 4711,
    "at": _AT,
    "action": "read",
    "who": "Dana",
    "role": "staff",
    "what": "talk",
    "object_id": _ID,
    "purpose": "asked by phone",
}
CONFIRMATION = {"password": "correct horse battery", "code": "123456"}


@example(CONFIRMATION)
class Confirmation(serializers.Serializer):
    password = PasswordField()
    code = serializers.CharField(required=False, allow_blank=True, max_length=CODE_CHARS)


@example(CONFIRMATION)
class ExportOrdered(serializers.Serializer):
    """Needed from a page session only: a token has shown the password already."""

    password = PasswordField(required=False)
    code = serializers.CharField(required=False, allow_blank=True, max_length=CODE_CHARS)


@example(EXPORT)
class ExportShown(serializers.Serializer):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=[status.value for status in Status])
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    size = serializers.IntegerField(allow_null=True)
    download_url = serializers.CharField(allow_null=True, help_text="For this person alone, until `expires_at`.")
    error = serializers.DictField(allow_null=True)
    events_url = serializers.CharField()


@example(DELETION)
class DeletionShown(serializers.Serializer):
    deletes_at = serializers.DateTimeField()
    asked_at = serializers.DateTimeField()


@example(LINE)
class LineShown(serializers.Serializer):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    action = serializers.ChoiceField(choices=[one.value for one in Action])
    who = serializers.CharField(
        allow_blank=True, help_text="Empty: this installation itself, or an account that is no more."
    )
    role = serializers.ChoiceField(choices=[one.value for one in Role])
    what = serializers.CharField()
    object_id = serializers.CharField(allow_blank=True)
    purpose = serializers.CharField(allow_blank=True)
