"""Start-up checks: a wrong setting is a sentence that says what to do."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

PLACEHOLDERS = ("", "not-set", "change-me", "changeme", "secret", "your-secret-key")


@register()
def secret_key(app_configs: Any, **_: Any) -> list[CheckMessage]:
    key = settings.SECRET_KEY
    if not settings.DEBUG and (key.lower() in PLACEHOLDERS or len(key) < 32 or key.startswith("django-insecure")):
        hint = (
            "While `make run` runs, commands find its key. Else set SECRET_KEY to at least 32 random characters: "
            "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
        return [Error("SECRET_KEY is missing, short or a placeholder.", hint=hint, id="praxia.E001")]
    return []


@register()
def hosts(app_configs: Any, **_: Any) -> list[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS and not settings.DEBUG:
        hint = "List the host names under which this installation is reached, separated by commas."
        return [Error("ALLOWED_HOSTS is *, so anybody could point a name of theirs here.", hint=hint, id="praxia.E002")]
    return []


@register()
def trusted_proxies(app_configs: Any, **_: Any) -> list[CheckMessage]:
    wrong = [network for network in settings.TRUSTED_PROXIES if not _is_network(network)]
    if wrong:
        hint = "Write addresses or networks separated by commas, such as 10.0.0.0/8."
        return [Error(f"TRUSTED_PROXIES holds {', '.join(wrong)}, which is no address.", hint=hint, id="praxia.E003")]
    return []


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


@register()
def knowledge(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Invalid triage knowledge must stop a start, not the first frightened question."""
    from praxia.triage import KnowledgeError, shipped

    try:
        shipped()
    except KnowledgeError as error:
        return [
            Error(
                f"The triage knowledge is not valid.\n{error}",
                hint="python manage.py check_knowledge",
                id="praxia.E004",
            )
        ]
    return []


@register()
def database(app_configs: Any, **_: Any) -> list[CheckMessage]:
    if not settings.DATABASE_URL:
        hint = "While `make run` runs, commands find its database. Else set DATABASE_URL (see .env.example)."
        return [Warning("DATABASE_URL is not set.", hint=hint, id="praxia.W001")]
    return []
