"""The one place where a password is compared with its hash, so that no door around the lockout can be left open."""

from __future__ import annotations

from typing import Any

from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from praxia.lib.errors import Problem
from profiling import lockout, tasks
from profiling.models import User
from profiling.records import LetterKind
from profiling.selectors import person_by_email


class EmailBackend(AxesStandaloneBackend, ModelBackend):
    """First the atomic places of `lockout`, then django-axes, then the hash.

    A refusal is left on the request as `sign_in_problem`; `services.person_authenticate` raises it.
    """

    @sensitive_variables("password")
    def authenticate(  # type: ignore[override]
        self,
        request: HttpRequest,
        username: str | None = None,
        password: str | None = None,
        email: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        address = email or username
        if not address or not password:
            return None
        try:
            place = self._enter(request, address)
        except Problem as problem:
            # django-axes would count a refused guess as one more failure and begin its quarter of an hour anew.
            request.sign_in_problem, request.axes_locked_out = problem, True  # type: ignore[attr-defined]
            raise PermissionDenied from None
        person = person_by_email(address)
        if person and person.check_password(password) and self.user_can_authenticate(person):
            place.give_back()
            return person
        if person is None:
            User().set_password(password)  # one hash, as for a known address: the time must not tell who has an account
        if place.keep() and person:
            tasks.letter_queue(LetterKind.LOCKED_OUT, person)
        return None

    def _enter(self, request: HttpRequest, address: str) -> lockout.Place:
        place = lockout.place_take(address)
        try:
            super().authenticate(request, username=address)
        except PermissionDenied:
            place.give_back()
            raise lockout.locked_out(lockout.recorded_wait_s(address)) from None
        return place
