from __future__ import annotations

from django.apps import AppConfig


class InterviewConfig(AppConfig):
    name = "profiling.interview"
    label = "interview"
    verbose_name = "Interviews"
