"""Operators see orders and the health of the access log. An account is never removed by hand: what belongs to it would stay."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from praxia.lib.admin import ReadOnly
from profiling.access import person_of
from profiling.admin import UserAdmin
from profiling.models import User
from profiling.privacy import services
from profiling.privacy.models import AccessLog, ChainCheck, Deletion, Export


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnly):
    list_display = ("id", "at", "action", "role", "what", "owner", "reader", "purpose")
    list_filter = ("action", "role")


@admin.register(ChainCheck)
class ChainCheckAdmin(ReadOnly):
    list_display = ("at", "lines", "last_id", "broken_at")


@admin.register(Export)
class ExportAdmin(ReadOnly):
    list_display = ("id", "owner", "status", "run", "size", "created_at", "expires_at")
    list_filter = ("status",)
    fields = (
        "id",
        "owner",
        "status",
        "run",
        "size",
        "error",
        "created_at",
        "finished_at",
        "expires_at",
        "downloaded_at",
    )


@admin.register(Deletion)
class DeletionAdmin(ReadOnly):
    list_display = ("id", "owner", "status", "run", "created_at", "deletes_at")
    list_filter = ("status",)
    fields = ("id", "owner", "status", "run", "error", "created_at", "deletes_at")


admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):
    actions: Any = (*UserAdmin.actions, "order_deletion")

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.action(
        description="Delete selected accounts after the usual time for second thoughts", permissions=["change"]
    )
    def order_deletion(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            services.deletion_order(person=person, by=person_of(request))
