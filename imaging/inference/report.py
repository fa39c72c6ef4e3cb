"""What a report says, whatever it is written in: one stored reading, with the codes of its findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

# SNOMED CT, where a label means one thing there. The rest stands in words: "Lung Lesion", for one, is wider than any code.
SNOMED: Final = {
    "Atelectasis": ("46621007", "Atelectasis"),
    "Cardiomegaly": ("8186001", "Cardiomegaly"),
    "Consolidation": ("95436008", "Lung consolidation"),
    "Edema": ("19242006", "Pulmonary edema"),
    "Effusion": ("60046008", "Pleural effusion"),
    "Emphysema": ("87433001", "Pulmonary emphysema"),
    "Fibrosis": ("51615001", "Fibrosis of lung"),
    "Pneumonia": ("233604007", "Pneumonia"),
    "Pneumothorax": ("36118008", "Pneumothorax"),
}
# A verdict as HL7's interpretation and as SNOMED CT's qualifier.
VERDICTS: Final = {
    "detected": ("POS", "Positive", "260373001", "Detected"),
    "not_detected": ("NEG", "Negative", "260415000", "Not detected"),
    "cannot_tell": ("IND", "Indeterminate", "82334004", "Indeterminate"),
}


# What a clinician's disagreement makes of a verdict.
_OPPOSITE: Final = {"detected": "not_detected", "not_detected": "detected", "cannot_tell": "cannot_tell"}
OPINIONS: Final = {
    "agree": "agrees with the model",
    "disagree": "disagrees with the model",
    "cannot_tell": "cannot tell",
}


@dataclass(frozen=True)
class Signature:
    """Who signed a review of the reading, when, and what they say of each finding (label: agree, disagree or cannot_tell)."""

    by: str
    at: datetime
    opinions: Mapping[str, str]
    note: str = ""

    def told(self, label: str) -> str:
        return OPINIONS[self.opinions[label]]

    @property
    def words(self) -> str:
        told = "; ".join(f"{words(label)}: {self.told(label)}" for label in self.opinions)
        return " ".join(filter(None, (f"Reviewed and signed by {self.by} on {self.at:%Y-%m-%d}. {told}.", self.note)))


@dataclass(frozen=True)
class Report:
    """One reading as it is stored. `findings` and `model` are those of the public contract (section 9).

    Without a `signature` of a clinician the report is preliminary. `year` is all that is kept of the date of a film.
    """

    study_id: UUID
    read_at: datetime
    conclusion: str
    findings: Sequence[Mapping[str, Any]]
    model: Mapping[str, Any]
    signature: Signature | None = None
    year: str | None = None

    def verdict(self, finding: Mapping[str, Any]) -> str:
        """The model's, or what the clinician who signed makes of it."""
        told = str(finding["verdict"])
        opinion = self.signature.opinions.get(finding["label"]) if self.signature else None
        return {"disagree": _OPPOSITE[told], "cannot_tell": "cannot_tell"}.get(str(opinion), told)

    @property
    def method(self) -> str:
        """Which network with which calibration."""
        calibration = self.model.get("calibration")
        told = f"calibration {calibration}" if calibration else "not calibrated"
        return f"Praxia, {self.model['name']}, weights {self.model['sha256'][:12]}, {told}"


def words(label: str) -> str:
    """A label as a person reads it."""
    return label.replace("_", " ")
