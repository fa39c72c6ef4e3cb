"""Every address of this installation, as the URL resolver has it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def routes(*, admin: bool = False) -> list[str]:
    """Routes as they are written in `urls.py`, with their parameters; the admin's own, or all others."""
    return [route for route in _walk(get_resolver(), "") if route.startswith("admin/") is admin]


def _walk(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from _walk(each, route)
