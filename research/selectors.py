"""Reads: one's questions, and the news."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, QuerySet

from profiling.models import User
from research.models import NewsItem, Search


def search_list(person: User) -> QuerySet[Search]:
    return Search.objects.filter(owner=person).order_by("-created_at", "-id")


def news_list(sources: Sequence[str], *, limit: int) -> list[NewsItem]:
    """Newest first, those without a date last."""
    found = NewsItem.objects.filter(source__in=sources)
    return list(found.order_by(F("published_at").desc(nulls_last=True), "-fetched_at", "id")[:limit])
