"""The profile in FHIR R4B. Only worker code imports this: the library is heavy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid5

from fhir.resources.R4B.allergyintolerance import AllergyIntolerance
from fhir.resources.R4B.condition import Condition
from fhir.resources.R4B.consent import Consent as FhirConsent
from fhir.resources.R4B.medicationstatement import MedicationStatement
from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.patient import Patient

from profiling.models import User
from profiling.privacy.registry import subject_of
from profiling.profile.models import Consent, HealthProfile
from profiling.profile.selectors import consents_of, profile_of

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
GENDERS = {"male": "male", "female": "female", "other": "other"}
WELLNESS = {
    "activityLevel": "Activity level",
    "dietaryPreference": "Diet",
    "sleepQuality": "Sleep quality",
    "stressLevel": "Stress level",
    "healthGoals": "Health goals",
}


def resources(person: User) -> Iterator[Any]:
    profile = profile_of(person)
    yield _patient(profile)
    for name in profile.conditions:
        yield Condition(
            id=_id(person, "condition", name),
            subject=subject_of(person),
            code={"text": name},
            clinicalStatus=_coded("condition-clinical", "active"),
            verificationStatus=_coded("condition-ver-status", "unconfirmed"),  # told by the person, confirmed by nobody
        )
    for name in profile.allergies:
        yield AllergyIntolerance(
            id=_id(person, "allergy", name),
            patient=subject_of(person),
            code={"text": name},
            clinicalStatus=_coded("allergyintolerance-clinical", "active"),
            verificationStatus=_coded("allergyintolerance-verification", "unconfirmed"),
        )
    for medicine in profile.medications:
        yield _medicine(person, medicine)
    yield from _observations(profile)
    for consent in consents_of(person).values():
        yield _consent(person, consent)


def _patient(profile: HealthProfile) -> Patient:
    person, contact = profile.user, profile.emergency_contact or {}
    return Patient(
        id=str(person.pk),
        active=person.is_active,
        name=[{"text": person.full_name}] if person.full_name.strip() else None,
        telecom=[{"system": "email", "value": person.email}],
        gender=GENDERS.get(profile.gender),
        birthDate=_birth_date(profile),
        address=[{"country": person.country}] if person.country else None,
        communication=[{"language": {"text": person.preferred_language}, "preferred": True}],
        contact=[_contact(contact)] if contact.get("name") or contact.get("phone") else None,
    )


def _contact(contact: dict[str, Any]) -> dict[str, Any]:
    named: dict[str, Any] = {"name": {"text": contact["name"]}} if contact.get("name") else {}
    reached = {"telecom": [{"system": "phone", "value": contact["phone"]}]} if contact.get("phone") else {}
    relation = {"relationship": [{"text": contact["relationship"]}]} if contact.get("relationship") else {}
    return named | reached | relation


def _birth_date(profile: HealthProfile) -> str | None:
    """A date or a year, as exactly as it was told; an age alone stands as an observation."""
    born = profile.born
    if born is None or born.first.year != born.last.year:
        return None
    return born.first.isoformat() if born.is_exact else str(born.first.year)


def _medicine(person: User, medicine: dict[str, Any]) -> MedicationStatement:
    dose, as_needed = medicine.get("dose") or "", bool(medicine.get("as_needed"))
    dosage: dict[str, Any] = ({"text": dose} if dose.strip() else {}) | ({"asNeededBoolean": True} if as_needed else {})
    return MedicationStatement(
        id=_id(person, "medicine", medicine["name"], dose),
        status="active",
        subject=subject_of(person),
        medicationCodeableConcept={"text": medicine["name"]},
        dosage=[dosage] if dosage else None,
    )


def _observations(profile: HealthProfile) -> Iterator[Observation]:
    """Measures in kg, cm and years; answers about life in the person's own terms."""
    measured = (
        ("weight", "29463-7", "Body weight", profile.weight_kg, "kg", "kg"),
        ("height", "8302-2", "Body height", profile.height_cm, "cm", "cm"),
        ("age", "30525-0", "Age", profile.age, "years", "a"),
    )
    for key, loinc, words, value, unit, code in measured:
        if value is not None:
            quantity = {"value": value, "unit": unit, "system": UCUM, "code": code}
            yield _observation(profile, key, words, loinc=loinc, valueQuantity=quantity)
    if profile.pregnant is not None:
        yield _observation(profile, "pregnant", "Pregnancy status", loinc="82810-3", valueBoolean=profile.pregnant)
    for key, words in WELLNESS.items():
        if value := profile.wellness.get(key):
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield _observation(profile, f"wellness.{key}", words, valueString=text)
    if profile.medical_history.strip():
        yield _observation(profile, "medical_history", "Medical history", valueString=profile.medical_history)


def _observation(profile: HealthProfile, key: str, words: str, *, loinc: str = "", **value: Any) -> Observation:
    origin = profile.origin(key)
    coding = [{"system": LOINC, "code": loinc, "display": words}] if loinc else None
    return Observation(
        id=_id(profile.user, "observation", key),
        status="final",
        category=[_coded("observation-category", "vital-signs" if key in ("weight", "height") else "social-history")],
        code={"text": words, "coding": coding},
        subject=subject_of(profile.user),
        effectiveDateTime=origin.at if origin else profile.updated_at,
        note=[{"text": f"Source: {origin.source}; confidence: {origin.confidence}."}] if origin else None,
        **value,
    )


def _consent(person: User, consent: Consent) -> FhirConsent:
    return FhirConsent(
        id=_id(person, "consent", consent.use),
        status="active",
        scope=_coded("consentscope", "patient-privacy"),
        category=[{"text": consent.use}],
        patient=subject_of(person),
        dateTime=consent.created_at,
        policyRule={"text": "As chosen by the person in Praxia."},
        provision={"type": "permit" if consent.allowed else "deny"},
    )


def _coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": f"{TERMINOLOGY}/{system}", "code": code}]}


def _id(person: User, *name: str) -> str:
    """The same for the same thing of the same person, whenever it is exported."""
    return str(uuid5(person.pk, "/".join(name)))
