from __future__ import annotations

from django.apps import AppConfig


class ImagingConfig(AppConfig):
    name = "imaging"
    label = "imaging"
    verbose_name = "X-rays"

    def ready(self) -> None:
        from imaging.own_data import OWN_DATA
        from profiling.privacy.registry import register

        register(OWN_DATA)
