"""Operators see states, counts and errors, not texts."""

from django.contrib import admin

from praxia.lib.admin import Unchanged
from profiling.interview.models import Answer, Session


@admin.register(Session)
class SessionAdmin(Unchanged):
    list_display = ("id", "owner", "state", "questions_asked", "created_at", "updated_at")
    list_filter = ("state",)
    fields = ("id", "owner", "state", "questions_asked", "confirmed_at", "created_at", "updated_at")


@admin.register(Answer)
class AnswerAdmin(Unchanged):
    list_display = ("id", "status", "run", "read_by", "created_at", "finished_at")
    list_filter = ("status", "read_by")
    fields = ("id", "session", "status", "run", "read_by", "error", "created_at", "finished_at")
