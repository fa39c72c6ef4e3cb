"""What can be written in the pattern language, and what is refused with a reason."""

import pytest

from praxia.triage.patterns import ANY, Group, PatternError, parse


def test_plain_words():
    assert parse("chest pain") == (("chest", "pain"),)


def test_contractions_and_numbers_are_read_as_in_texts():
    assert parse("can't breathe for two days") == (("cannot", "breathe", "for", "2", "days"),)


def test_hyphen_parts_words():
    assert parse("one-sided") == (("1", "sided"),)


def test_gap_class_and_beginning():
    assert parse("@pain ~ vomit*") == (("@pain", ANY, "vomit*"),)


def test_two_parts():
    assert parse("head & hurt*") == (("head",), ("hurt*",))


def test_empty_alternative_is_optional():
    (part,) = parse("{my|the|} chest")
    assert isinstance(part[0], Group)
    assert part[0].optional
    assert part[0].alternatives == (("my",), ("the",))


def test_endings_of_a_word():
    (part,) = parse("chill{s|ed|}")
    assert part[0].alternatives == (("chills",), ("chilled",), ("chill",))


def test_groups_nest():
    (part,) = parse("{a {b|c}|d}")
    assert len(part[0].alternatives) == 2


def test_british_and_american_are_one():
    assert parse("{diarrhoea|diarrhea}")[0][0].alternatives == (("diarrhea",),)
    assert parse("haem*") == (("hem*",),)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("{a|b", "closing"),
        ("a}", "opening"),
        ("~ a", "both sides"),
        ("a ~", "both sides"),
        ("a ~ ~ b", "two ~"),
        ("a &", "empty part"),
        ("{a & b}", "inside"),
        ("a @", "not part"),
        ("ab*", "at least 3"),
        ("a*b", "not a word"),
        ("{|}", "empty"),
        ("{a|}", "may be missing"),
        ("(a)", "not a word"),
        ("a.*", "word of letters"),
        ("", "empty part"),
        ("a & b & c & d & e", "more than 4"),
        ("{a}b", "space is missing"),
    ],
)
def test_refused(pattern, reason):
    with pytest.raises(PatternError, match=reason):
        parse(pattern)
