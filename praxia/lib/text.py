"""Text from people, made safe to store before anything else looks at it. REST, sockets and pages share this rule."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers


def clean_text(value: object, *, max_chars: int, min_chars: int = 1) -> str:
    """The text without spaces around it and with every line end as `\\n`.

    Raises Django's ValidationError, which serializers, forms and `problem_of` all understand, with the codes `type`
    (not text), `null_characters` and `surrogate_characters` (neither can be stored in PostgreSQL), `required`,
    `min_length` and `max_length`. Lengths are counted in characters of the cleaned text.
    """
    if not isinstance(value, str):
        raise ValidationError(_("Please send text."), code="type")
    if "\0" in value:
        raise ValidationError(_("The text holds a null character, which cannot be stored."), code="null_characters")
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise ValidationError(
            _("The text holds half of a character, which cannot be stored."), code="surrogate_characters"
        )
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text and min_chars:
        raise ValidationError(_("Please write something."), code="required")
    if len(text) < min_chars:
        raise ValidationError(_("Please write at least %d characters.") % min_chars, code="min_length")
    if len(text) > max_chars:
        raise ValidationError(_("This is longer than %d characters. Please shorten it.") % max_chars, code="max_length")
    return text


class TextField(serializers.CharField):
    """`clean_text` for serializers. Unlike DRF's CharField a number is not taken for text."""

    def __init__(self, *, max_chars: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_chars, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        return clean_text(data, max_chars=self.max_length or 0, min_chars=0 if self.allow_blank else 1)
