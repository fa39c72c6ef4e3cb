from __future__ import annotations

from django.apps import AppConfig


class ProfilingConfig(AppConfig):
    name = "profiling"
    verbose_name = "People"

    def ready(self) -> None:
        from profiling.own_data import OWN_DATA
        from profiling.privacy.registry import register

        register(OWN_DATA)
