"""Visitors who talk without an account.

A visitor is a row of their own, so that their talks have an owner like everybody's, but nobody ever signs in as one: to
everything that does not ask for visitors by name they are strangers. What belongs to them is handed over when they sign in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from praxia.lib import limits
from profiling.access import session_guest
from profiling.models import User

View = Callable[..., HttpResponseBase]
HandOver = Callable[[User, User], None]
_hand_overs: list[HandOver] = []


def on_sign_in(hand_over: HandOver) -> HandOver:
    """Register, from `AppConfig.ready()`, what gives a visitor's things to the person whom they signed in as."""
    _hand_overs.append(hand_over)
    return hand_over


def hand_over(guest: User, person: User) -> None:
    for each in _hand_overs:
        each(guest, person)


def guest_of(request: HttpRequest) -> User | None:
    """The visitor in this browser, who is counted by the address that they ask from."""
    guest = session_guest(request.session)
    if guest:
        guest.address = limits.address_of(request)
    return guest


def visitors_welcome(view: View) -> View:
    """For a page: who is signed in, or a visitor; everybody else is led to the sign-in page."""
    signed_in = login_required(view)

    @wraps(view)
    def welcome(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated and (guest := guest_of(request)):
            request.user = guest
            return view(request, *args, **kwargs)
        return signed_in(request, *args, **kwargs)

    return welcome
