"""Operators see who allowed what and when. What a profile holds, and with whom it is shared, is not theirs to read."""

from django.contrib import admin

from praxia.lib.admin import ReadOnly
from profiling.profile.models import Consent


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ("user", "use", "allowed", "created_at")
    list_filter = ("use", "allowed")
