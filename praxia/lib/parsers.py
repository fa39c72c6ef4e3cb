"""JSON bodies of the API. DRF's own parser fails on deep nesting and lets through what PostgreSQL cannot store."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.parsers import JSONParser as RestJSONParser

from praxia.lib.errors import FieldError, Problem

_DEEPEST = 64
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class JSONParser(RestJSONParser):
    """UTF-8 only, at most 64 levels, no NaN, no text that cannot be stored. (DATA_UPLOAD_MAX_MEMORY_SIZE caps the bytes.)

    Null characters and lone surrogates are refused here for all fields of all views, because not every one of them
    passes a serializer field before it meets PostgreSQL.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return parse_json(stream.read())


def parse_json(raw: bytes) -> Any:
    """The value of a JSON body or frame. Raises Problem MALFORMED, or VALIDATION_ERROR naming the unstorable texts."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Problem("MALFORMED") from None
    errors = [FieldError(path, "unstorable_characters", _unstorable()) for path in _unstorable_texts(value, "", 0)]
    if errors:
        raise Problem("VALIDATION_ERROR", _unstorable(), errors=errors)
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _unstorable() -> str:
    return _("The text holds a character that cannot be stored.")


def _unstorable_texts(value: Any, path: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise Problem("MALFORMED")
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            yield path or "body"
    elif isinstance(value, dict):
        for key, item in value.items():
            if _UNSTORABLE.search(key):
                yield path or "body"
            yield from _unstorable_texts(item, f"{path}.{key}" if path else key, depth + 1)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unstorable_texts(item, f"{path}.{index}" if path else str(index), depth + 1)
