"""What the admin shows of rows that the house alone writes."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest


class Unchanged(admin.ModelAdmin):
    """Neither added nor changed by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ReadOnly(Unchanged):
    """Nor deleted by hand: what belongs to the row would stay, or the row is the proof of something."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
