"""What allauth's pages ask of us: who somebody is, where they come from, and how they leave."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from praxia.lib import limits
from praxia.lib.errors import Problem
from profiling import services
from profiling.models import User
from profiling.records import SignIn


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
