"""Values of a profile come in with their origin, merge without loss, and are refused with a sentence each."""

from __future__ import annotations

import pytest
from django.utils import timezone

from praxia.lib.errors import Problem
from profiling.profile.models import Change, HealthProfile
from profiling.profile.records import Confidence, Source
from profiling.profile.selectors import about_of, profile_of, profile_wire
from profiling.profile.services import profile_update

pytestmark = pytest.mark.django_db
YEAR = timezone.now().year


def typed(person, **values):
    return profile_update(person=person, values=values, source=Source.TYPED)


def heard(person, confidence=Confidence.HIGH, explicit=False, **values):
    return profile_update(
        person=person,
        values=values,
        source=Source.INTERVIEW,
        confidence=confidence,
        explicit=explicit,
        quote="I said so",
    )


def test_it_works(amina):
    typed(amina, age=34, gender="female", weight=62.5, height=168, allergies="penicillin, nuts ,", country="ke")
    wire = profile_wire(profile_of(amina))
    assert (wire["age"], wire["birth_year"], wire["weight"], wire["country"]) == (34, YEAR - 34, 62.5, "KE")
    assert wire["allergies"] == ["penicillin", "nuts"]
    assert wire["provenance"]["age"]["source"] == "typed"
    amina.refresh_from_db()
    assert amina.country == "KE"


def test_nothing_said_is_an_unsaved_profile(amina):
    assert profile_wire(profile_of(amina))["age"] is None
    assert not HealthProfile.objects.exists()


def test_an_own_entry_is_not_overwritten_by_what_was_understood(amina):
    typed(amina, age=34)
    assert heard(amina, age=43).age == 34


def test_a_correction_in_words_is(amina):
    typed(amina, age=34)
    assert heard(amina, age=43, explicit=True).age == 43
    assert profile_of(amina).provenance["age"]["quote"] == "I said so"


def test_an_unsure_guess_does_not_overwrite_a_sure_one(amina):
    heard(amina, age=34)
    assert heard(amina, Confidence.LOW, age=43).age == 34


def test_what_is_not_named_stays(amina):
    typed(amina, wellness={"sleepQuality": "good", "stressLevel": "low"})
    typed(amina, wellness={"stressLevel": "high"})
    assert profile_of(amina).wellness == {"sleepQuality": "good", "stressLevel": "high"}


def test_null_clears_what_one_typed_and_an_interview_does_not(amina):
    typed(amina, age=34, gender="female")
    assert heard(amina, gender=None).gender == "female"
    assert typed(amina, gender=None).gender == ""
    assert "gender" not in profile_of(amina).provenance


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("age", 0, "min_value"), ("age", 131, "max_value"), ("age", -5, "min_value"), ("age", 250, "max_value"),
        ("age", "34", "type"), ("age", True, "type"), ("age", 3.5, "invalid"), ("age", float("nan"), "type"),
        ("weight", 0.5, "min_value"), ("weight", 501, "max_value"), ("height", 29, "min_value"), ("height", 273, "max_value"),
        ("weight", 10**400, "max_value"), ("gender", "Female", "invalid_choice"), ("pregnant", "no", "type"),
        ("country", "XX", "invalid_choice"), ("time_zone", "Mars/Base", "invalid_choice"), ("units", "furlongs", "invalid_choice"),
        ("allergies", 7, "type"), ("allergies", [["x"]], "type"), ("medications", [{"dose": "1"}], "type"),
        ("wellness", "x", "type"), ("birth_date", "17 May", "invalid"), ("birth_year", 1700, "min_value"),
        ("medical_history", "x" * 4001, "max_length"), ("emergency_contact", {"name": "Ben", "phone": "call me"}, "invalid"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(amina, key, value, code):
    with pytest.raises(Problem) as refused:
        typed(amina, full_name="Somebody else", **{key: value})
    assert refused.value.code == "VALIDATION_ERROR"
    assert [one.code for one in refused.value.errors] == [code]
    assert not HealthProfile.objects.exists() and not Change.objects.exists()


@pytest.mark.parametrize(
    "known", [("age", 1), ("age", 130), ("weight", 1), ("weight", 500), ("height", 30), ("height", 272)]
)
def test_the_bounds_themselves_are_in(amina, known):
    key, value = known
    assert profile_wire(typed(amina, **{key: value}))[key] == value


def test_every_fault_is_named(amina):
    with pytest.raises(Problem) as refused:
        typed(amina, age=0, weight=0, wellness={"sleepQuality": "bad"})
    assert {one.field for one in refused.value.errors} == {"age", "weight", "wellness.sleepQuality"}


def test_unknown_keys_are_left_out(amina):
    wire = profile_wire(typed(amina, age=34, is_staff=True, email="x@example.org", user_id="7", wellness={"x": 1}))
    assert wire["email"] == "amina@example.org" and wire["wellness"]["activityLevel"] is None
    assert not amina.is_staff


def test_age_and_birth_are_one_thing(amina):
    wire = profile_wire(typed(amina, birth_date=f"{YEAR - 34}-01-01"))
    assert (wire["age"], wire["birth_year"]) == (34, YEAR - 34)
    assert profile_wire(typed(amina, age=34))["birth_date"] == f"{YEAR - 34}-01-01"
    assert profile_wire(typed(amina, age=40))["birth_date"] is None


def test_age_and_birth_that_contradict_each_other(amina):
    with pytest.raises(Problem) as refused:
        typed(amina, age=34, birth_year=YEAR - 60)
    assert refused.value.errors[0].code == "mismatch"


def test_a_pregnant_male_body(amina):
    with pytest.raises(Problem):
        typed(amina, sex="male", pregnant=True)
    assert typed(amina, gender="male", pregnant=True).pregnant


def test_what_triage_is_told(amina):
    typed(
        amina,
        age=34,
        gender="male",
        sex="female",
        pregnant=True,
        country="KE",
        conditions=["asthma"],
        medications="warfarin",
    )
    about = about_of(amina)
    assert (about.sex, about.pregnant, about.country) == ("female", True, "KE")
    assert (about.conditions, about.medicines) == (("asthma",), ("warfarin",))
    assert about.age_years and 34 <= about.age_years < 35


def test_triage_is_not_told_what_was_only_guessed(amina):
    heard(amina, Confidence.LOW, age=3)
    assert about_of(amina).age_years is None
