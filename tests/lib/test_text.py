from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from praxia.lib.errors import Problem
from praxia.lib.text import clean_text


def test_it_keeps_what_was_written() -> None:
    assert clean_text("  Sore throat 😀\r\nsince\rMonday\n", max_chars=100) == "Sore throat 😀\nsince\nMonday"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (7, "type"),
        (None, "type"),
        (True, "type"),
        (["text"], "type"),
        (b"text", "type"),
        ("a\0b", "null_characters"),
        ("\ud800", "surrogate_characters"),
        ("", "required"),
        (" \n\t ", "required"),
        ("x" * 11, "max_length"),
    ],
)
def test_what_cannot_be_taken_is_named(value: object, code: str) -> None:
    with pytest.raises(Problem) as caught:
        clean_text(value, max_chars=10, field="content")
    (error,) = caught.value.errors
    assert (caught.value.code, error.field, error.code) == ("VALIDATION_ERROR", "content", code)
    assert error.detail == caught.value.detail


def test_exactly_the_longest_passes() -> None:
    assert clean_text("😀" * 10 + "\r\n", max_chars=10) == "😀" * 10


def test_too_short() -> None:
    with pytest.raises(Problem, match="VALIDATION_ERROR"):
        clean_text("ab", max_chars=10, min_chars=3)


def test_empty_where_empty_is_allowed() -> None:
    assert clean_text("  ", max_chars=10, min_chars=0) == ""


@given(some.text(some.characters(), max_size=50))
def test_what_passes_can_be_stored(text: str) -> None:
    try:
        cleaned = clean_text(text, max_chars=50)
    except Problem:
        return
    assert "\0" not in cleaned
    assert "\r" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
