"""A reading as a DICOM structured report (TID 1500), for a study that came as DICOM. Only worker code imports this."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid5

import highdicom as hd
import pydicom
from highdicom import sr
from pydicom.sr.codedict import codes
from pydicom.uid import UID, ExplicitVRLittleEndian
from pydicom.valuerep import DA, DT, TM

from imaging.inference.report import SNOMED, VERDICTS, Report, words

_OURS: Final = "99PRAXIA"
_DEVICE: Final = UID("2.25.281053221749321938912391829304715")


def structured_report(report: Report, film: bytes) -> bytes:
    """A DICOM file (Enhanced SR) that refers to `film`, the de-identified data set of the study.

    UIDs are made from the study's id, so the same reading gives the same report. Raises ValueError without findings.
    """
    if not report.findings:
        raise ValueError("a study without findings has no report")
    source, signed = pydicom.dcmread(io.BytesIO(film)), report.signature
    written = sr.EnhancedSR(
        evidence=[source],
        content=_content(report, source)[0],
        series_instance_uid=_uid(report.study_id, "series"),
        series_number=2,
        sop_instance_uid=_uid(report.study_id, f"report {report.method} {signed.at.isoformat() if signed else ''}"),
        instance_number=1,
        manufacturer="Praxia",
        is_complete=True,
        is_final=bool(signed),
        is_verified=bool(signed),
        verifying_observer_name=_person(signed.by) if signed else None,
        verifying_organization="Praxia",
        transfer_syntax_uid=ExplicitVRLittleEndian,
    )
    # When the film was read or signed, not when this file is made: the same reading gives the same report.
    at = signed.at if signed else report.read_at
    written.ContentDate = written.InstanceCreationDate = DA(at.date())
    written.ContentTime = written.InstanceCreationTime = TM(at.time())
    for observer in written.get("VerifyingObserverSequence", []):
        observer.VerificationDateTime = DT(at)
    for equipment in written.get("ContributingEquipmentSequence", []):
        equipment.ContributionDateTime = DT(report.read_at)
    out = io.BytesIO()
    written.save_as(out, enforce_file_format=True)
    return out.getvalue()


def _content(report: Report, source: pydicom.Dataset) -> sr.MeasurementReport:
    """Without an image library (TID 1600): it is optional, asks for spacing that many films lack, and each group names its film."""
    device = sr.DeviceObserverIdentifyingAttributes(
        uid=_DEVICE, manufacturer_name="Praxia", model_name=report.model["name"]
    )
    observer = sr.ObserverContext(observer_type=codes.DCM.Device, observer_identifying_attributes=device)
    algorithm = sr.AlgorithmIdentification(
        name=report.model["name"], version=report.model["sha256"][:16], parameters=[report.method]
    )
    image = sr.SourceImageForMeasurementGroup.from_source_image(source)
    return sr.MeasurementReport(
        observation_context=sr.ObservationContext(observer_device_context=observer),
        procedure_reported=hd.sr.CodedConcept("30745-4", "LN", "XR Chest Views"),
        imaging_measurements=[_group(report, one, algorithm, image) for one in report.findings],
    )


def _person(name: str) -> str:
    """As DICOM writes names: the characters that part them are left out, and a caret says that it is one."""
    return f"{name.translate(str.maketrans('^=' + chr(92), '   '))[:60]}^"


def _group(
    report: Report,
    finding: Mapping[str, Any],
    algorithm: sr.AlgorithmIdentification,
    image: sr.SourceImageForMeasurementGroup,
) -> sr.MeasurementsAndQualitativeEvaluations:
    said = [_verdict("verdict", "Verdict of the reading", finding["verdict"])]
    if report.signature:
        said.append(_verdict("opinion", "Verdict of the clinician who signed", report.verdict(finding)))
    return sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier(
            uid=_uid(report.study_id, finding["label"]), identifier=words(finding["label"])
        ),
        finding_type=_concept(finding["label"]),
        algorithm_id=algorithm,
        measurements=_measurements(finding),
        qualitative_evaluations=said,
        source_images=[image],
    )


def _verdict(code: str, name: str, verdict: str) -> sr.QualitativeEvaluation:
    *_, value, display = VERDICTS[verdict]
    return sr.QualitativeEvaluation(
        name=sr.CodedConcept(code, _OURS, name), value=sr.CodedConcept(value, "SCT", display)
    )


def _measurements(finding: Mapping[str, Any]) -> list[sr.Measurement]:
    """Percent for a calibrated risk alone; a score of an uncalibrated network has no unit."""
    if not finding["calibrated"]:
        name = sr.CodedConcept("score", _OURS, "Uncalibrated score, not a probability")
        return [sr.Measurement(name=name, value=round(finding["score"], 4), unit=codes.UCUM.NoUnits)]
    rate = sr.CodedConcept("base-rate", _OURS, "Share of films with it where the risk was calibrated")
    return [
        sr.Measurement(
            name=sr.CodedConcept("111012", "DCM", "Certainty of Finding"),
            value=round(100 * finding["risk"], 2),
            unit=codes.UCUM.Percent,
        ),
        sr.Measurement(name=rate, value=round(100 * finding["base_rate"], 2), unit=codes.UCUM.Percent),
    ]


def _concept(label: str) -> sr.CodedConcept:
    if label in SNOMED:
        code, display = SNOMED[label]
        return sr.CodedConcept(code, "SCT", display)
    return sr.CodedConcept(label.replace(" ", "-")[:16], _OURS, words(label))


def _uid(study_id: UUID, name: str) -> UID:
    """PS3.5 B.2: a UID made from a UUID."""
    return UID(f"2.25.{uuid5(study_id, name).int}")
