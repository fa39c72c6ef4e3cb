"""Operators see states, counts and errors, not texts."""

from django.contrib import admin
from django.http import HttpRequest

from chat.models import Conversation, Message


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Conversation)
class ConversationAdmin(ReadOnly):
    list_display = ("id", "owner", "created_at", "updated_at")
    fields = ("id", "owner", "created_at", "updated_at")


@admin.register(Message)
class MessageAdmin(ReadOnly):
    list_display = ("id", "role", "status", "run", "created_at", "finished_at")
    list_filter = ("role", "status")
    fields = ("id", "conversation", "role", "status", "run", "model", "usage", "error", "created_at", "finished_at")
