"""Whose finding it is."""

import pytest

from praxia.triage import About
from tests.triage.small import found, present, rules, say


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
        "my mother had a weak arm at the table, now she sleeps",
        "my father had chest pain with sweating, then he sat down",
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


@pytest.mark.parametrize("text", ["I had a baby 6 days ago and have a fever", "I delivered my baby last week, fever"])
def test_who_gave_birth_is_meant(text):
    assert rules(text) == ["after_birth"]
    assert found(text, "fever").who == "self"


def test_a_baby_with_a_fever_is_meant_itself():
    assert found("I had a baby who has a fever", "fever").who == "other"
    assert found("I had a baby. She has a fever", "fever").who == "other"


@pytest.mark.parametrize("text", ["my sons fever", "my daughters fever", "my dads fever", "his wifes fever"])
def test_a_missing_apostrophe_still_names_somebody(text):
    assert found(text, "fever").who == "other"


@pytest.mark.parametrize("text", ["6 week old with a fever", "fever, 2 week old", "My 8 week old has 38.5"])
def test_so_young_a_person_does_not_write(text):
    assert rules(text) == ["baby_fever"]
    assert found(text, "fever").who == "other"


@pytest.mark.parametrize(
    "text",
    ["3 day old bruise and I have a fever", "my 2 week old stitches itch, fever", "fever and a 6 week old tattoo"],
)
def test_a_thing_has_an_age_too(text):
    assert rules(text) == []
    assert found(text, "fever").who == "self"


@pytest.mark.parametrize("text", ["I am 30 years old with a fever", "45 year old with a fever"])
def test_an_adult_may_write(text):
    assert found(text, "fever").who == "self"


def test_who_gave_an_opinion_is_not_whom_the_next_sentence_is_about():
    assert rules("My husband thinks I worry too much. He has a fever", About(age_years=0.1)) == ["baby_fever"]
    assert found("My son has a cough. My dad says it is only stress. He has a fever", "fever").person == 1


def test_what_stands_before_a_person_is_theirs():
    assert found("a rash in my husbands eye", "rash").who == "other"
    assert found("I have a fever, my son has a cough", "fever").who == "self"


@pytest.mark.parametrize(
    "text", ["I do not wake up gasping", "I cannot wake up in the morning", "I really cannot wake up early"]
)
def test_nobody_says_of_themselves_that_they_do_not_wake(text):
    assert present(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "I cannot wake him",
        "I cannot wake Sarah",
        "I took pills and cannot wake up",
        "I was unconscious for hours",
        "I cannot wake up my dad",
        "I came home, will not wake up",
        "I tried all and he does not move, will not wake up",
        "will not wake up",
    ],
)
def test_but_of_others(text):
    assert present(text) == {"unresponsive"}


def test_family_history_does_not_reach_back_to_ones_own():
    assert rules("chest pain and sweating since last night, dad died of a heart attack") == ["heart_signs"]
    assert present("fever, cough and rash run in my family") == set()


def test_an_animal_as_an_object_takes_nothing_away():
    assert found("he said look after my cat", "farewell").who == "other"
    assert found("my cat has a fever", "fever").who == "animal"
    assert found("my cat was scratched by a dog and has a fever", "fever").who == "animal"
    assert found("my cat scratched me, fever", "fever").who == "self"


def test_things_are_nobody():
    assert found("I have new shoes and walked in them. Fever since", "fever").who == "self"
    assert found("my sons ate, I fed them. Fever since", "fever").who == "other"


@pytest.mark.parametrize("text", ["his fever shows when he is tired", "the fever series of tests"])
def test_to_show_is_no_film(text):
    assert found(text, "fever").who != "fiction"


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


def test_what_it_feels_like_is_no_opinion():
    assert found("he says it is like a panic", "anxious").when == "now"


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


@pytest.mark.parametrize(
    "text", ["my nan tripped over the cat and she cannot breathe", "he gave his dog away and now he cannot breathe"]
)
def test_an_animal_that_something_is_done_with_is_not_who_is_ill(text):
    assert found(text, "breathless").who == "other"


def test_quote_is_verbatim():
    text = "Help: my HUSBAND can’t  breathe!"
    (rule,) = say(text).rules
    assert rule.quote in text
