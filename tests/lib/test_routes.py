from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RegexPattern

from praxia.lib.routes import both


def view(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@pytest.fixture
def resolver() -> URLResolver:
    patterns = [both("things/", view, name="things"), both("things/<uuid:thing_id>/parts/", view, name="parts")]
    return URLResolver(RegexPattern(r"^/"), [*patterns])


ID = "0192f6f0-0000-4000-8000-000000000000"


@pytest.mark.parametrize("path", ["/things/", "/things", f"/things/{ID}/parts/", f"/things/{ID}/parts"])
def test_it_works(resolver, path):
    assert resolver.resolve(path).func is view


@pytest.mark.parametrize("path", ["/", "/thing", "/things//", "/thingsx", "/things/x/parts", f"/things/{ID}"])
def test_other_paths(resolver, path):
    with pytest.raises(Resolver404):
        resolver.resolve(path)


def test_links_have_the_slash(resolver):
    assert resolver.reverse("things") == "things/"


def test_route_without_final_slash():
    with pytest.raises(ValueError, match="final slash"):
        both("things", view)
