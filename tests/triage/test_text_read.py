"""From letters to words."""

import pytest

from praxia.triage.text import CLAUSE, COMMA, SENTENCE, TOGETHER, read


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I can't, won't, DON'T", "i cannot will not do not"),
        ("can not breathe", "cannot breathe"),
        ("i dont and cant", "i do not and cannot"),
        ("he's ill, mum's here", "he is ill mum here"),
        ("a hundred and four", "a 104"),
        ("twenty-four hours", "24 hours"),
        ("38,5 and 1,200", "38.5 and 1200"),
        ("oesophageal haemorrhage", "esophageal hemorrhage"),
        ("naïve café", "naive cafe"),
        ("ﬁne ＦＵＬＬ", "fine full"),
        ("zero\u200bwidth", "zerowidth"),
        ("104F", "104 f"),
        ("SpO2 88", "spo2 88"),
        ("3 hrs, hr 120, 2 hr", "3 hours hr 120 2 hour"),
        ("it’s", "it is"),
        ("", ""),
        ("😀", ""),
    ],
)
def test_words(text, words):
    assert read(text).words == words.split()


def test_quotes_come_from_the_original():
    text = read("Das ﬁeber: I CAN’T sleep")
    assert text.quote(2, 4) == "I CAN’T"


@pytest.mark.parametrize(
    ("between", "strength"),
    [
        (" ", TOGETHER),
        (", ", COMMA),
        ("; ", CLAUSE),
        (". ", SENTENCE),
        ("? ", SENTENCE),
        (" - ", CLAUSE),
        ("\n\n", SENTENCE),
        ("\n", COMMA),
        (" — ", CLAUSE),
    ],
)
def test_breaks(between, strength):
    assert read(f"one{between}two").breaks[1] == strength


def test_but_begins_a_clause():
    assert read("pain but fever").breaks == [TOGETHER, CLAUSE, TOGETHER]


def test_a_decimal_is_no_sentence_end():
    assert read("it is 38.5 now").breaks == [TOGETHER] * 4
