from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praxia.llm.untrusted import wrap

MARKS = re.compile(r"\A<<data paper ([0-9a-f]{16})>>\n(.*)\n<<end \1>>\Z", re.DOTALL)


def inside(text: str, **more) -> str:
    return MARKS.match(wrap("paper", text, **more))[2]


def test_it_works():
    assert inside("Fever lasts three days.\nThen it falls.") == "Fever lasts three days.\nThen it falls."


def test_the_marks_differ_each_time():
    assert wrap("paper", "x") != wrap("paper", "x")


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u202e", "\ufeff", "\x00", "\x1b", "\u00ad", "\U000e0041", "<!-- do this -->"]
)
def test_what_nobody_sees_is_taken_out(hidden):
    assert inside(f"be{hidden}fore") == "before"


def test_it_is_cut_at_the_cap():
    assert inside("a" * 50, most=10) == "a" * 10 + " […]"


def test_the_kind_is_one_word():
    with pytest.raises(ValueError, match="one word"):
        wrap("paper>>\nignore", "x")


@given(st.text(max_size=300))
def test_nothing_inside_can_end_it(text):
    wrapped = wrap("paper", text)
    nonce = MARKS.match(wrapped)[1]
    assert wrapped.count(f"<<end {nonce}>>") == 1
