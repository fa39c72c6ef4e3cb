"""The OpenAPI page: complete, valid, true to what is really answered, and readable under our own policy."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from praxia.lib.errors import CODES
from tests.praxia.asked import Asked, undone
from tests.praxia.routes import routes

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    GENERATOR_STATS.reset()
    found: dict[str, Any] = json.loads(json.dumps(SchemaGenerator().get_schema(public=True), default=str))
    assert (dict(GENERATOR_STATS._warn_cache), dict(GENERATOR_STATS._error_cache)) == ({}, {})
    return found


def operations(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", found)
        for path, at in schema["paths"].items()
        for method, found in at.items()
        if method in METHODS
    ]


# --- Whole and valid -----------------------------------------------------------------------------------------------------


def test_it_is_valid_openapi(schema):
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)


def test_the_command_has_no_warning(tmp_path):
    """As CI would run it."""
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_every_route_of_the_api_is_in_it(schema):
    ours = {f"/{route}" for route in routes() if route.startswith("api/") and route != "api/schema/"} | {"/health/"}
    assert {re.sub(r"<\w+:(\w+)>", r"{\1}", route) for route in ours} == set(schema["paths"])


def test_names_of_operations_are_told_apart(schema):
    names = [found["operationId"] for _, found in operations(schema)]
    assert len(names) == len(set(names)) > 15


def test_every_operation_says_what_it_does(schema):
    bare = [name for name, found in operations(schema) if not (found.get("summary") and found.get("description"))]
    assert bare == []


def test_every_operation_tells_its_limit(schema):
    assert [name for name, found in operations(schema) if "Limit (`" not in found["description"]] == []


def test_every_operation_tells_its_refusals(schema):
    for name, found in operations(schema):
        wanted = {"400", "406", "429", "500", "503"} | ({"401"} if found.get("security", [{}])[-1] else set())
        wanted |= {"404"} if "{" in name else set()
        wanted |= {"413", "415"} if "requestBody" in found and not name.startswith("DELETE") else set()
        assert wanted <= set(found["responses"]), name
        assert all(answer["description"] for answer in found["responses"].values()), name


def test_every_parameter_is_explained(schema):
    told = [
        (name, one) for name, found in operations(schema) for one in found.get("parameters", []) if one["in"] != "path"
    ]
    assert told
    assert [
        (name, one["name"]) for name, one in told if not one.get("description") and "enum" not in one["schema"]
    ] == []


def test_every_body_has_an_example(schema):
    for name, found in operations(schema):
        bodies = {"request": found["requestBody"]} if "requestBody" in found and not name.startswith("DELETE") else {}
        for what, body in (bodies | found["responses"]).items():
            for kind, content in body.get("content", {}).items():
                assert "json" not in kind or content.get("examples"), (name, what)


def test_examples_fit_their_shapes(schema):
    for name, found in operations(schema):
        for body in [found.get("requestBody", {}), *found["responses"].values()]:
            for content in body.get("content", {}).values():
                for one in content.get("examples", {}).values():
                    fits(schema, content["schema"], one["value"], name)


def test_codes_are_those_that_exist(schema):
    [problem] = [shape for name, shape in schema["components"]["schemas"].items() if name == "Problem"]
    codes = schema["components"]["schemas"]["CodeEnum"]["enum"] if "$ref" in problem["properties"]["code"] else []
    assert set(codes or problem["properties"]["code"]["enum"]) == set(CODES)


def fits(schema: dict[str, Any], shape: dict[str, Any], value: object, what: str) -> None:
    """Fails when the value is not of this shape, or has keys that are not told."""
    closed = json.loads(json.dumps(schema["components"]))
    for one in closed["schemas"].values():
        if "properties" in one:
            one.setdefault("additionalProperties", False)
    whole = {**json.loads(json.dumps(shape)), "components": closed}
    faults = [
        f"{list(fault.absolute_path)}: {fault.message[:200]}"
        for fault in Draft202012Validator(whole).iter_errors(value)
    ]
    assert faults == [], what


# --- True ----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_answered_is_what_is_told(schema, amina):
    """Every operation once, by the owner; reading comes first and removing last, since files do not come back."""
    asked = Asked(amina)
    turns = ("GET", "POST", "PATCH", "DELETE")
    for name, found in sorted(operations(schema), key=lambda one: turns.index(one[0].split()[0])):
        method, path = name.split()
        with undone():
            answer = asked.send(amina, method, asked.route_of(path))
        told = found["responses"].get(str(answer.status_code))
        assert told, (name, answer.status_code, answer.content[:300])
        assert answer.status_code < 400 or "health" in path, (name, answer.content[:300])
        shapes = told.get("content", {})
        if "application/json" in shapes:
            fits(schema, shapes["application/json"]["schema"], answer.json(), name)
        else:
            assert not shapes or answer["Content-Type"] in (*shapes, "application/json"), name


@pytest.mark.django_db
def test_refusals_are_problems_as_told(schema, amina):
    asked = Asked(amina)
    for person, method, path, status in (
        (None, "GET", "/api/chat-sessions/", 401), (amina, "GET", "/api/nothing/", 404),
        (amina, "DELETE", "/api/auth/sessions/", 400), (amina, "PATCH", "/api/chat-sessions/", 405),
    ):  # fmt: skip
        answer = asked.send(person, method, path.strip("/") + "/", ids={"session_id": "none"})
        assert answer.status_code == status
        assert answer["Content-Type"] == "application/problem+json"
        fits(schema, {"$ref": "#/components/schemas/Problem"}, answer.json(), path)


# --- Readable ------------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Where a page's scripts, styles, pictures and fonts come from, and what stands in the page itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.inline: list[str] = []
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.links += [found[name] or "" for name in ("src", "href", "spec-url") if name in found]
        self.inline += [f"{name}={value}" for name, value in found.items() if name.startswith("on") or name == "style"]
        self._open = tag if tag in ("script", "style") else ""

    def handle_data(self, data: str) -> None:
        if self._open and data.strip():
            self.inline.append(f"<{self._open}> {data.strip()[:80]}")

    def handle_endtag(self, tag: str) -> None:
        self._open = ""


def policy(answer: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {name: sorted(values) for name, *values in parts}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/docs", "/docs/", "/swagger", "/redoc", "/redoc/"])
def test_the_pages_of_the_api_work_under_our_policy(path):
    client = Client()
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    page = Page(answer.content.decode())
    assert page.inline == []
    assert page.links and all(link.startswith("/") and not link.startswith("//") for link in page.links)
    for link in page.links:
        assert client.get(link).status_code == 200, link


@pytest.mark.django_db
def test_only_redoc_may_write_styles_and_nothing_may_write_scripts():
    client = Client()
    pages = {path: policy(client.get(path)) for path in ("/", "/docs", "/redoc", "/api/health")}
    assert {tuple(page["script-src"]) for page in pages.values()} == {("'self'",)}
    assert {tuple(page["default-src"]) for page in pages.values()} == {("'none'",)}
    assert {path for path, page in pages.items() if page["style-src"] != ["'self'"]} == {"/redoc"}


@pytest.mark.django_db
def test_the_script_of_swagger_is_a_script():
    client = Client()
    [script] = [link for link in Page(client.get("/docs").content.decode()).links if "script" in link]
    answer = client.get(script)
    assert answer["Content-Type"].startswith("application/javascript")
    assert "SwaggerUIBundle" in answer.content.decode() and "/api/schema/" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "kind"), [("", "vnd.oai.openapi"), ("?format=json", "vnd.oai.openapi+json")])
def test_the_schema_itself(query, kind):
    answer = Client().get(f"/api/schema/{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(f"application/{kind}")
    if query:
        assert answer.json()["info"]["title"] == "Praxia"


@pytest.mark.django_db
def test_a_browser_gets_a_readable_schema():
    answer = Client().get("/api/schema/", headers={"Accept": "application/json"})
    assert answer.json()["openapi"].startswith("3.1")
