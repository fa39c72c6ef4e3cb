"""Limits on REST views, and the headers that tell a client how much is left.

A view names the kind that its POSTs count in, `limit_kind = "chat"`; everything else counts as `other`. With
`limit_in_service = True` the service counts the POSTs instead, because sockets and pages call it too.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from praxia.lib import limits
from praxia.lib.errors import Problem
from praxia.lib.limits import Allowance

if TYPE_CHECKING:  # rest_framework.views imports this module: it names our throttle in the settings
    from rest_framework.views import APIView


class Limited(BaseThrottle):
    """DRF's throttle for all views. Raises Problem RATE_LIMITED or UNAVAILABLE."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        if request.method == "POST" and getattr(view, "limit_in_service", False):
            return True
        kind = _kind(request, view)
        person = None if limits.LIMITS[kind].per_address else request.user
        limits.charge(kind, person if isinstance(person, Model) else limits.address_of(request._request))
        return True


def stranger_problem(request: Request, view: APIView, problem: Problem) -> Problem:
    """What somebody without a valid sign-in gets: the given 401 until the limit for addresses is used up, then 429.

    DRF refuses strangers before it asks its throttles, so they are counted here.
    """
    try:
        limits.charge(_kind(request, view), limits.address_of(request._request))
    except Problem as refused:
        return refused if refused.code == "RATE_LIMITED" else problem
    return problem


def _kind(request: Request, view: APIView) -> str:
    kind: str = getattr(view, "limit_kind", "other") if request.method == "POST" else "other"
    return kind


class LimitHeadersMiddleware:
    """`X-RateLimit-*` on every answer for which something was counted, wherever that was: view, service or page.

    Where several limits were asked, the one that refused or is nearest to it is told.
    """

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]) -> None:
        self._get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        # The list itself is shared by all threads that work on this request; each of them has a copy of the context.
        counted: list[Allowance] = []
        limits.taken.set(counted)
        response = self._get_response(request)
        return _told(response, counted) if isinstance(response, HttpResponseBase) else _awaited(response, counted)


async def _awaited(coming: Awaitable[HttpResponseBase], counted: list[Allowance]) -> HttpResponseBase:
    return _told(await coming, counted)


def _told(response: HttpResponseBase, counted: list[Allowance]) -> HttpResponseBase:
    if counted:
        nearest = min(counted, key=lambda one: (one.allowed, one.remaining))
        response["X-RateLimit-Limit"] = str(nearest.limit)
        response["X-RateLimit-Remaining"] = str(nearest.remaining)
        response["X-RateLimit-Reset"] = str(math.ceil(nearest.reset_s))
    return response
