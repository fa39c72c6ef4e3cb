"""What every operation of the OpenAPI page tells beside its own shapes: its limit, and how it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from itertools import groupby
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema_serializer
from rest_framework import serializers

from praxia.lib.errors import CODES, Problem, invalid, problem_dict
from praxia.lib.limits import LIMITS, Limit

_ANSWERED = ("200", "201", "202", "503")  # 503: a report of health is an answer too
_SPANS = {60: "minute", 900: "quarter of an hour", 3600: "hour"}


def example(value: Any) -> Any:
    """Decorates a serializer: what it looks like in a request or an answer."""
    return extend_schema_serializer(examples=[OpenApiExample("Example", value=value, status_codes=_ANSWERED)])


class FieldErrorShown(serializers.Serializer):
    field = serializers.CharField(help_text="A dotted path into what was sent, or `body`.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemShown(serializers.Serializer):
    """RFC 9457. `code` is stable and for programs, `detail` a sentence for a person."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    code = serializers.ChoiceField(choices=sorted(CODES))
    request_id = serializers.CharField(help_text="Also in the header `X-Request-ID`.")
    errors = FieldErrorShown(many=True, required=False)  # type: ignore[assignment]  # the wire's name

    class Meta:
        ref_name = "Problem"


class OperationSchema(AutoSchema):
    """Set as DEFAULT_SCHEMA_CLASS. A view may name codes that only its POST and PATCH have: `problems = ("ALREADY_RUNNING",)`."""

    def get_tags(self) -> list[str]:
        name = self.path.removeprefix("/api/").strip("/").partition("/")[0]
        return [name.replace("-", " ").capitalize()]

    def get_summary(self) -> str:
        return re.split(r"[.:](?=\s|$)", str(super().get_description()), maxsplit=1)[0]

    def get_description(self) -> str:
        told = super().get_description()
        return f"{told}\n\n{self._limit_told()}" if told else ""  # an operation without words of its own stays bare

    def _limit_told(self) -> str:
        name = getattr(self.view, "limit_kind", "other") if self.method == "POST" else "other"
        kind = LIMITS[name]
        told = [
            f"{_rate(limit)} per {who}"
            for limit, who in ((kind.person, "person"), (kind.address, "address of somebody who is not signed in"))
            if limit
        ]
        told = [f"{_rate(kind.address)} per address"] if kind.per_address and kind.address else told
        return f"Limit (`{name}`): {'; '.join(told)}."

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for answered, body in bodies.items():
            body["description"] = body["description"] or HTTPStatus(int(answered)).phrase
        for status, codes in groupby(sorted(self._codes(), key=_status), key=_status):
            if str(status) not in bodies:
                bodies[str(status)] = self._refused(list(codes), str(status))
        return bodies

    def _codes(self) -> Iterator[str]:
        yield from ("VALIDATION_ERROR", "NOT_ACCEPTABLE", "RATE_LIMITED", "INTERNAL_ERROR", "DATABASE_ERROR")
        if not self._is_public():
            yield from ("NOT_AUTHENTICATED", "TOKEN_INVALID")
        if "{" in self.path:
            yield "NOT_FOUND"
        if self.method in ("POST", "PATCH") and self.get_request_serializer():
            yield from ("MALFORMED", "TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE")
        if any(parameter["name"] == "Idempotency-Key" for parameter in self._get_parameters()):
            yield from ("IDEMPOTENCY_IN_PROGRESS", "IDEMPOTENCY_MISMATCH")
        if self.method in ("POST", "PATCH"):
            yield from getattr(self.view, "problems", ())
        if self.method == "POST" and LIMITS[getattr(self.view, "limit_kind", "other")].closed:
            yield "UNAVAILABLE"

    def _is_public(self) -> bool:
        return not self.get_auth() or {} in self.get_auth()

    def _refused(self, codes: list[str], status: str) -> dict[str, Any]:
        answer = OpenApiResponse(
            ProblemShown,
            description="\n".join(f"- `{code}`: {CODES[code].meaning}" for code in codes),
            examples=[OpenApiExample(code, value=self._problem(code), status_codes=[status]) for code in codes],
        )
        found: dict[str, Any] = self._get_response_for_code(answer, status, media_types=["application/problem+json"])
        return found

    def _problem(self, code: str) -> dict[str, Any]:
        problem = invalid("title", "Please send text.", code="type") if code == "VALIDATION_ERROR" else Problem(code)
        return problem_dict(problem, instance=self.path, request_id="01KACZ4T8M0N5Q7R9S2V4X6Y8Z")


def _status(code: str) -> int:
    return CODES[code].status


def _rate(limit: Limit) -> str:
    return f"{limit.n} each {_SPANS[limit.per_s]}"
