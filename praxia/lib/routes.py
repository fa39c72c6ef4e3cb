"""Paths that are served with and without their final slash, without a redirect: a redirect would lose a POST body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.urls.resolvers import RoutePattern


def both(route: str, view: Callable[..., HttpResponseBase], *, name: str | None = None) -> URLPattern:
    """Like `path`, for a `route` that ends in a slash. It stays one pattern: one line in the schema and in access tables."""
    if not route.endswith("/"):
        raise ValueError(f"{route!r} has no final slash to leave out.")
    return URLPattern(_EitherSlash(route, name=name, is_endpoint=True), view, None, name)


class _EitherSlash(RoutePattern):
    def match(self, path: str) -> Any:
        return super().match(path) or (None if path.endswith("/") else super().match(f"{path}/"))
