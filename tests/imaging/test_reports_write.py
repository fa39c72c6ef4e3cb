"""One stored reading as FHIR and as DICOM SR: valid, complete, and never more certain than the reading."""

from __future__ import annotations

import dataclasses
import io
import json
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
import pydicom
import pytest
from fhir.resources.R4B.bundle import Bundle, BundleEntry
from pydicom import Dataset

from imaging.inference.dicom_clean import cleaned
from imaging.inference.report import Report, Signature
from imaging.inference.report_fhir import resources
from imaging.inference.report_sr import structured_report

SUBJECT = {"reference": "urn:uuid:6b0d6f5e-52f5-4f52-8d14-4f8f3c0f6f64"}
SURE = {
    "label": "Effusion", "risk": 0.031, "interval": [0.02, 0.05], "base_rate": 0.12, "ratio": 0.26, "threshold": 0.3,
    "verdict": "not_detected", "calibrated": True,
}  # fmt: skip
UNSURE = {"label": "Lung Lesion", "score": 0.7, "verdict": "cannot_tell", "calibrated": False}
REPORT = Report(
    study_id=UUID("0192f8aa-0000-7000-8000-000000000001"),
    read_at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
    conclusion="No finding above its threshold. This is not a clinician's reading.",
    findings=[SURE, UNSURE],
    model={
        "name": "chest-18",
        "sha256": "ab" * 32,
        "calibration": "2026-03-01.1",
        "notice": "A computer read this film.",
    },
    year="2021",
)


SIGNED = dataclasses.replace(
    REPORT,
    signature=Signature(
        by="Zoë Nkemelu",
        at=datetime(2026, 3, 5, 8, 9, 10, tzinfo=UTC),
        opinions={"Effusion": "disagree", "Lung Lesion": "agree"},
        note="There is fluid on the right.",
    ),
)


def told(report: Report = REPORT) -> list[dict]:
    return [json.loads(one.model_dump_json()) for one in resources(report, SUBJECT)]


def test_fhir_has_a_report_and_an_observation_for_each_finding():
    report, effusion, lesion = told()
    assert report["resourceType"] == "DiagnosticReport" and report["status"] == "preliminary"
    assert [one["reference"] for one in report["result"]] == [f"urn:uuid:{one['id']}" for one in (effusion, lesion)]
    assert report["subject"] == effusion["subject"] == SUBJECT
    assert effusion["valueQuantity"]["value"] == 0.031 and effusion["interpretation"][0]["coding"][0]["code"] == "NEG"
    assert effusion["code"]["coding"][0]["code"] == "60046008"
    assert {part["valueQuantity"]["value"] for part in effusion["component"]} == {0.02, 0.05, 0.12, 0.3}
    assert "chest-18" in effusion["method"]["text"] and "2026-03-01.1" in effusion["method"]["text"]


def test_fhir_gives_no_value_without_calibration():
    lesion = told()[2]
    assert "valueQuantity" not in lesion and lesion["dataAbsentReason"]["coding"][0]["code"] == "not-performed"
    assert lesion["interpretation"][0]["coding"][0]["code"] == "IND"


def test_fhir_is_final_when_a_clinician_has_signed_and_says_who_and_when():
    report, effusion, lesion = told(SIGNED)
    assert {one["status"] for one in (report, effusion, lesion)} == {"final"}
    assert (
        report["issued"].startswith("2026-03-05T08:09:10")
        and report["resultsInterpreter"][0]["display"] == "Zoë Nkemelu"
    )
    assert report["conclusion"].startswith(REPORT.conclusion) and "There is fluid on the right." in report["conclusion"]
    assert "Effusion: disagrees with the model" in report["conclusion"]
    (note,) = [one for one in effusion["note"] if one.get("authorString")]
    assert note["text"] == "The clinician disagrees with the model." and note["time"].startswith("2026-03-05T08:09:10")


def test_fhir_interprets_as_the_clinician_does_and_keeps_the_risk():
    _, effusion, lesion = told(SIGNED)
    assert effusion["interpretation"][0]["coding"][0]["code"] == "POS" and effusion["valueQuantity"]["value"] == 0.031
    assert lesion["interpretation"][0]["coding"][0]["code"] == "IND"
    unsure = dataclasses.replace(SIGNED.signature, opinions={"Effusion": "cannot_tell", "Lung Lesion": "disagree"})
    _, effusion, lesion = told(dataclasses.replace(REPORT, signature=unsure))
    assert [one["interpretation"][0]["coding"][0]["code"] for one in (effusion, lesion)] == ["IND", "IND"]


def test_fhir_is_the_same_whenever_it_is_exported():
    assert told() == told()


def test_fhir_fits_into_a_bundle():
    entries = [BundleEntry(fullUrl=f"urn:uuid:{one.id}", resource=one) for one in resources(REPORT, SUBJECT)]
    again = Bundle.model_validate_json(Bundle(type="collection", entry=entries).model_dump_json())
    assert len(again.entry) == 3


def test_fhir_of_a_refused_film_has_no_observation():
    (report,) = told(dataclasses.replace(REPORT, findings=[], conclusion="The film was not read."))
    assert "result" not in report


@pytest.fixture(scope="module")
def film() -> bytes:
    source = Dataset()
    source.SOPClassUID, source.StudyInstanceUID = "1.2.840.10008.5.1.4.1.1.1.1", "1.2.3"
    source.SeriesInstanceUID, source.SOPInstanceUID, source.StudyDate = "1.2.3.4", "1.2.3.4.5", "20210506"
    source.Modality, source.PatientName = "DX", "Somebody^Real"
    return cleaned(source, np.full((64, 48), 700, np.uint16), "salt")


@pytest.fixture(scope="module")
def document(film) -> Dataset:
    return pydicom.dcmread(io.BytesIO(structured_report(REPORT, film)))


def items(node: Dataset):
    for one in node.get("ContentSequence", []):
        yield one
        yield from items(one)


def named(document: Dataset, meaning: str) -> list[Dataset]:
    return [
        one
        for one in items(document)
        if one.get("ConceptNameCodeSequence") and one.ConceptNameCodeSequence[0].CodeMeaning == meaning
    ]


def test_sr_is_a_measurement_report_about_the_film(document, film):
    source = pydicom.dcmread(io.BytesIO(film))
    assert document.Modality == "SR" and document.SOPClassUID == pydicom.uid.EnhancedSRStorage
    assert document.ContentTemplateSequence[0].TemplateIdentifier == "1500"
    assert (
        document.StudyInstanceUID == source.StudyInstanceUID and document.SeriesInstanceUID != source.SeriesInstanceUID
    )
    references = [
        one.ReferencedSOPSequence[0].ReferencedSOPInstanceUID for one in items(document) if one.ValueType == "IMAGE"
    ]
    assert set(references) == {source.SOPInstanceUID}


def test_sr_tells_each_finding(document):
    assert [one.ConceptCodeSequence[0].CodeMeaning for one in named(document, "Finding")] == [
        "Pleural effusion",
        "Lung Lesion",
    ]
    (certainty,) = named(document, "Certainty of Finding")
    assert float(certainty.MeasuredValueSequence[0].NumericValue) == 3.1
    verdicts = [one.ConceptCodeSequence[0].CodeMeaning for one in named(document, "Verdict of the reading")]
    assert verdicts == ["Not detected", "Indeterminate"]
    (score,) = named(document, "Uncalibrated score, not a probability")
    assert score.MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0].CodeValue == "1"


def test_sr_is_preliminary_until_signed(document, film):
    assert document.PreliminaryFlag == "PRELIMINARY" and document.VerificationFlag == "UNVERIFIED"
    assert named(document, "Verdict of the clinician who signed") == []
    signed = pydicom.dcmread(io.BytesIO(structured_report(SIGNED, film)))
    assert signed.PreliminaryFlag == "FINAL" and signed.VerificationFlag == "VERIFIED"
    (observer,) = signed.VerifyingObserverSequence
    assert observer.VerifyingObserverName.family_name == "Zoë Nkemelu"
    assert str(observer.VerificationDateTime) == "20260305080910+0000" and signed.ContentDate == "20260305"
    verdicts = [one.ConceptCodeSequence[0].CodeMeaning for one in named(signed, "Verdict of the clinician who signed")]
    assert verdicts == ["Detected", "Indeterminate"]
    assert signed.SOPInstanceUID != document.SOPInstanceUID and signed.SeriesInstanceUID == document.SeriesInstanceUID


def test_sr_of_a_signed_reading_is_the_same_whenever_it_is_written(film):
    assert structured_report(SIGNED, film) == structured_report(SIGNED, film)


def test_sr_takes_any_name(film):
    odd = dataclasses.replace(SIGNED.signature, by="O=Neil^the \\ " + "long" * 30)
    signed = pydicom.dcmread(io.BytesIO(structured_report(dataclasses.replace(REPORT, signature=odd), film)))
    assert str(signed.VerifyingObserverSequence[0].VerifyingObserverName).startswith("O Neil the")


def test_sr_is_the_same_whenever_it_is_written(document, film):
    assert (document.ContentDate, document.InstanceCreationDate) == ("20260304", "20260304")
    assert structured_report(REPORT, film) == structured_report(REPORT, film)


def test_sr_names_nobody(document):
    assert str(document.PatientName) == "" and document.PatientID == "" and "Somebody" not in str(document)


def test_sr_is_read_back_by_the_library(film):
    import highdicom as hd

    again = hd.sr.srread(io.BytesIO(structured_report(REPORT, film)))
    groups = again.content.get_image_measurement_groups()
    assert [group.finding_type.meaning for group in groups] == ["Pleural effusion", "Lung Lesion"]


def test_sr_of_a_study_without_findings_is_refused(film):
    with pytest.raises(ValueError, match="no report"):
        structured_report(dataclasses.replace(REPORT, findings=[]), film)
