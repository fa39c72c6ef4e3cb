"""Reads that nobody can forget to record: staff looking at people's rows in the admin, programs reading with a person's token.

Written after the page is made and before it is sent: when the line cannot be written, nothing is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.cache import cache
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.crypto import salted_hmac
from django.utils.deprecation import MiddlewareMixin
from redis.exceptions import RedisError

from profiling.models import AccessToken, User
from profiling.privacy import services
from profiling.privacy.owners import owner_of

ONCE_PER_S = 3600  # the same program at the same address: one line an hour
# The first word of paths that show nothing of anybody.
NOT_DATA = frozenset({"auth", "health", "schema", "privacy", "triage", "tools"})
_UUID = re.compile("[0-9a-f-]{36}")
# How a person reads of what stands under an address.
AREAS = {"chat-sessions": "talks", "profile": "health profile", "xray-analyses": "X-rays"}


class ReadsMiddleware(MiddlewareMixin):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        token = getattr(request, "auth", None)
        if request.method == "GET" and response.status_code == 200 and isinstance(token, AccessToken):
            _program_reads(request, token)
        return response

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Of the admin: the rows that this page is about to show."""
        if request.resolver_match and request.resolver_match.app_name == admin.site.name:
            _staff_reads(request, _shown_rows(response.context_data or {}))
        return response


def _shown_rows(context: dict[str, Any]) -> Iterable[Model]:
    """A list's rows, or the one that a form, a history or a question before deletion is about."""
    if changes := context.get("cl"):
        return list(changes.result_list)
    row = context.get("original") or context.get("object")
    return [row] if isinstance(row, Model) else []


def _staff_reads(request: HttpRequest, rows: Iterable[Model]) -> None:
    """One line for each person on the page."""
    reader = request.user
    if not isinstance(reader, User):
        return
    rows = list(rows)
    people = {owner.pk: (owner, row) for row in rows if (owner := owner_of(row)) and owner != reader}
    for owner, row in people.values():
        services.read_record(
            reader=reader,
            owner=owner,
            what=f"{row._meta.verbose_name} (administration)",
            object_id=str(row.pk) if len(rows) == 1 else "",
        )


def _program_reads(request: HttpRequest, token: AccessToken) -> None:
    area, *rest = request.path_info.removeprefix("/api/").strip("/").split("/")
    if area in NOT_DATA or not _is_first(_key(token, request.path_info)):
        return
    person, what = token.user, AREAS.get(area, area)
    # Nothing that the person has named themselves (a device, an interview): the line outlives their account.
    object_id = rest[0] if rest and _UUID.fullmatch(rest[0]) else ""
    services.read_record(reader=person, owner=person, what=f"{what} (by a program)", object_id=object_id)


def _is_first(key: str) -> bool:
    """Within this hour. While Valkey is away every reading is written down."""
    try:
        return cache.add(key, "1", ONCE_PER_S)
    except (RedisError, OSError):
        return True


def _key(token: AccessToken, path: str) -> str:
    """Without the path: what stands in the cache does not tell what was read. By the person's id it goes with the account."""
    told = salted_hmac("profiling.privacy.read", f"{token.pk}{path}", algorithm="sha256")
    return f"read:{token.user_id}:{told.hexdigest()}"
