"""Whose finding it is."""

import pytest

from praxia.triage import About
from tests.triage.small import found, rules, say


@pytest.mark.parametrize(
    "text",
    [
        "my husband can't breathe",
        "he can't breathe",
        "someone on the bus can't breathe",
        "my 4 year old can't breathe",
        "a man here cannot breathe",
        "our baby cannot breathe",
    ],
)
def test_a_person_present_fires(text):
    assert rules(text) == ["no_breath"]
    assert found(text, "breathless").who == "other"


@pytest.mark.parametrize(
    "text",
    [
        "my father had weak arm trouble, he died of it",
        "my grandmother had a weak arm",
        "there is a family history of weak arm",
        "a weak arm runs in the family",
        "my uncle died after a weak arm",
        "my mother had chest pain with sweating",
    ],
)
def test_family_history_never_fires(text):
    assert rules(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "my mother has a weak arm now",
        "my mother had a weak arm this morning",
        "my father is sweating and has chest pain",
    ],
)
def test_a_parent_present_fires(text):
    assert rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "in a film the hero cannot breathe",
        "I watched a movie where a man cannot breathe",
        "the character in my book has a weak arm",
        "I dreamt that I had a weak arm",
        "my dog has a weak arm",
        "my cat cannot breathe",
    ],
)
def test_films_and_animals_never_fire(text):
    assert rules(text) == []


@pytest.mark.parametrize(
    "text", ["I was watching a movie and now I cannot breathe", "my dog is fine but I cannot breathe"]
)
def test_films_and_animals_beside_a_person(text):
    assert rules(text) == ["no_breath"]


@pytest.mark.parametrize(
    "text",
    ["my friend says it is just anxiety", "the internet says this is only panic", "everyone thinks it is anxiety"],
)
def test_opinion_is_no_finding(text):
    assert found(text, "anxious").when == "hypothetical"


def test_what_somebody_sees_is_a_finding():
    assert rules("my wife says I have a weak arm") == ["weak_arm_rule"]


def test_age_is_theirs_not_the_profiles():
    assert rules("my 6 week old has a fever", About(age_years=34)) == ["baby_fever"]
    assert rules("my mother has a fever", About(age_years=0.1)) == []


def test_profile_is_theirs_when_they_are_only_described():
    assert rules("She has a fever", About(age_years=0.1)) == ["baby_fever"]


def test_profile_of_the_other_sex_is_not_theirs():
    assert "pregnant_vomiting" not in rules("he is vomiting", About(sex="female", pregnant=True))


def test_facts_count_for_the_person_with_the_symptoms():
    assert rules("I am on chemo. My son has a fever", About()) == []
    assert rules("I am on chemo. I have a fever") == ["fever_low_immunity"]


def test_facts_beside_a_symptom_count_whoever_has_it():
    assert rules("I am on chemo and my son has a fever") == ["fever_low_immunity"]


def test_profile_facts():
    assert rules("I have a fever", About(medicines=("Chemotherapy weekly",))) == ["fever_low_immunity"]
    assert rules("vomiting all day", About(sex="female", pregnant=True)) == ["pregnant_vomiting"]
    assert rules("my friend has a fever", About(medicines=("Chemotherapy weekly",))) == []


def test_who_only_gave_an_opinion_is_not_the_patient():
    about = About(medicines=("Chemotherapy weekly",))
    assert rules("My friend says it is just panic. Fever since today.", about) == ["fever_low_immunity"]


def test_unknown_age_is_no_baby():
    assert rules("fever") == []


def test_quote_is_verbatim():
    text = "Help: my HUSBAND can’t  breathe!"
    (rule,) = say(text).rules
    assert rule.quote in text
