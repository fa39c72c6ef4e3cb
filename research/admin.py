"""Operators see papers, headlines and how searches went; never what people asked or wrote."""

from __future__ import annotations

from django.contrib import admin

from praxia.lib.admin import ReadOnly
from research.models import NewsItem, Paper, Search


@admin.register(Paper)
class PaperAdmin(ReadOnly):
    """Public knowledge. Who found or keeps a paper is not shown."""

    list_display = ("title", "year", "study_type", "via", "is_retracted", "has_concern", "checked_at")
    list_filter = ("via", "study_type", "is_retracted", "has_concern", "is_preprint")
    search_fields = ("pmid", "doi", "title")
    fields = (
        "title", "pmid", "doi", "year", "study_type", "via", "is_retracted", "has_concern", "is_preprint", "is_animal",
        "fetched_at", "checked_at",
    )  # fmt: skip


@admin.register(NewsItem)
class NewsItemAdmin(ReadOnly):
    list_display = ("title", "source", "published_at", "fetched_at")
    list_filter = ("source",)
    search_fields = ("title",)


@admin.register(Search)
class SearchAdmin(ReadOnly):
    """How work goes, without the person and without their words: a question to the literature tells of somebody's health."""

    list_display = ("id", "status", "run", "asked", "created_at", "finished_at")
    list_filter = ("status",)
    fields = ("id", "status", "run", "asked", "model", "usage", "error", "created_at", "finished_at")

    @admin.display(description="Sources")
    def asked(self, search: Search) -> str:
        return ", ".join(f"{source['name']}: {source['status']}" for source in search.sources)
