from django.apps import AppConfig
from django.conf import settings


class PraxiaConfig(AppConfig):
    name = "praxia"

    def ready(self) -> None:
        from praxia import celery, checks  # noqa: F401  (the tasks' application; the start-up checks)

        if settings.SENTRY_DSN:
            _report_errors()


def _report_errors() -> None:
    """Error reports without anybody's words: no bodies, no local variables, no addresses."""
    import sentry_sdk

    sentry_sdk.init(
        settings.SENTRY_DSN,
        release=settings.VERSION,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
    )
