"""Numbers with units."""

import pytest

from praxia.triage.measures import measured
from praxia.triage.text import read


def values(text):
    words = read(text)
    return {(one.quantity, one.value) for one in measured(words, words.words)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("temperature of 39.5", ("temperature_c", 39.5)),
        ("temp 104F", ("temperature_c", 40.0)),
        ("104 °F", ("temperature_c", 40.0)),
        ("38,6°C", ("temperature_c", 38.6)),
        ("running a 103 fever", ("temperature_c", 39.44)),
        ("a fever of a hundred and four", ("temperature_c", 40.0)),
        ("40 degrees", ("temperature_c", 40.0)),
        ("T 38.9", ("temperature_c", 38.9)),
        ("she has 101.2", ("temperature_c", 38.44)),
        ("oxygen is at 88%", ("spo2_pct", 88.0)),
        ("SpO2: 91", ("spo2_pct", 91.0)),
        ("85% sats", ("spo2_pct", 85.0)),
        ("BP 210/120", ("systolic_mmhg", 210.0)),
        ("BP 210/120", ("diastolic_mmhg", 120.0)),
        ("blood pressure is 80 over 50", ("systolic_mmhg", 80.0)),
        ("blood pressure was 190", ("systolic_mmhg", 190.0)),
        ("heart rate of 150", ("heart_rate_bpm", 150.0)),
        ("38 bpm", ("heart_rate_bpm", 38.0)),
        ("fever, heart 150", ("heart_rate_bpm", 150.0)),
        ("my meter reads 480", ("glucose_mmol_l", 26.64)),
        ("blood sugar 450", ("glucose_mmol_l", 24.98)),
        ("sugar is 2.8 mmol/L", ("glucose_mmol_l", 2.8)),
        ("glucose 54 mg/dl", ("glucose_mmol_l", 3.0)),
        ("34 weeks pregnant", ("weeks_pregnant", 34.0)),
        ("pregnant, about 20 weeks", ("weeks_pregnant", 20.0)),
        ("5 months pregnant", ("weeks_pregnant", 21.7)),
        ("in my third trimester", ("weeks_pregnant", 32.0)),
        ("three days after surgery", ("days_since_operation", 3.0)),
        ("I had colon surgery two weeks ago", ("days_since_operation", 14.0)),
        ("c-section yesterday", ("days_since_operation", 1.0)),
        ("post-op day 4", ("days_since_operation", 4.0)),
        ("my 4 year old", ("age_years", 4.0)),
        ("a 6-month-old baby", ("age_years", 0.5)),
        ("I am 45 and tired", ("age_years", 45.0)),
        ("fever, I am 72", ("age_years", 72.0)),
        ("65 yo male", ("age_years", 65.0)),
        ("aged 70", ("age_years", 70.0)),
        ("my father is 78 and fell", ("age_years", 78.0)),
        ("my nan (88, on apixaban) fell", ("age_years", 88.0)),
        ("my nephew is 2, he pulled the kettle", ("age_years", 2.0)),
        ("32F with pain", ("age_years", 32.0)),
        ("the twin boys, 5 weeks, are hot", ("age_years", 0.0958)),
        ("feels hot 38.1 in the armpit", ("temperature_c", 38.1)),
        ("shaking and shivering, 39.1", ("temperature_c", 39.1)),
        ("her breaths are like 5 a minute", ("breaths_per_minute", 5.0)),
        ("respiratory rate of 32", ("breaths_per_minute", 32.0)),
        ("70 breaths per minute", ("breaths_per_minute", 70.0)),
        ("ketone meter says 4.1", ("ketones_mmol_l", 4.1)),
    ],
)
def test_read(text, expected):
    assert expected in values(text)


@pytest.mark.parametrize(
    "text",
    [
        "fever for 3 days",
        "I am 40 years old with fever",
        "temperature 300",
        "sugar 3 times a day",
        "pain 8/10",
        "room 101",
        "my peak flow meter reads 250",
        "heart surgery in 2019",
        "call 112",
        "ketones tested 3 times",
        "breathing exercises 5 times a day",
        "my son had 5 weeks of holidays",
        "what is a normal oxygen level for someone aged 70",
        "blood pressure of a woman age 65",
        "in 2019",
        "2 litres of oxygen",
    ],
)
def test_other_numbers_are_no_readings(text):
    assert {quantity for quantity, _ in values(text)} <= {"age_years"}


def test_negated_number_is_denied():
    from tests.triage.small import found

    assert found("my temperature is 36.8", "fever").negated
    assert not found("my temperature is 39", "fever").negated
