"""How studies look on the wire: the same objects in REST, journal, socket and pages (section 9 of the public contract)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from imaging.models import Study
from imaging.records import DISCLAIMER, HELD, NO_MODEL, Status
from imaging.selectors import review_of

SHOWN = (Status.COMPLETE, Status.QUEUED, Status.RUNNING)  # while a film is read anew, what was said stays


def study_wire(study: Study) -> dict[str, Any]:
    reading = study.reading if study.status in SHOWN else None
    findings = [_finding(study, one) for one in reading.findings] if reading else []
    review = review_of(study) if reading else None
    return {
        "id": str(study.pk),
        "status": study.status,
        "image_url": f"/api/xray-analyses/{study.pk}/image/" if study.has_picture else None,
        "view": study.view_told or None,
        "note": study.note,
        "session_id": str(study.session_id) if study.session_id else None,
        "triage": study.triage,
        "quality": study.quality,
        "analysis_result": study.explanation.get("text", ""),
        "plain_words": study.explanation.get("plain") if reading else None,
        "next_steps": study.explanation.get("next_steps", []),
        "detected_conditions": [one["label"] for one in findings if one["verdict"] == "detected"],
        "confidence_scores": {one["label"]: one["risk"] for one in findings if one["calibrated"]},
        "findings": findings,
        "model": reading.model if reading else None,
        "reading": reading.number if reading else None,
        "report_url": f"/api/xray-analyses/{study.pk}/report.dcm" if reading and reading.report else None,
        "disclaimer": DISCLAIMER,
        "review": review.wire() if review else {"status": "unreviewed"},
        "notices": notices(study),
        "error": study.error,
        "events_url": study.events_url,
        "created_at": study.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }


def notices(study: Study) -> list[dict[str, str]]:
    found = []
    if study.status in SHOWN and study.reading and study.reading.notice:
        found.append(
            {
                "code": "DEMONSTRATION_MODEL" if study.reading.is_demonstration else "MODEL",
                "detail": study.reading.notice,
            }
        )
    if study.status == Status.COMPLETE:
        found += study.explanation.get("plain_notices", [])
    if study.status == Status.MODEL_NOT_INSTALLED:
        found.append({"code": "MODEL_NOT_INSTALLED", "detail": NO_MODEL})
    if study.status == Status.HELD:
        found.append({"code": "HELD_FOR_REVIEW", "detail": HELD})
    return found


def _finding(study: Study, stored: dict[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in stored.items() if key != "logit"}  # for recalibration alone
    return {**shown, "heatmap_url": f"/api/xray-analyses/{study.pk}/heatmap/{quote(stored['label'], safe='')}.png"}
