"""When it was."""

import pytest

from tests.triage.small import found, present, rules


@pytest.mark.parametrize(
    "text",
    [
        "fever",
        "fever since yesterday",
        "fever for three days",
        "the fever started 3 days ago",
        "I have had a fever for a week",
        "fever this morning",
        "had a fever last night",
        "an hour ago I got a fever",
        "fever, it went away but came back",
        "last year I had an operation, now I have a fever",
        "I had a cold last year and I have a fever",
        "chronic fever",
        "she presents with a 3-day history of fever and cough",
        "a two week history of fever",
        "a short history of fever",
        "my brother died ten years ago. I have a fever",
        "fever, itchy all over, tired",
        "fever; my last holiday was eight weeks ago",
    ],
)
def test_now(text):
    assert "fever" in present(text)


@pytest.mark.parametrize(
    "text",
    [
        "fever last year",
        "I had a fever 3 years ago",
        "as a child I had fevers",
        "I used to get fevers",
        "in 2019 I had a fever",
        "history of fever",
        "she has a history of fever",
        "previous history of fever",
        "ten years ago, I had a fever",
        "when I was young I had fevers",
        "two years ago I had a rash, the fever was gone in a week",
        "I had a fever 3 days ago",
        "the fever has gone",
        "the fever went away",
        "the fever stopped yesterday",
        "I no longer have a fever",
        "I had a fever. It went away.",
        "my sister had a cough ten years ago, then she got a fever",
    ],
)
def test_not_now(text):
    assert "fever" not in present(text)


@pytest.mark.parametrize(
    "text",
    [
        "my arm was weak an hour ago, it is gone now",
        "weak arm yesterday, completely gone",
        "my arm was weak 2 days ago",
        "my weak arm went away",
    ],
)
def test_window_covers_what_has_passed(text):
    assert rules(text) == ["weak_arm_rule"]


@pytest.mark.parametrize(
    "text", ["my arm was weak 5 days ago", "my arm was weak last month", "I had a weak arm in 2015"]
)
def test_window_ends(text):
    assert rules(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "the rash has gone a funny colour",
        "the rash is over 4 inches wide",
        "with this rash she has passed out",
        "the rash has gone through my shirt",
    ],
)
def test_a_change_is_no_end(text):
    assert "rash" in present(text)


@pytest.mark.parametrize(
    "text",
    [
        "the rash has gone now",
        "the rash was gone in a week",
        "the rash is over, thanks",
        "the rash has stopped on its own",
    ],
)
def test_an_end_is_one(text):
    assert "rash" not in present(text)


def test_what_has_been_going_on_is_lasting():
    assert found("I have a rash. This has been happening for a year", "rash").lasting
    assert found("I have a rash. It has been going on for 2 months", "rash").lasting
    assert not found("I have a rash. I have been here for a year", "rash").lasting


@pytest.mark.parametrize(
    "text",
    [
        "for 3 months a rash when I walk",
        "three months rash and thirst",
        "she presents due to 2 years of rash",
        "the rash started half a year ago",
        "I have a rash. Been 2 years.",
        "A rash comes in the sun. This is so for a year.",
        "Rash. For 8 months a rash when it is cold. It goes within minutes.",
        "seven months after a rash on the bus I sleep badly",
    ],
)
def test_what_has_been_so_for_months_is_lasting(text):
    assert found(text, "rash").lasting


@pytest.mark.parametrize(
    "text",
    [
        "for 3 months a rash, suddenly worse",
        "For 8 months a rash when it is cold. Now it does not go away.",
        "Rash. I have had diabetes for 10 years.",
        "Bad rash. Been married 3 years.",
        "for 2 months a rash on the stairs, it woke me up twice",
        "for 2 months a rash on the stairs and also at rest",
        "I am 3 months pregnant and have a rash",
        "rash at the age of 2 years",
    ],
)
def test_what_is_new_is_not_lasting(text):
    assert not found(text, "rash").lasting


def test_hours_are_read():
    assert found("my arm was weak three hours ago", "weak_arm").hours == 3
    assert found("my arm was weak a couple of days ago", "weak_arm").hours == 48


def test_lasting_facts_hold_though_past():
    assert "two_of_three" not in rules("I have had diabetes for 20 years. cough and rash")
    assert "two_of_three" in rules("cough and rash")


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("surgery 3 days ago and fever", True),
        ("surgery 3 years ago and fever", False),
        ("surgery last year, fever now", False),
    ],
)
def test_passing_facts_pass(text, fires):
    assert ("after_surgery" in rules(text)) is fires


@pytest.mark.parametrize(
    "text", ["I have a fever, is it over the top to ring somebody?", "I have a fever. He reckons the worst is over."]
)
def test_neither_a_hope_nor_a_figure_of_speech_ends_it(text):
    assert rules(text) == rules("I have a fever")
