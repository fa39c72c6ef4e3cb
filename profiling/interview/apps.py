from __future__ import annotations

from django.apps import AppConfig


class InterviewConfig(AppConfig):
    name = "profiling.interview"
    label = "interview"
    verbose_name = "Interviews"

    def ready(self) -> None:
        from profiling.interview.own_data import OWN_DATA
        from profiling.privacy.registry import register

        register(OWN_DATA)
