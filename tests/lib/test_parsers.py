from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as some

from praxia.lib.errors import Problem
from praxia.lib.parsers import parse_json

VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(some.characters(exclude_categories=["Cs"])),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(some.characters(exclude_categories=["Cs"])), inner),
    max_leaves=10,
)


@given(VALUES)
def test_what_can_be_stored_comes_through_unchanged(value: object) -> None:
    raw = json.dumps(value, ensure_ascii=False)
    if "\\u0000" in raw:
        return
    assert parse_json(raw.encode()) == value


@given(some.binary(max_size=200))
def test_any_bytes_are_a_value_or_a_problem(raw: bytes) -> None:
    try:
        parse_json(raw)
    except Problem as problem:
        assert problem.status == 400
