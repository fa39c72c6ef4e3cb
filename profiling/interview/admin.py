"""Operators see states, counts and errors, not texts."""

from django.contrib import admin
from django.http import HttpRequest

from profiling.interview.models import Answer, Session


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Session)
class SessionAdmin(ReadOnly):
    list_display = ("id", "owner", "state", "questions_asked", "created_at", "updated_at")
    list_filter = ("state",)
    fields = ("id", "owner", "state", "questions_asked", "confirmed_at", "created_at", "updated_at")


@admin.register(Answer)
class AnswerAdmin(ReadOnly):
    list_display = ("id", "status", "run", "read_by", "created_at", "finished_at")
    list_filter = ("status", "read_by")
    fields = ("id", "session", "status", "run", "read_by", "error", "created_at", "finished_at")
