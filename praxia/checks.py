"""Start-up checks: a wrong setting is a sentence that says what to do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register

PLACEHOLDERS = ("", "not-set", "change-me", "changeme", "secret", "your-secret-key")


@register()
def secret_key(app_configs: Any, **_: Any) -> list[CheckMessage]:
    key = settings.SECRET_KEY
    if not settings.DEBUG and (key.lower() in PLACEHOLDERS or len(key) < 32 or key.startswith("django-insecure")):
        hint = "Set SECRET_KEY to at least 32 random characters: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        return [Error("SECRET_KEY is missing, short or a placeholder.", hint=hint, id="praxia.E001")]
    return []


@register()
def hosts(app_configs: Any, **_: Any) -> list[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS and not settings.DEBUG:
        hint = "List the host names under which this installation is reached, separated by commas."
        return [Error("ALLOWED_HOSTS is *, so anybody could point a name of theirs here.", hint=hint, id="praxia.E002")]
    return []


@register()
def database(app_configs: Any, **_: Any) -> list[CheckMessage]:
    if not settings.DATABASE_URL:
        hint = "`manage.py up` starts a database of its own; for any other command set DATABASE_URL (see .env.example)."
        return [Warning("DATABASE_URL is not set.", hint=hint, id="praxia.W001")]
    return []


@register()
def language_model(app_configs: Any, **_: Any) -> list[CheckMessage]:
    from praxia import llm

    names = ", ".join(llm.configured())
    said = (
        f"Language models: {names}."
        if names
        else "No language model is configured; answers come from reviewed knowledge."
    )
    return [Info(said, id="praxia.I001")]
