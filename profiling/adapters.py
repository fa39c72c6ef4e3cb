"""What allauth's pages ask of us: who somebody is, where they come from, how they arrive and how they leave."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from praxia.lib import limits
from praxia.lib.errors import Problem
from profiling import guests, second_factor, services
from profiling.models import User
from profiling.records import SignIn

_STAMP = "sign_in_stamp"


class AccountAdapter(DefaultAccountAdapter):
    def authenticate(self, request: HttpRequest, **credentials: Any) -> User:
        """Pages say what the API says. The view finds the problem on the request and gives the page its status."""
        try:
            return services.person_authenticate(
                request=request, email=credentials["email"], password=credentials["password"]
            )
        except Problem as problem:
            request.sign_in_problem = problem  # type: ignore[attr-defined]
            raise ValidationError(problem.detail, code=problem.code) from None

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        request.session[_STAMP] = user.get_session_auth_hash()
        return super().pre_login(request, user, **more)

    def login(self, request: HttpRequest, user: User) -> None:
        """Minutes may lie between password and code. Whoever lost the account meanwhile does not get in by the rest."""
        if not user.is_active or not user.accepts_stamp(request.session.pop(_STAMP, "")):
            request.session.flush()
            raise ImmediateHttpResponse(redirect("account_login"))
        guest = guests.guest_of(request)  # before there is somebody who is signed in
        super().login(request, user)
        services.guest_keep(request=request, person=user, guest=guest)

    def logout(self, request: HttpRequest) -> None:
        session_key = request.session.session_key or ""
        person = request.user
        super().logout(request)
        if isinstance(person, User):
            services.session_end(sign_in=SignIn(person.pk, session_key=session_key))

    def get_client_ip(self, request: HttpRequest) -> str:
        return limits.address_of(request) or "0.0.0.0"  # noqa: S104  (unknown; the column takes no empty one)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth greets at every turn; the page that a person lands on says enough."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Whether a code is asked for is for `second_factor` to say; what is stored is not allauth's to read."""

    def is_mfa_enabled(self, user: User, types: Any = None) -> bool:
        return second_factor.is_on(user)
