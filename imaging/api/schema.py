"""The shapes of requests and answers under `/api/xray-analyses/`, for the OpenAPI page. Services validate."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from imaging.inference.limits import LIMITS, MIB
from imaging.records import DEMONSTRATION, DISCLAIMER, NOTE_CHARS, Status, View
from praxia.lib.openapi import example

_ID = "0192f8c3-4f50-4b62-8d7e-8f9a0b1c2d3e"
STUDY_STATUSES = Status.values
PAGE = [
    OpenApiParameter("limit", int, description="At most 200; 50 when not given."),
    OpenApiParameter("cursor", str, description="From the Link header of the page before."),
    OpenApiParameter(
        "owner", str, description="The `user_id` of somebody who shares their X-rays; one's own when not given."
    ),
]
SIZE = [OpenApiParameter("size", str, enum=["small"], description="For lists: at most 144 pixels on the longer side.")]
LAST_ID = [OpenApiParameter("last_id", str, description="Id of the last event that was seen; also as `Last-Event-ID`.")]

FINDING = {
    "label": "Pneumonia",
    "verdict": "not_detected",
    "calibrated": True,
    "risk": 0.031,
    "interval": [0.02, 0.05],
    "base_rate": 0.5,
    "ratio": 0.06,
    "threshold": 0.42,
    "band": [0.38, 0.47],
    "zones": ["lower left of the picture"],
    "heatmap_url": f"/api/xray-analyses/{_ID}/heatmap/Pneumonia.png",
}
MODEL = {
    "name": "pneumonia-demo",
    "version": "1",
    "kind": "demonstration",
    "sha256": "9f2c…",
    "calibration": "2026-11-20.1",
    "population": "PneumoniaMNIST validation films",
    "card_url": "/xray/models/pneumonia-demo/",
    "notice": DEMONSTRATION,
}
STUDY = {
    "id": _ID,
    "status": "complete",
    "image_url": f"/api/xray-analyses/{_ID}/image/",
    "view": "PA",
    "note": "Cough for two weeks",
    "session_id": None,
    "triage": None,
    "quality": {"accepted": True, "reasons": [], "warnings": []},
    "analysis_result": "No finding is above its threshold. …",
    "plain_words": None,
    "next_steps": ["Show this film to a doctor at your next visit, or sooner if you feel unwell."],
    "detected_conditions": [],
    "confidence_scores": {"Pneumonia": 0.031},
    "findings": [FINDING],
    "model": MODEL,
    "reading": 1,
    "report_url": None,
    "disclaimer": DISCLAIMER,
    "review": {"status": "unreviewed"},
    "notices": [{"code": "DEMONSTRATION_MODEL", "detail": DEMONSTRATION}],
    "error": None,
    "events_url": f"/api/xray-analyses/{_ID}/events",
    "created_at": "2026-11-20T09:30:00.000Z",
}


@example({"image": "(binary)", "note": "Cough for two weeks", "view": "PA"})
class StudySent(serializers.Serializer):
    image = serializers.FileField(
        help_text=f"PNG, JPEG, DICOM or a ZIP of one study; at most {LIMITS.file_bytes // MIB} MB and "
        f"{LIMITS.pixels // 1_000_000} million pixels."
    )
    note = serializers.CharField(
        required=False, max_length=NOTE_CHARS, help_text="Judged by triage before the film is looked at."
    )
    view = serializers.ChoiceField(choices=View.choices, required=False)
    session_id = serializers.UUIDField(required=False, help_text="The talk that it belongs to.")


class ReasonShown(serializers.Serializer):
    code = serializers.CharField()
    words = serializers.CharField()


class QualityShown(serializers.Serializer):
    accepted = serializers.BooleanField()
    reasons = ReasonShown(many=True)
    warnings = ReasonShown(many=True)


class FindingShown(serializers.Serializer):
    """Calibrated it has a risk with its interval, base rate, ratio and threshold; else a score, which is no probability."""

    label = serializers.CharField()  # type: ignore[assignment]
    verdict = serializers.ChoiceField(choices=["detected", "not_detected", "cannot_tell"])
    calibrated = serializers.BooleanField()
    risk = serializers.FloatField(required=False)
    interval = serializers.ListField(child=serializers.FloatField(), required=False)
    base_rate = serializers.FloatField(required=False)
    ratio = serializers.FloatField(required=False)
    threshold = serializers.FloatField(required=False)
    band = serializers.ListField(child=serializers.FloatField(), required=False, allow_null=True)
    score = serializers.FloatField(required=False)
    zones = serializers.ListField(child=serializers.CharField(), help_text="Where the model looked, in words.")
    heatmap_url = serializers.CharField()


@example(STUDY)
class StudyShown(serializers.Serializer):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=STUDY_STATUSES)
    image_url = serializers.CharField(allow_null=True)
    view = serializers.CharField(allow_null=True)
    note = serializers.CharField()
    session_id = serializers.UUIDField(allow_null=True)
    triage = serializers.DictField(allow_null=True)
    quality = QualityShown(allow_null=True)
    analysis_result = serializers.CharField()
    plain_words = serializers.DictField(
        allow_null=True,
        help_text="What a language model wrote where somebody asked: `text`, `model`, `provider`, `prompt`.",
    )
    next_steps = serializers.ListField(child=serializers.CharField())
    detected_conditions = serializers.ListField(child=serializers.CharField())
    confidence_scores = serializers.DictField(child=serializers.FloatField())
    findings = FindingShown(many=True)
    model = serializers.DictField(allow_null=True)
    reading = serializers.IntegerField(allow_null=True, help_text="The number of the reading; earlier ones are kept.")
    report_url = serializers.CharField(
        allow_null=True, help_text="A DICOM structured report, where the film was DICOM."
    )
    disclaimer = serializers.CharField()
    review = serializers.DictField()
    notices = serializers.ListField(child=serializers.DictField())
    error = serializers.DictField(allow_null=True)
    events_url = serializers.CharField()
    created_at = serializers.DateTimeField()
