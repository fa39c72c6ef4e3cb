from __future__ import annotations

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "profiling.privacy"
    label = "privacy"
    verbose_name = "Privacy"

    def ready(self) -> None:
        from profiling.privacy.own_data import OWN_DATA
        from profiling.privacy.registry import register

        register(OWN_DATA)
