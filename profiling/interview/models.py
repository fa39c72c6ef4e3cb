"""An interview, its answers in the order of their arrival, and what was told to its readers."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from praxia.lib.journal import Journal
from praxia.lib.work import Work
from profiling.interview.records import FIELDS, OPEN_STATES, SESSION_CHARS, Known, Sheet, State


class Session(models.Model):
    """`name` is chosen by the client and lives per person: two people may both use the same."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="interviews")
    name = models.CharField(max_length=SESSION_CHARS)
    language = models.CharField(max_length=2, default="en")
    state = models.CharField(max_length=8, choices=[(one, one.value) for one in State], default=State.RUNNING)
    known = models.JSONField(default=dict)
    declined = models.JSONField(default=list)
    question = models.JSONField(null=True)
    questions_asked = models.PositiveSmallIntegerField(default=0)
    notices = models.JSONField(default=list)
    refuses_age = models.BooleanField(
        default=False
    )  # told an age below the least: nothing is kept until another is told
    noticed = models.CharField(max_length=10, blank=True)  # the worst level that an urgent notice has been given for
    event_count = models.PositiveIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="interview_session_name")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def sheet(self) -> Sheet:
        return Sheet({field: Known(**one) for field, one in self.known.items()}, tuple(self.declined))

    @sheet.setter
    def sheet(self, sheet: Sheet) -> None:
        self.known = {field: one.as_dict() for field, one in sheet.known.items()}
        self.declined = list(sheet.declined)

    @property
    def found(self) -> dict[str, Any]:
        """The seven fields with null where nothing is known, and beside them how sure and in which words."""
        known = self.sheet.known
        return {
            "profile": {field: known[field].value if field in known else None for field in FIELDS},
            "confidence": {field: known[field].word for field in FIELDS if field in known},
            "evidence": {field: known[field].quote for field in FIELDS if field in known and known[field].quote},
        }

    @property
    def journal(self) -> Journal:
        return journal_of(self.owner_id, self.name)


def journal_of(person_id: uuid.UUID, name: str) -> Journal:
    """Wakes the readers of an interview, also those who wait for it to begin; what they read are the events' rows."""
    return Journal("interview", f"{person_id}:{name}")


class Answer(Work):
    """One thing said. Its row is its own outbox; `number` and `field` are those of the question it answers."""

    JOURNAL: ClassVar[str] = "interview_answer"
    QUEUE: ClassVar[str] = "talk"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="answers")
    place = models.PositiveIntegerField()  # order of arrival, from 1
    text = models.TextField(blank=True)
    is_skip = models.BooleanField(default=False)
    number = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=20)
    again = models.BooleanField(default=False)  # to an earlier question: takes no turn of its own
    goes_on = models.BooleanField(default=False)  # only ends the pause after an urgent notice
    without_model = models.BooleanField(default=False)  # urgent, and over the limit
    client_message_id = models.CharField(max_length=128, null=True, blank=True)  # noqa: DJ001  (unique when given)
    triage = models.JSONField(null=True)
    read_by = models.CharField(max_length=8, blank=True)  # rules, model or quick

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "client_message_id"], name="interview_answer_sent_once"),
            models.UniqueConstraint(fields=["session", "place"], name="interview_answer_place"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="interview_answer_open",
                condition=models.Q(status__in=["queued", "running"]),
            )
        ]


class Event(models.Model):
    """Something that was told. The row is the truth: sockets, event streams and reloads all read these in order."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    name = models.CharField(max_length=20)
    status = models.CharField(max_length=8, blank=True)
    message = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="interview_event_number")]

    def __str__(self) -> str:
        return self.wire_id

    @property
    def wire_id(self) -> str:
        return f"{int(self.at.timestamp() * 1000)}-{self.number}"

    def as_dict(self, session_name: str) -> dict[str, Any]:
        """The frame of the contract, the same on sockets and event streams."""
        return {
            "event": self.name,
            "status": self.status or None,
            "message": self.message,
            "id": self.wire_id,
            "session_id": session_name,
            "data": self.data,
        }
