"""The shapes of requests and answers, for the OpenAPI page. Services validate; wire objects come from `selectors`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from praxia.lib.openapi import example
from profiling.interview.records import AGE, ANSWER_CHARS, FIELDS, GOAL_CHARS, VALUES, State
from profiling.models import Language

LAST_ID = [OpenApiParameter("last_id", str, description="Id of the last event that was seen; also as `Last-Event-ID`.")]
STATES = [state.value for state in State]
CONFIDENCES = ["high", "medium", "low"]

_PROFILE: dict[str, Any] = {
    "age": 28, "gender": None, "activityLevel": "moderate", "dietaryPreference": None, "sleepQuality": None,
    "stressLevel": None, "healthGoals": None,
}  # fmt: skip
_QUESTION: dict[str, Any] = {
    "number": 2, "field": "sleepQuality", "message": "How have you been sleeping?",
    "options": [
        {"value": "poor", "label": "Poorly"}, {"value": "average", "label": "So-so"}, {"value": "good", "label": "Well"}
    ],
}  # fmt: skip
_SESSION: dict[str, Any] = {
    "session_id": "user123", "status": "running", "questions_asked": 2, "max_questions": 5, "profile": _PROFILE,
    "confidence": {"age": "high", "activityLevel": "high"},
    "evidence": {"age": "I'm 28 years old", "activityLevel": "exercise 3 times a week"}, "declined": [],
    "missing": ["gender", "dietaryPreference", "sleepQuality", "stressLevel", "healthGoals"], "question": _QUESTION,
    "notices": [], "confirmed_at": None, "events_url": "/api/profile/wellness/user123/events",
}  # fmt: skip
_TRIAGE: dict[str, Any] = {
    "level": "self_care", "rule": None, "reasons": [], "action": "Look after yourself at home.", "numbers": [],
    "engine": "5299ef2885e0", "crisis": False,
}  # fmt: skip


@example({"restart": False, "language": "en"})
class Begun(serializers.Serializer):
    restart = serializers.BooleanField(required=False)
    language = serializers.ChoiceField(choices=Language.choices, required=False)


@example({"message": "I'm 28 years old and I try to exercise 3 times a week"})
class Answered(serializers.Serializer):
    message = serializers.CharField(required=False, max_length=ANSWER_CHARS)
    skip = serializers.BooleanField(required=False, help_text="Instead of a message: leave this question open.")
    number = serializers.IntegerField(
        required=False, min_value=1, help_text="An earlier question that is answered anew; it takes no turn."
    )
    client_message_id = serializers.CharField(required=False, max_length=128)


@example({"status": "success", "message": "Wellness Profile Initialized"})
class Acknowledged(serializers.Serializer):
    status = serializers.CharField()
    message = serializers.CharField()


@example(
    {
        "status": "success",
        "message": "User Answer Sent",
        "answer_id": "0192fa01-7c2f-4d63-8a1b-4e2a7a1d9b22",
        "triage": _TRIAGE,
    }
)
class AnswerAcknowledged(Acknowledged):
    answer_id = serializers.UUIDField()
    triage = serializers.DictField(allow_null=True, help_text="How urgent the words are; null for a skip.")


class WellnessProfile(serializers.Serializer):
    age = serializers.IntegerField(required=False, allow_null=True, min_value=AGE[0], max_value=AGE[1])
    gender = serializers.ChoiceField(choices=VALUES["gender"], required=False, allow_null=True)
    activityLevel = serializers.ChoiceField(choices=VALUES["activityLevel"], required=False, allow_null=True)
    dietaryPreference = serializers.ChoiceField(choices=VALUES["dietaryPreference"], required=False, allow_null=True)
    sleepQuality = serializers.ChoiceField(choices=VALUES["sleepQuality"], required=False, allow_null=True)
    stressLevel = serializers.ChoiceField(choices=VALUES["stressLevel"], required=False, allow_null=True)
    healthGoals = serializers.CharField(required=False, allow_null=True, max_length=GOAL_CHARS)


@example({"sleepQuality": "good", "healthGoals": None})
class SessionChange(WellnessProfile):
    pass


class QuickReply(serializers.Serializer):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the wire's name


class QuestionShown(serializers.Serializer):
    number = serializers.IntegerField()
    field = serializers.ChoiceField(choices=FIELDS)
    message = serializers.CharField()
    options = QuickReply(many=True)


@example(_SESSION)
class SessionShown(serializers.Serializer):
    session_id = serializers.CharField()
    status = serializers.ChoiceField(choices=STATES)
    questions_asked = serializers.IntegerField()
    max_questions = serializers.IntegerField()
    profile = WellnessProfile()
    confidence = serializers.DictField(child=serializers.ChoiceField(choices=CONFIDENCES), help_text="By field.")
    evidence = serializers.DictField(child=serializers.CharField(), help_text="By field: the person's own words.")
    declined = serializers.ListField(child=serializers.ChoiceField(choices=FIELDS))
    missing = serializers.ListField(child=serializers.ChoiceField(choices=FIELDS))
    question = QuestionShown(allow_null=True)
    notices = serializers.ListField(child=serializers.DictField())
    confirmed_at = serializers.DateTimeField(allow_null=True)
    events_url = serializers.CharField()
