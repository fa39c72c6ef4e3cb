from django.apps import AppConfig


class PraxiaConfig(AppConfig):
    name = "praxia"

    def ready(self) -> None:
        from praxia import checks  # noqa: F401  (registers the start-up checks)
