from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate

if TYPE_CHECKING:
    from django.contrib.auth.models import Group

CLINICIANS: Final = "Clinicians"
CLINICIANS_MAY: Final = {  # what they find in the admin; staff who are in this group are clinicians
    "chat": ("sign_knowledge", "view_knowledgesignature"),
    "imaging": ("add_review", "view_review"),
}


class PraxiaConfig(AppConfig):
    name = "praxia"

    def ready(self) -> None:
        from praxia import celery, checks  # noqa: F401  (the tasks' application; the start-up checks)

        post_migrate.connect(_clinicians, sender=apps.get_app_config("chat"))  # the last: all rights are there then

        apps.get_app_config(
            "axes"
        ).verbose_name = "Failed sign-ins"  # in the admin; ours are named in their own folders
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


def _clinicians(using: str, **_: Any) -> None:
    clinicians(using)


def clinicians(using: str = "default") -> Group:
    """The group of clinicians, made where it is missing. What an operator has made of it stays."""
    from django.contrib.auth.models import Group, Permission

    group, is_new = Group.objects.using(using).get_or_create(name=CLINICIANS)
    if is_new:
        for app, names in CLINICIANS_MAY.items():
            may = Permission.objects.using(using).filter(content_type__app_label=app, codename__in=names)
            group.permissions.add(*may)
    return group
