"""The shapes of requests and answers, for the OpenAPI page. Services validate; wire objects come from `chat.wire`."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from chat.api import examples
from chat.api.fields import NumberField, YesNoField
from chat.records import MAX_CHARS, SYMPTOMS_CHARS, TRIAGE_CHARS, Status
from praxia.lib.openapi import example
from praxia.lib.text import TextField
from profiling.models import Language

PAGE = [
    OpenApiParameter("limit", int, description="At most 200; 50 when not given."),
    OpenApiParameter("cursor", str, description="From the Link header of the page before."),
]
LIST = [
    *PAGE,
    OpenApiParameter("q", str, description="Search in titles and messages."),
    OpenApiParameter(
        "owner", str, description="The `user_id` of somebody who shares their talks; one's own when not given."
    ),
]
PREFER = [
    OpenApiParameter(
        "Prefer", str, OpenApiParameter.HEADER, description="`respond-async`, or `wait=N` with N up to 60 seconds."
    )
]
LAST_ID = [OpenApiParameter("last_id", str, description="Id of the last event that was seen; also as `Last-Event-ID`.")]
EXPORT = [OpenApiParameter("format", OpenApiTypes.STR, enum=["json", "md"])]
LAST_MESSAGE = frozenset({"id", "role", "content", "status", "created_at"})

STATUSES = [status.value for status in Status]


@example(examples.CONVERSATION_TITLE)
class ConversationTitle(serializers.Serializer):
    title = serializers.CharField(required=False, max_length=200)


@example(examples.CONVERSATION_CHANGE)
class ConversationChange(ConversationTitle):
    active_message_id = serializers.UUIDField(required=False, help_text="Show the branch that holds this message.")


@example(examples.MESSAGE_POSTED)
class MessagePosted(serializers.Serializer):
    content = serializers.CharField(max_length=MAX_CHARS)
    client_message_id = serializers.CharField(required=False, max_length=128)
    parent_id = serializers.UUIDField(required=False, allow_null=True)
    language = serializers.ChoiceField(choices=Language.choices, required=False)


class MessageSent(MessagePosted):
    xray_image = serializers.FileField(
        required=False, help_text="A film, read beside the answer. As in `/api/xray-analyses/`."
    )


@example(examples.CONSULTATION_POSTED)
class ConsultationPosted(serializers.Serializer):
    symptoms = serializers.CharField(max_length=SYMPTOMS_CHARS)
    language = serializers.ChoiceField(choices=Language.choices, required=False)


class TriageAbout(serializers.Serializer):
    """Whom the text is about. Null means unknown, as does a key that is not there; with none known it is the caller."""

    age = NumberField(
        required=False, allow_null=True, min_value=0, max_value=130, help_text="Years; 0.25: three months."
    )
    sex = serializers.ChoiceField(choices=["female", "male"], required=False, allow_null=True)
    pregnant = YesNoField(required=False, allow_null=True)


@example(examples.TRIAGE_ASKED)
class TriageAsked(serializers.Serializer):
    text = TextField(max_chars=TRIAGE_CHARS)
    about = TriageAbout(required=False, allow_null=True)


@example(examples.FEEDBACK)
class Feedback(serializers.Serializer):
    feedback = serializers.ChoiceField(choices=["up", "down"])
    comment = serializers.CharField(required=False, max_length=1000)


class Triage(serializers.Serializer):
    level = serializers.ChoiceField(choices=["call_now", "ed_now", "same_day", "routine", "self_care"])
    rule = serializers.CharField(allow_null=True)
    reasons = serializers.ListField(child=serializers.CharField())
    action = serializers.CharField()
    numbers = serializers.ListField(child=serializers.DictField())
    engine = serializers.CharField()
    crisis = serializers.BooleanField(required=False)


class TriageSource(serializers.Serializer):
    publisher = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    checked_on = serializers.CharField(allow_null=True)


class TriageFinding(serializers.Serializer):
    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name shadows nothing that is used here
    quote = serializers.CharField()
    negated = serializers.BooleanField()
    who = serializers.CharField()
    when = serializers.CharField()


class TriageCondition(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    fit = serializers.ChoiceField(choices=["fits well", "possible", "less likely"])
    dangerous = serializers.BooleanField()
    sources = TriageSource(many=True)


class TriageInteraction(serializers.Serializer):
    """A warning about two medicines, or one and something eaten or drunk, in the text or in the profile."""

    medicines = serializers.ListField(child=serializers.CharField())
    severity = serializers.ChoiceField(choices=["never", "serious", "caution", "apart", "usual"])
    effect = serializers.CharField()
    advice = serializers.CharField()
    depends_on = serializers.CharField(
        allow_null=True, help_text="Of the kind that was named the warning is about this medicine."
    )
    from_profile = serializers.BooleanField()
    sources = TriageSource(many=True)


class TriageQuestion(serializers.Serializer):
    finding = serializers.CharField()
    text = serializers.CharField()
    options = serializers.ListField(child=serializers.CharField())
    if_yes = serializers.CharField(
        allow_null=True, help_text="The level that a yes would bring, where it would change it."
    )


@example(examples.TRIAGE_DETAILED)
class TriageDetailed(Triage):
    findings = TriageFinding(many=True)
    conditions = TriageCondition(many=True)
    medicines = serializers.ListField(child=serializers.CharField(), help_text="Those that the text names.")
    interactions = TriageInteraction(many=True)
    question = TriageQuestion(allow_null=True)
    language_supported = serializers.BooleanField()
    recognised = serializers.BooleanField()
    disclaimer = serializers.CharField()


class Siblings(serializers.Serializer):
    """Where a message stands among the versions with the same parent; `index` counts from 1."""

    index = serializers.IntegerField()
    of = serializers.IntegerField()
    previous = serializers.UUIDField(allow_null=True)
    next = serializers.UUIDField(allow_null=True)


@example(examples.MESSAGE)
class MessageShown(serializers.Serializer):
    id = serializers.UUIDField()
    role = serializers.ChoiceField(choices=["user", "assistant"])
    content = serializers.CharField()
    html = serializers.CharField(required=False)
    status = serializers.ChoiceField(choices=STATUSES)
    parent_id = serializers.UUIDField(allow_null=True)
    client_message_id = serializers.CharField(required=False, allow_null=True)
    triage = Triage(allow_null=True)
    structured = serializers.DictField(required=False)
    sources = serializers.ListField(child=serializers.DictField(), required=False)
    notices = serializers.ListField(child=serializers.DictField(), required=False)
    usage = serializers.DictField(required=False, allow_null=True)
    model = serializers.DictField(required=False, allow_null=True)
    error = serializers.DictField(required=False, allow_null=True)
    feedback = serializers.ChoiceField(choices=["up", "down"], required=False, allow_null=True)
    xray_analysis_id = serializers.UUIDField(required=False, allow_null=True)
    siblings = Siblings(required=False, help_text="On the messages of the path that is shown.")
    events_url = serializers.CharField(required=False)
    created_at = serializers.DateTimeField()


@example(examples.EXCHANGE)
class ExchangeShown(serializers.Serializer):
    user_message = MessageShown()
    ai_message = MessageShown()


class Diagnosis(serializers.Serializer):
    conditions = serializers.ListField(child=serializers.DictField())
    urgent = serializers.ListField(child=serializers.CharField())
    next_steps = serializers.ListField(child=serializers.CharField())
    advice = serializers.CharField()
    clarification = serializers.ListField(child=serializers.CharField())


@example(examples.CONSULTATION)
class ConsultationShown(serializers.Serializer):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=STATUSES)
    symptoms = serializers.CharField()
    language = serializers.CharField()
    triage = Triage()
    diagnosis = Diagnosis()
    text = serializers.CharField()
    html = serializers.CharField()
    sources = serializers.ListField(child=serializers.DictField())
    related_research = serializers.ListField(child=serializers.DictField())
    disclaimer = serializers.CharField()
    notices = serializers.ListField(child=serializers.DictField())
    session_id = serializers.UUIDField(help_text="The chat session in which it goes on; the same as `id`.")
    message_id = serializers.UUIDField(help_text="The answer, as a message of that session.")
    model = serializers.DictField(allow_null=True)
    error = serializers.DictField(allow_null=True)
    events_url = serializers.CharField()
    created_at = serializers.DateTimeField()


@example(examples.CONVERSATION_SHOWN)
class ConversationShown(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    messages = MessageShown(many=True)


class LastMessage(serializers.Serializer):
    id = serializers.UUIDField()
    role = serializers.CharField()
    content = serializers.CharField()
    status = serializers.CharField()
    created_at = serializers.DateTimeField()


@example(examples.CONVERSATION_LISTED)
class ConversationListed(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    last_message = LastMessage(allow_null=True)
