"""What is asked next, and in which words."""

from __future__ import annotations

import pytest

from profiling.interview.questions import INVITED, LANGUAGES, ask, ended, labels, name, next_field, quick_value
from profiling.interview.records import FIELDS, VALUES, Known, Sheet


def sheet(**known: object) -> Sheet:
    return Sheet({field: Known(value, 0.9) for field, value in known.items()})


def test_missing_comes_before_unsure_and_invited_last():
    unsure = Sheet({"age": Known(34, 0.5)})
    assert next_field(unsure, last=None) == "activityLevel"
    known = {field: Known("x", 0.9) for field in FIELDS if field not in ("age", "gender")}
    assert next_field(Sheet(known | {"age": Known(34, 0.5)}), last=None) == "age"
    assert next_field(Sheet(known | {"age": Known(34, 0.5)}), last="age") == "gender"
    assert next_field(Sheet(known | {"age": Known(34, 0.9)}, ("gender",)), last=None) is None


def test_the_same_is_asked_again_only_when_nothing_else_is_open():
    known = {field: Known("x", 0.9) for field in FIELDS if field != "age"}
    assert next_field(Sheet(known), last="age") == "age"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word(language):
    for field in FIELDS:
        assert ask(sheet(), field, 2, language).message.endswith(("?", "."))
        assert ask(Sheet({field: Known("34", 0.5)}), field, 2, language).message
        assert name(field, language)
    for field, values in VALUES.items():
        assert set(labels(field, language)) == set(values)
        assert all(quick_value(field, words.upper()) == value for value, words in labels(field, language).items())
    assert "{" not in ended(sheet(age=34), language) and ended(sheet(), language)


def test_a_pair_is_asked_for_in_one_question_while_it_is_open():
    for first, second in INVITED.items():
        assert len(ask(sheet(), first, 2).message) > len(ask(sheet(**{second: "x"}), first, 2).message)


def test_an_unknown_language_is_english():
    assert ask(sheet(), "age", 2, "xx").message == ask(sheet(), "age", 2).message
