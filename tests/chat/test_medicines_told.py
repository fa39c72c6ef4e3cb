"""What an answer says about medicines: warnings with their sources, silence that is not called safety, and nothing that delays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chat import medicines, wording
from chat.judging import Judged, judge_text
from chat.wording import NOT_REVIEWED
from praxia.triage import About

TOGETHER = "## Taking these together"


def judged(text: str, **about: object) -> Judged:
    return judge_text(text, about=About(country="US", **about))


def told(text: str, **about: object) -> str:
    return wording.draft(judged(text, **about)).text


def test_it_works() -> None:
    draft = wording.draft(judged("Can I take ibuprofen while I am on warfarin?"))
    assert draft.action.startswith("**Do not take ibuprofen and warfarin together unless")
    assert TOGETHER in draft.text and "bleeding much more likely" in draft.text
    assert "[1][2][3]" in draft.text and len(draft.sources) == 3
    assert medicines.ASK_FIRST in draft.text and NOT_REVIEWED in draft.disclaimer


def test_an_unknown_pair_is_never_called_safe() -> None:
    text = told("can I take metformin with loratadine")
    assert "My list holds no warning about **metformin** together with **loratadine**." in text
    assert "does not mean that they are safe together" in text


def test_what_one_medicine_is_for_and_the_most_of_a_leaflet() -> None:
    assert "lowers blood sugar" in told("what does metformin do")
    text = told("how many paracetamol can I take in a day")
    assert "at most 4 grams in 24 hours" in text and "under 50 kg" in text and "Children need other amounts." in text


@pytest.mark.parametrize(
    "text",
    [
        "I am pregnant, can I take ibuprofen",
        "can pregnant women take ibuprofen",
        "my baby is 6 weeks, can she have calpol",
        "how much ibuprofen can I give my 5 year old",
        "I have kidney disease, how many ibuprofen can I take",
    ],
)
def test_amounts_of_a_leaflet_are_not_told_of_somebody_for_whom_they_are_wrong(text: str) -> None:
    said = told(text)
    assert "**Ask a pharmacist, midwife or doctor before " in said
    assert "in 24 hours" not in said and "only a pharmacist, midwife or doctor can say" in said


def test_two_that_adults_may_take_are_not_recommended_for_a_child() -> None:
    said = told("can my 3 year old have calpol and nurofen together")
    assert said.startswith("**Ask a pharmacist, midwife or doctor before either of them is given or taken.**")


def test_amounts_are_not_told_to_who_is_young_or_pregnant_by_the_profile() -> None:
    assert "in 24 hours" not in told("how many paracetamol can I take", age_years=12.0)
    assert "in 24 hours" not in told("how much ibuprofen can I take", pregnant=True)
    assert "in 24 hours" in told("how many paracetamol can I take", age_years=40.0)


def test_a_medicine_in_use_is_no_reason_to_ask_before_it() -> None:
    assert "Ask a pharmacist, midwife" not in told("I take warfarin")
    assert "Ask a pharmacist, midwife" not in told("I have asthma, how does salbutamol work")


def test_a_medicine_without_a_text_is_left_to_its_leaflet() -> None:
    assert medicines.NO_TEXT in told("what is lurasidone or clozapine for")


def test_doubled_paracetamol_gets_a_poison_line() -> None:
    text = told("I took two different cold medicines that both have paracetamol")
    assert "Ring a pharmacist or poison line now" in text and "more than 4 grams in 24 hours" in text


def test_a_name_that_was_typed_stands_with_the_name_of_the_packet() -> None:
    assert "**Tylenol (paracetamol) and lemsip" in told("can I take Tylenol and lemsip")


def test_what_stands_in_the_profile_is_marked() -> None:
    assert "one of them stands in your profile" in told("can I take aspirin for my cold", medicines=("warfarin",))


def test_an_ambulance_is_not_delayed_by_warnings() -> None:
    text = told("I took sildenafil and then my nitro spray, now I have chest pain and feel faint")
    assert "Call 911 now." in text and TOGETHER not in text


@pytest.mark.parametrize(("severity", "is_told"), [("SERIOUS", True), ("CAUTION", False)])
def test_in_an_emergency_only_strong_warnings_stand(severity: str, is_told: bool) -> None:
    found = judged("Can I take ibuprofen while I am on warfarin?")
    pairs = tuple(replace(pair, severity=medicines.Severity[severity]) for pair in found.assessment.pairs)
    urgent = replace(found, assessment=replace(found.assessment, pairs=pairs), wire=found.wire | {"level": "ed_now"})
    assert (TOGETHER in wording.draft(urgent).text) == is_told


def test_medicines_beside_a_complaint_are_no_topic() -> None:
    text = told("I have had a sore throat for two days and took ibuprofen")
    assert medicines.ABOUT not in text and medicines.ASK_FIRST not in text


def test_a_drink_alone_is_no_medicine() -> None:
    assert medicines.ABOUT not in told("I drank coffee and milk")


def test_the_material_for_a_model_holds_the_same_facts() -> None:
    draft = wording.draft(judged("is it ok to drink alcohol with metronidazole"))
    assert any("Leave alcohol out during the course and for 2 days" in piece for piece in draft.body)
