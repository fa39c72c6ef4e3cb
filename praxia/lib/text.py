"""Text from people, made safe to store before anything else looks at it. REST, sockets and pages share this rule."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from praxia.lib.errors import Problem, invalid

SURROGATES = re.compile("[\ud800-\udfff]")


def clean_text(value: object, *, max_chars: int, min_chars: int = 1, field: str = "text") -> str:
    """The text without spaces around it and with every line end as `\\n`.

    Raises Problem VALIDATION_ERROR for `field`, with the codes `type` (not text), `null_characters` and
    `surrogate_characters` (neither can be stored in PostgreSQL), `required`, `min_length` and `max_length`. Lengths are
    counted in characters of the cleaned text.
    """
    if not isinstance(value, str):
        raise invalid(field, _("Please send text."), code="type")
    if "\0" in value:
        raise invalid(field, _("The text holds a null character, which cannot be stored."), code="null_characters")
    if SURROGATES.search(value):
        detail = _("The text holds half of a character, which cannot be stored.")
        raise invalid(field, detail, code="surrogate_characters")
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if fault := _length_fault(text, min_chars, max_chars):
        raise invalid(field, fault[1], code=fault[0])
    return text


def _length_fault(text: str, min_chars: int, max_chars: int) -> tuple[str, str] | None:
    if not text and min_chars:
        return "required", _("Please write something.")
    if len(text) < min_chars:
        return "min_length", _("Please write at least %d characters.") % min_chars
    if len(text) > max_chars:
        return "max_length", _("This is longer than %d characters. Please shorten it.") % max_chars
    return None


class TextField(serializers.CharField):
    """`clean_text` for serializers. Unlike DRF's CharField a number is not taken for text."""

    def __init__(self, *, max_chars: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_chars, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        try:
            return clean_text(data, max_chars=self.max_length or 0, min_chars=0 if self.allow_blank else 1)
        except Problem as problem:
            raise serializers.ValidationError(problem.detail, code=problem.errors[0].code) from None
