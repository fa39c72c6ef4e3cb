"""Operators see papers, headlines and how searches went; never what people asked or wrote."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from research.models import NewsItem, Paper, Search


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


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
