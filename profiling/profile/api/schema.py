"""The shapes of requests and answers under `/api/profile/`, for the OpenAPI page. `cleaning` validates."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from praxia.lib.openapi import example
from profiling.models import Language
from profiling.profile.consenting import CONSENTS
from profiling.profile.records import (
    AGE,
    GENDERS,
    GOAL_CHARS,
    HEIGHT_CM,
    HISTORY_CHARS,
    SEXES,
    WEIGHT_KG,
    WELLNESS,
    Confidence,
    Scope,
    Source,
    Units,
    Use,
)  # fmt: skip

_ID, _CHANGE, _SHARE = (
    "0192f6f0-1c2d-4e3f-8a4b-5c6d7e8f9a0b",
    "0192f7a1-2d3e-4f40-9b5c-6d7e8f9a0b1c",
    "0192f8b2-3e4f-4a51-8c6d-7e8f9a0b1c2d",
)
_AT, _NOTED = "2026-11-20T09:30:00.000Z", "2026-11-20T09:30:00Z"
WRITTEN = {
    "full_name": "Amina K.",
    "age": 34,
    "gender": "female",
    "weight": 62.5,
    "height": 168.0,
    "country": "KE",
    "allergies": "penicillin, nuts",
    "wellness": {"sleepQuality": "average"},
}
SHOWN = {
    "user_id": _ID,
    "username": "amina@example.org",
    "email": "amina@example.org",
    "full_name": "Amina K.",
    "profile_picture": None,
    "age": 34,
    "birth_year": 1992,
    "birth_date": None,
    "gender": "female",
    "sex": None,
    "pregnant": None,
    "weight": 62.5,
    "height": 168.0,
    "country": "KE",
    "time_zone": "Africa/Nairobi",
    "units": "metric",
    "preferred_language": "en",
    "allergies": ["penicillin"],
    "conditions": ["asthma"],
    "medications": [{"name": "salbutamol", "dose": "100 µg", "as_needed": True}],
    "medical_history": "",
    "wellness": {
        "activityLevel": "moderate",
        "dietaryPreference": "omnivore",
        "sleepQuality": "average",
        "stressLevel": "low",
        "healthGoals": "run 10 km",
    },
    "emergency_contact": {"name": "Ben", "phone": "+254 700 000000", "relationship": "brother"},
    "provenance": {"age": {"source": "interview", "at": _NOTED, "confidence": "high", "quote": "I am 34"}},
    "created_at": _AT,
    "updated_at": _AT,
}
CHANGE = {
    "id": _CHANGE,
    "field": "age",
    "old": 33,
    "new": 34,
    "source": "interview",
    "confidence": "high",
    "quote": "I am 34",
    "by": _ID,
    "at": _AT,
    "undoes": None,
    "undone": False,
}
SHARE = {"id": _SHARE, "email": "ben@example.org", "scope": ["profile", "chat"], "created_at": _AT}
GOT = {
    "owner": {"user_id": _ID, "full_name": "Amina K.", "email": "amina@example.org"},
    "scope": ["profile", "chat"],
    "since": _AT,
    "profile_url": f"/api/profile/shared/{_ID}/",
    "chats_url": f"/api/chat-sessions/?owner={_ID}",
    "xrays_url": None,
}
_YES_NO = {use.value: use == Use.LANGUAGE_MODEL for use in Use}

IF_MATCH = [
    OpenApiParameter(
        "If-Match",
        str,
        OpenApiParameter.HEADER,
        description="The `ETag` that was read; where it has changed since: 412.",
    )
]
FIELD = OpenApiParameter(
    "field", str, description="Of one key alone, such as `weight`; `wellness` stands for all of its keys."
)
PAGE = [
    OpenApiParameter("limit", int, description="At most 200; 50 when not given."),
    OpenApiParameter("cursor", str, description="From the Link header of the page before."),
]


class Medication(serializers.Serializer):
    name = serializers.CharField(max_length=100)
    dose = serializers.CharField(required=False, allow_blank=True, max_length=100)
    as_needed = serializers.BooleanField(required=False)


class EmergencyContact(serializers.Serializer):
    name = serializers.CharField(max_length=150)
    phone = serializers.CharField(max_length=32)
    relationship = serializers.CharField(required=False, allow_blank=True, max_length=60)


class Wellness(serializers.Serializer):
    """Keys as in the wellness interview."""

    activityLevel = serializers.ChoiceField(choices=WELLNESS["activityLevel"], allow_null=True, required=False)
    dietaryPreference = serializers.ChoiceField(choices=WELLNESS["dietaryPreference"], allow_null=True, required=False)
    sleepQuality = serializers.ChoiceField(choices=WELLNESS["sleepQuality"], allow_null=True, required=False)
    stressLevel = serializers.ChoiceField(choices=WELLNESS["stressLevel"], allow_null=True, required=False)
    healthGoals = serializers.CharField(max_length=GOAL_CHARS, allow_null=True, required=False)


class _Values(serializers.Serializer):
    age = serializers.IntegerField(min_value=AGE[0], max_value=AGE[1], allow_null=True, required=False)
    birth_year = serializers.IntegerField(allow_null=True, required=False)
    birth_date = serializers.DateField(allow_null=True, required=False)
    gender = serializers.ChoiceField(choices=GENDERS, allow_null=True, required=False)
    sex = serializers.ChoiceField(
        choices=SEXES, allow_null=True, required=False, help_text="Of the body, for medical reasoning."
    )
    pregnant = serializers.BooleanField(allow_null=True, required=False)
    weight = serializers.FloatField(
        min_value=WEIGHT_KG[0], max_value=WEIGHT_KG[1], allow_null=True, required=False, help_text="kg"
    )
    height = serializers.FloatField(
        min_value=HEIGHT_CM[0], max_value=HEIGHT_CM[1], allow_null=True, required=False, help_text="cm"
    )
    country = serializers.CharField(allow_null=True, required=False, max_length=2, help_text="ISO 3166-1 alpha-2.")
    time_zone = serializers.CharField(required=False, max_length=64, help_text="IANA name.")
    units = serializers.ChoiceField(
        choices=[one.value for one in Units], required=False, help_text="In which pages show and ask; REST is metric."
    )
    preferred_language = serializers.ChoiceField(choices=Language.choices, required=False)
    medical_history = serializers.CharField(required=False, allow_blank=True, max_length=HISTORY_CHARS)
    wellness = Wellness(required=False)
    emergency_contact = EmergencyContact(allow_null=True, required=False)


@example(WRITTEN)
class ProfileWritten(_Values):
    """Only what is named changes; null clears. Texts instead of lists are split at commas."""

    full_name = serializers.CharField(required=False, allow_blank=True, max_length=150)
    allergies = serializers.JSONField(
        required=False, help_text="A list of names, or one text with commas between them."
    )
    conditions = serializers.JSONField(required=False, help_text="As allergies.")
    medications = serializers.JSONField(required=False, help_text="A list of objects or names, or one text.")


class ProfileUploaded(ProfileWritten):
    """The same as form fields, and a picture: JPEG, PNG or WebP, 5 MB at most. It is written anew without its metadata."""

    profile_picture = serializers.FileField(required=False)


class Origin(serializers.Serializer):
    source = serializers.ChoiceField(choices=[one.value for one in Source])  # type: ignore[assignment]  # the wire's name
    at = serializers.DateTimeField()
    confidence = serializers.ChoiceField(choices=[one.value for one in Confidence])
    quote = serializers.CharField(required=False, help_text="The person's own words.")
    by = serializers.UUIDField(required=False, help_text="Who wrote it, when it was not the person.")


@example(SHOWN)
class ProfileShown(_Values):
    user_id = serializers.UUIDField()
    username = serializers.CharField()
    email = serializers.EmailField()
    full_name = serializers.CharField(allow_blank=True)
    profile_picture = serializers.CharField(allow_null=True)
    allergies = serializers.ListField(child=serializers.CharField())
    conditions = serializers.ListField(child=serializers.CharField())
    medications = Medication(many=True)
    provenance = serializers.DictField(child=Origin(), help_text="By key; those of wellness are `wellness.…`.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


@example(CHANGE)
class ChangeShown(serializers.Serializer):
    id = serializers.UUIDField()
    field = serializers.CharField()
    old = serializers.JSONField(help_text="Null: nothing was said.")
    new = serializers.JSONField(help_text="Null: it was cleared.")
    source = serializers.ChoiceField(choices=[one.value for one in Source])  # type: ignore[assignment]  # the wire's name
    confidence = serializers.ChoiceField(choices=[one.value for one in Confidence])
    quote = serializers.CharField(allow_blank=True)
    by = serializers.UUIDField(allow_null=True)
    at = serializers.DateTimeField()
    undoes = serializers.UUIDField(allow_null=True)
    undone = serializers.BooleanField()


@example({"change_id": _CHANGE})
class Undo(serializers.Serializer):
    change_id = serializers.UUIDField()


@example({"language_model_profile": True})
class ConsentsWritten(serializers.Serializer):
    language_model = serializers.BooleanField(required=False)
    language_model_profile = serializers.BooleanField(required=False)
    clinician_review = serializers.BooleanField(required=False)
    research_search = serializers.BooleanField(required=False)


class ConsentDetail(serializers.Serializer):
    use = serializers.ChoiceField(choices=[one.value for one in Use])
    allowed = serializers.BooleanField()
    changed_at = serializers.DateTimeField(allow_null=True)
    title = serializers.CharField()
    words = serializers.CharField(help_text="What it means to say yes.")
    without = serializers.CharField(help_text="What happens when it is not allowed.")


@example(
    {
        **_YES_NO,
        "details": [
            {
                "use": "language_model",
                "allowed": True,
                "changed_at": None,
                "title": CONSENTS[Use.LANGUAGE_MODEL].title,
                "words": CONSENTS[Use.LANGUAGE_MODEL].words,
                "without": CONSENTS[Use.LANGUAGE_MODEL].without,
            }
        ],
    }
)
class ConsentsShown(serializers.Serializer):
    language_model = serializers.BooleanField()
    language_model_profile = serializers.BooleanField()
    clinician_review = serializers.BooleanField()
    research_search = serializers.BooleanField()
    details = ConsentDetail(many=True)


@example({"email": "ben@example.org", "scope": ["profile", "chat"]})
class ShareGiven(serializers.Serializer):
    email = serializers.EmailField()
    scope = serializers.ListField(child=serializers.ChoiceField(choices=[one.value for one in Scope]))


@example(SHARE)
class ShareShown(serializers.Serializer):
    id = serializers.UUIDField()
    email = serializers.EmailField()
    scope = serializers.ListField(child=serializers.ChoiceField(choices=[one.value for one in Scope]))
    created_at = serializers.DateTimeField()


class Owner(serializers.Serializer):
    user_id = serializers.UUIDField()
    full_name = serializers.CharField(allow_blank=True)
    email = serializers.EmailField()


@example(GOT)
class GotShown(serializers.Serializer):
    owner = Owner()
    scope = serializers.ListField(child=serializers.ChoiceField(choices=[one.value for one in Scope]))
    since = serializers.DateTimeField()
    profile_url = serializers.CharField(allow_null=True)
    chats_url = serializers.CharField(allow_null=True)
    xrays_url = serializers.CharField(allow_null=True)
