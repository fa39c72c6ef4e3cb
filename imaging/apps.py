from __future__ import annotations

from django.apps import AppConfig


class ImagingConfig(AppConfig):
    name = "imaging"
    label = "imaging"
    verbose_name = "X-rays"
