from __future__ import annotations

from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "profiling.profile"
    label = "profile"
    verbose_name = "Health profiles"

    def ready(self) -> None:
        from profiling.privacy.registry import register
        from profiling.profile.own_data import OWN_DATA

        register(OWN_DATA)
