"""Operators see who allowed what and when. What a profile holds, and with whom it is shared, is not theirs to read."""

from django.contrib import admin
from django.http import HttpRequest

from profiling.profile.models import Consent


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):
    list_display = ("user", "use", "allowed", "created_at")
    list_filter = ("use", "allowed")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
