"""A conversation is a tree of messages; nothing is overwritten.

Editing makes a sibling of a question, regenerating one of an answer.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models

from chat.records import Role
from praxia.lib.work import Work


class Conversation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversations")
    title = models.CharField(max_length=200, blank=True)
    is_consultation = models.BooleanField(default=False)  # began as one question to `/api/consultations/`
    leaf = models.ForeignKey("Message", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-updated_at", "-id"]),
            models.Index(
                fields=["owner", "-created_at", "-id"],
                name="chat_consultation_newest",
                condition=models.Q(is_consultation=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Message(Work):
    """One thing said. An answer's row is also its own outbox: its status says what is still to be done."""

    JOURNAL, QUEUE = "reply", "talk"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    role = models.CharField(max_length=9, choices=[(role, role.value) for role in Role])
    content = models.TextField(blank=True)
    html = models.TextField(blank=True)
    language = models.CharField(max_length=2, default="en")
    client_message_id = models.CharField(max_length=128, null=True, blank=True)  # noqa: DJ001  (unique when given)
    triage = models.JSONField(default=dict)
    structured = models.JSONField(default=dict)
    sources = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    usage = models.JSONField(null=True)
    model = models.JSONField(null=True)
    xray = models.ForeignKey("imaging.Study", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    without_model = models.BooleanField(default=False)  # urgent, and over the limit: built-in knowledge answers
    feedback = models.CharField(max_length=4, blank=True)
    feedback_comment = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "client_message_id"], name="chat_message_sent_once"),
        ]
        indexes = [
            models.Index(fields=["conversation", "created_at", "id"]),
            models.Index(
                fields=["created_at"], name="chat_message_open", condition=models.Q(status__in=["queued", "running"])
            ),
        ]

    @property
    def events_url(self) -> str:
        return f"/api/chat-sessions/{self.conversation_id}/messages/{self.id}/events"

    def end_told(self) -> dict[str, Any]:
        return {"html": self.html, "usage": self.usage, "notices": self.notices}


class KnowledgeSignature(models.Model):
    """A clinician has read one entry of the knowledge, as it stood, and answers for it. Withdrawn, never changed."""

    KINDS = (("red_flag", "red flag"), ("condition", "condition"), ("pair", "two medicines"), ("medicine", "medicine"))

    kind = models.CharField(max_length=9, choices=KINDS)
    entry = models.CharField(max_length=80)
    fingerprint = models.CharField(
        max_length=64, help_text="Of the entry's text: a changed entry has to be read again."
    )
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        permissions = [("sign_knowledge", "May sign entries of the knowledge as a clinician")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "entry", "fingerprint"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="chat_knowledge_signed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry}"
