"""The archive's FHIR Bundle: whole for the library that reads it, true to what the person said."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from fhir.resources.R4B.bundle import Bundle

from chat.models import Message
from profiling.interview.models import Session
from profiling.interview.records import Known, Sheet
from profiling.models import User
from profiling.profile import services
from profiling.profile.models import Consent
from profiling.profile.records import Source, Use
from tests.base import setup_user
from tests.chat.setup import SORE_THROAT, setup_answer
from tests.privacy.setup import opened, setup_archive

pytestmark = pytest.mark.django_db

SAID = {
    "age": 34, "gender": "female", "weight": 62.5, "height": 168, "pregnant": False, "country": "KE",
    "conditions": ["asthma", "hay fever"], "allergies": ["penicillin"], "medical_history": "Appendix out in 2010.",
    "medications": [{"name": "salbutamol", "dose": "100 µg", "as_needed": True}],
    "wellness": {"activityLevel": "moderate", "healthGoals": "run 10 km"},
    "emergency_contact": {"name": "Ben", "phone": "+254 700 000000", "relationship": "brother"},
}  # fmt: skip


KINDS = {
    "Patient", "Condition", "AllergyIntolerance", "MedicationStatement", "Observation", "Consent", "Communication",
}  # fmt: skip


def bundle_of(person: User) -> dict:
    return opened(setup_archive(person)).bundle()


def found(bundle: dict, kind: str) -> list[dict]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


@pytest.fixture
def told(amina) -> User:
    services.profile_update(person=amina, values=SAID, source=Source.TYPED)
    return amina


def test_the_library_reads_it_whole(told):
    setup_answer(told)
    Consent.objects.create(user=told, use=Use.CLINICIAN_REVIEW, allowed=True)
    bundle = bundle_of(told)
    read = Bundle.model_validate_json(json.dumps(bundle))
    assert (read.type, len(read.entry)) == ("collection", len(bundle["entry"]))
    kinds = {entry.resource.get_resource_type() for entry in read.entry}
    assert kinds == KINDS


def test_ids_are_unique_and_every_reference_leads_somewhere(told):
    setup_answer(told)
    text = json.dumps(bundle := bundle_of(told))
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(urls) == len(set(urls)) > 12
    assert all(f"urn:uuid:{entry['resource']['id']}" == entry["fullUrl"] for entry in bundle["entry"])
    assert {part.split('"')[0] for part in text.split('"reference": "')[1:]} <= set(urls)


def test_the_patient(told):
    [patient] = found(bundle_of(told), "Patient")
    assert patient["telecom"] == [{"system": "email", "value": told.email}]
    assert (patient["gender"], patient["address"]) == ("female", [{"country": "KE"}])
    assert patient["contact"][0]["name"] == {"text": "Ben"}
    assert "birthDate" not in patient  # an age is no date of birth


def test_a_date_of_birth_is_as_exact_as_it_was_told(amina):
    services.profile_update(person=amina, values={"birth_date": "1992-03-04"}, source=Source.TYPED)
    assert found(bundle_of(amina), "Patient")[0]["birthDate"] == "1992-03-04"


def test_measurements_carry_their_units(told):
    values = {
        one["code"]["coding"][0]["code"]: one["valueQuantity"]
        for one in found(bundle_of(told), "Observation")
        if "valueQuantity" in one
    }
    assert {code: (value["value"], value["code"]) for code, value in values.items()} == {
        "29463-7": (62.5, "kg"),
        "8302-2": (168.0, "cm"),
        "30525-0": (34, "a"),
    }


def test_conditions_allergies_and_medicines_are_those_that_were_told(told):
    bundle = bundle_of(told)
    assert [one["code"]["text"] for one in found(bundle, "Condition")] == ["asthma", "hay fever"]
    assert [one["code"]["text"] for one in found(bundle, "AllergyIntolerance")] == ["penicillin"]
    [medicine] = found(bundle, "MedicationStatement")
    assert medicine["medicationCodeableConcept"] == {"text": "salbutamol"}
    assert medicine["dosage"] == [{"text": "100 µg", "asNeededBoolean": True}]


def test_messages_answer_each_other(amina):
    answer = setup_answer(amina)
    asked, answered = found(bundle_of(amina), "Communication")
    assert asked["payload"] == [{"contentString": SORE_THROAT}]
    assert answered["inResponseTo"] == [{"reference": f"urn:uuid:{answer.parent_id}"}]
    assert (asked["priority"], answered["sender"]) == ("routine", {"display": "Praxia"})


def test_an_interview_is_a_questionnaire_with_the_words_that_were_heard(amina):
    session = Session(owner=amina, name="first")
    session.sheet = Sheet({"age": Known(34, 0.9, "I am 34")})
    session.save()
    [response] = found(bundle_of(amina), "QuestionnaireResponse")
    assert response["id"] == str(session.pk)
    assert response["item"] == [{"linkId": "age", "text": "age", "answer": [{"valueString": "34 (“I am 34”)"}]}]


def test_of_somebody_who_said_nothing_it_is_whole_too(db):
    bundle = bundle_of(setup_user("Nobody", full_name=""))
    Bundle.model_validate_json(json.dumps(bundle))
    assert len(found(bundle, "Patient")) == 1


def test_odd_texts_break_nothing(amina):
    answer = setup_answer(amina, content=" \n\t ")
    Message.objects.filter(pk=answer.pk).update(created_at=datetime(2024, 2, 29, tzinfo=UTC))
    odd = 'a\tb\u2028c ❦ "q" </x>'
    services.profile_update(person=amina, values={"conditions": [odd], "medical_history": odd}, source=Source.TYPED)
    bundle = bundle_of(amina)
    Bundle.model_validate_json(json.dumps(bundle))
