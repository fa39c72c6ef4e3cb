"""People and where they are signed in, for administrators. Signing in to the admin goes through the ordinary page."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as PlainUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from profiling import lockout, services
from profiling.models import AccessToken, User


def _own_password(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """The admin's own form would compare passwords without the lockout."""
    return redirect("account_change_password")


admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.password_change = _own_password  # type: ignore[method-assign,assignment]
admin.site.unregister(UserSession)  # shows session keys, which are secrets
admin.site.unregister(Authenticator)  # its rows are made and removed by their owners alone


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email",)


@admin.register(User)
class UserAdmin(PlainUserAdmin):
    ordering = ("email",)
    list_display = ("email", "full_name", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_guest", "is_staff", "is_superuser", "groups")
    search_fields = ("email", "full_name")
    readonly_fields = ("date_joined", "last_login")
    actions = ("deactivate", "sign_out_everywhere", "open_lockout", "take_second_factor_off")
    add_form = PersonCreationForm
    add_fieldsets: Any = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)
    fieldsets = (
        (None, {"fields": ("email", "password", "full_name")}),
        ("Where and how", {"fields": ("preferred_language", "country", "time_zone")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Times", {"fields": ("date_joined", "last_login")}),
    )

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and not obj.is_active:
            services.account_deactivate(person=obj)

    @admin.action(description="Close selected accounts and sign them out")
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            services.account_deactivate(person=person)

    @admin.action(description="Sign selected people out everywhere")
    def sign_out_everywhere(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            services.sessions_end(person=person)

    @admin.action(description="Let selected people sign in again after too many wrong passwords")
    def open_lockout(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            lockout.account_open(person.email)

    @admin.action(description="Take the second factor off selected people who lost it (make sure who asks)")
    def take_second_factor_off(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            services.two_factor_take_off(person=person)


@admin.register(AccessToken)
class AccessTokenAdmin(admin.ModelAdmin):
    """To look and to end; the hash stays out of sight, and a token is only made by signing in."""

    list_display = ("user", "device", "created", "expiry", "last_used_at", "ip_address")
    search_fields = ("user__email", "device")
    fields = readonly_fields = ("id", "user", "device", "ip_address", "user_agent", "created", "expiry", "last_used_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
