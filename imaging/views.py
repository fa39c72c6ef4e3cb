"""The pages of films: send one, see how it is read, look where the model looked, compare, delete. Whole without script."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from imaging import access, selectors, services, wire
from imaging.forms import StudyForm
from imaging.inference.cards import found, installed
from imaging.inference.limits import LIMITS, MIB
from imaging.models import Study
from imaging.records import Status
from imaging.wording import VERDICTS, percent, said
from praxia import llm
from praxia.lib.errors import Problem
from praxia.lib.limits import LIMITS as RATES
from profiling.access import person_of
from profiling.profile.records import Use
from profiling.profile.selectors import allows

RECENT = 50
GATES = (
    Path(__file__).with_name("inference") / "gates.json"
)  # read here, because the gates themselves are too heavy for the web
ACCEPTED = ".png,.jpg,.jpeg,.dcm,.dicom,.zip,image/png,image/jpeg,application/dicom,application/zip"
TOLD = {"mib": LIMITS.file_bytes // MIB, "bytes": LIMITS.file_bytes, "megapixels": LIMITS.pixels // 1_000_000}


@dataclass(frozen=True)
class Bar:
    """A risk as a bar of 100 units: its interval, the usual share, the threshold, and the band in which nobody can tell."""

    risk: float
    low: float
    high: float
    usual: float
    threshold: float
    band: tuple[float, float] | None

    @property
    def interval_width(self) -> float:
        return round(max(self.high - self.low, 0.6), 1)

    @property
    def band_width(self) -> float:
        return round(self.band[1] - self.band[0], 1) if self.band else 0


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def studies(request: HttpRequest) -> HttpResponse:
    """One's films, and the place to send another."""
    if request.method == "POST":
        return _send(request)
    return render(request, "imaging/studies.html", _list_context(request, StudyForm()))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def study(request: HttpRequest, study_id: UUID) -> HttpResponse:
    person = person_of(request)
    try:
        shown = (
            access.study_write(person, study_id) if request.method == "POST" else access.study_read(person, study_id)
        )
    except Problem:
        raise Http404 from None
    if request.method == "POST":
        return _act(request, shown)
    services.study_open(reader=person, study=shown, purpose="shared")
    return render(request, "imaging/study.html", _study_context(request, shown))


@login_required
@never_cache
@require_safe
def shared(request: HttpRequest, owner_id: UUID) -> HttpResponse:
    """The films of somebody who shares them, to look at."""
    reader = person_of(request)
    try:
        owner = access.studies_read(reader, owner_id)
    except Problem:
        raise Http404 from None
    if owner == reader:
        return redirect("xray")
    services.studies_open(reader=reader, owner=owner)
    return render(request, "imaging/shared.html", {"owner": owner, "studies": selectors.study_list(owner)[:RECENT]})


@login_required
@require_safe
def model(request: HttpRequest, name: str) -> HttpResponse:
    """The card of a model: what it is, what it learned from, how well it measured, and what it cannot do."""
    card = next((one for one in found(settings.MODELS_ROOT) if one.name == name), None)
    if card is None:
        raise Http404
    gates = json.loads(GATES.read_text())
    passed = [(_name(name), f"{share:.1%}") for name, share in gates["passes_held_out"].items()]
    return render(
        request, "imaging/model.html", {"card": card, "gates": gates, "passed": passed, "told": _card_told(card.body)}
    )


def _card_told(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parts of a card that people read. Cards of other models may lack some."""
    evaluation = body.get("evaluation") or {}
    source = body.get("training", {}).get("films") or body.get("source", {}).get("data")
    return [
        {"title": "What it cannot do", "lines": body.get("limits")},
        {"title": "What it learned from", "text": source},
        {
            "title": "How it measured",
            "text": evaluation.get("films"),
            "rows": [(name, _figure(value)) for name, value in (evaluation.get("figures") or {}).items()],
        },
        {"title": "Licence and source", "text": " ".join(filter(None, (body.get("licence"), body.get("attribution"))))},
    ]


def _figure(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{value.get('value')} (between {value.get('low')} and {value.get('high')})"
    return str(value)


def _send(request: HttpRequest) -> HttpResponse:
    form = StudyForm(request.POST, request.FILES)
    try:
        sent = services.study_create(
            person=person_of(request),
            upload=request.FILES.get("image"),
            note=request.POST.get("note", ""),
            view=request.POST.get("view", ""),
        )
    except Problem as problem:
        context = _list_context(request, form) | {"problem": problem, "triage": problem.extra.get("triage")}
        return render(request, "imaging/studies.html", context, status=422 if problem.status == 400 else problem.status)
    return redirect("xray_study", sent.pk)


def _act(request: HttpRequest, shown: Study) -> HttpResponse:
    """What a button of the study's page asks for. Unknown ones change nothing."""
    try:
        if "delete" in request.POST:
            services.study_delete(study=shown)
            return redirect("xray")
        if "release" in request.POST:
            services.study_release(study=shown)
        elif "blank" in request.POST:
            services.study_blank(study=shown)
        elif "again" in request.POST:
            services.study_read_again(study=shown)
        elif "explain" in request.POST:
            services.explanation_ask(study=shown)
        elif "unexplain" in request.POST:
            services.explanation_drop(study=shown)
    except Problem as problem:
        context = _study_context(request, shown) | {"problem": problem}
        return render(request, "imaging/study.html", context, status=problem.status)
    return redirect("xray_study", shown.pk)


def _list_context(request: HttpRequest, form: StudyForm) -> dict[str, Any]:
    cards = installed(settings.MODELS_ROOT)
    return {
        "form": form,
        "studies": list(selectors.study_list(person_of(request))[:RECENT]),
        "limits": TOLD | {"an_hour": RATES["xray"].person.n if RATES["xray"].person else 0},
        "accepted": ACCEPTED,
        "card": cards[0] if cards else None,
    }


def _study_context(request: HttpRequest, shown: Study) -> dict[str, Any]:
    told = wire.study_wire(shown)
    about_words = shown.explanation.get("plain_notices", [])
    other = _other(request, shown)
    review = selectors.review_of(shown) if shown.reading else None
    return {
        "study": shown,
        "told": told,
        "is_own": shown.owner_id == person_of(request).pk,
        "level": shown.explanation.get("level"),
        "about_film": [one for one in told["notices"] if one not in about_words],
        "about_words": about_words if told["findings"] else [],
        "may_explain": _may_explain(shown),
        "findings": [
            {**one, "name": _name(one["label"]), "bar": _bar(one), "said": said(one), "told": VERDICTS[one["verdict"]]}
            for one in told["findings"]
        ],
        "others": selectors.comparable(shown) if shown.reading else [],
        "other": other,
        "changes": _changes(shown, other) if other else [],
        "review": review,
        "opinions": [(_name(label), opinion) for label, opinion in review.opinions.items()] if review else [],
        "versions": shown.readings.count(),
    }


def _may_explain(shown: Study) -> bool:
    return shown.status == Status.COMPLETE and bool(llm.configured()) and allows(shown.owner, Use.LANGUAGE_MODEL)


def _other(request: HttpRequest, shown: Study) -> Study | None:
    """The film to compare with, of the same view and read by the same model."""
    asked = request.GET.get("with", "")
    return next((one for one in selectors.comparable(shown) if str(one.pk) == asked), None) if asked else None


def _changes(shown: Study, other: Study) -> list[dict[str, Any]]:
    before = {one["label"]: one for one in other.reading.findings} if other.reading else {}
    now = shown.reading.findings if shown.reading else []
    return [
        {"name": _name(one["label"]), "now": percent(one["risk"]), "before": percent(before[one["label"]]["risk"]),
         "overlaps": _overlap(one["interval"], before[one["label"]]["interval"]),
         "points": round(100 * (one["risk"] - before[one["label"]]["risk"]))}
        for one in now if one["calibrated"] and before.get(one["label"], {}).get("calibrated")
    ]  # fmt: skip


def _name(label: str) -> str:
    return label.replace("_", " ")


def _overlap(one: list[float], other: list[float]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _bar(one: dict[str, Any]) -> Bar | None:
    if not one["calibrated"]:
        return None
    low, high = one["interval"]
    band = (round(100 * one["band"][0], 1), round(100 * one["band"][1], 1)) if one.get("band") else None
    risk, low, high, usual, threshold = (
        round(100 * share, 1) for share in (one["risk"], low, high, one["base_rate"], one["threshold"])
    )
    return Bar(risk, low, high, usual, threshold, band)
