from __future__ import annotations

from django.apps import AppConfig


class ResearchConfig(AppConfig):
    name = "research"
    label = "research"
    verbose_name = "Research"

    def ready(self) -> None:
        from profiling.privacy.registry import register
        from research.own_data import OWN_DATA

        register(OWN_DATA)
