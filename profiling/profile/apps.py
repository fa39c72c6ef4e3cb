from __future__ import annotations

from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "profiling.profile"
    label = "profile"
    verbose_name = "Health profiles"
