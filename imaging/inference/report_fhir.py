"""A reading in FHIR R4B: one DiagnosticReport and one Observation per finding. Only worker code imports this; it is heavy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import uuid5

from fhir.resources.R4B.diagnosticreport import DiagnosticReport
from fhir.resources.R4B.observation import Observation

from imaging.inference.report import SNOMED, VERDICTS, Report, words

_TERMINOLOGY: Final = "http://terminology.hl7.org/CodeSystem"
_UCUM: Final = "http://unitsofmeasure.org"
_CHEST_FILM: Final = {"system": "http://loinc.org", "code": "30745-4", "display": "XR Chest Views"}


def resources(report: Report, subject: Mapping[str, str]) -> Iterator[Any]:
    """The DiagnosticReport first, then its Observations; ids are the same whenever it is exported.

    Signed by a clinician they are final, and the interpretation is the clinician's; the risk stays the model's.
    """
    observations = [_observation(report, finding, subject) for finding in report.findings]
    signed = report.signature
    yield DiagnosticReport(
        id=str(report.study_id),
        status="final" if signed else "preliminary",
        category=[_coded("v2-0074", "RAD", "Radiology")],
        code={"coding": [_CHEST_FILM], "text": "Chest film, read by a computer"},
        subject=dict(subject),
        effectiveDateTime=report.year,
        issued=signed.at if signed else report.read_at,
        resultsInterpreter=[{"display": signed.by}] if signed else None,
        result=[{"reference": f"urn:uuid:{one.id}"} for one in observations] or None,
        conclusion=" ".join(filter(None, (report.conclusion, signed.words if signed else ""))) or None,
    )
    yield from observations


def _observation(report: Report, finding: Mapping[str, Any], subject: Mapping[str, str]) -> Observation:
    code, display, *_ = VERDICTS[report.verdict(finding)]
    signed = report.signature
    return Observation(
        id=str(uuid5(report.study_id, finding["label"])),
        status="final" if signed else "preliminary",
        category=[_coded("observation-category", "imaging", "Imaging")],
        code=_code(finding["label"]),
        subject=dict(subject),
        effectiveDateTime=report.year,
        issued=signed.at if signed else report.read_at,
        method={"text": report.method},
        interpretation=[_coded("v3-ObservationInterpretation", code, display)],
        note=list(_notes(report, finding["label"])) or None,
        **_value(finding),
    )


def _notes(report: Report, label: str) -> Iterator[dict[str, Any]]:
    if report.model.get("notice"):
        yield {"text": report.model["notice"]}
    if signed := report.signature:
        yield {"text": f"The clinician {signed.told(label)}.", "authorString": signed.by, "time": signed.at}


def _value(finding: Mapping[str, Any]) -> dict[str, Any]:
    """A risk has its interval, base rate and threshold beside it; an uncalibrated score is never the value of an observation."""
    if not finding["calibrated"]:
        reason = _coded("data-absent-reason", "not-performed", "Not Performed")
        return {"dataAbsentReason": reason, "component": [_component("Uncalibrated score", finding["score"])]}
    low, high = finding["interval"]
    parts = (
        ("Lower end of the 95 % interval", low),
        ("Upper end of the 95 % interval", high),
        ("Share of films with it where the risk was calibrated", finding["base_rate"]),
        ("Risk above which it counts as detected", finding["threshold"]),
    )
    return {"valueQuantity": _quantity(finding["risk"]), "component": [_component(*part) for part in parts]}


def _component(name: str, value: float) -> dict[str, Any]:
    return {"code": {"text": name}, "valueQuantity": _quantity(value)}


def _quantity(value: float) -> dict[str, Any]:
    return {"value": round(value, 4), "unit": "1", "system": _UCUM, "code": "1"}


def _code(label: str) -> dict[str, Any]:
    if label not in SNOMED:
        return {"text": words(label)}
    code, display = SNOMED[label]
    return {"text": words(label), "coding": [{"system": "http://snomed.info/sct", "code": code, "display": display}]}


def _coded(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": f"{_TERMINOLOGY}/{system}", "code": code, "display": display}]}
