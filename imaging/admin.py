"""Operators see states and errors, not films or notes. Clinicians see films that people let them see, and sign what they think."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache

from imaging import access, selectors, services, wire
from imaging.models import Review, Study, path_of
from imaging.records import NOTE_CHARS, Opinion, Status
from imaging.wording import VERDICTS, said
from praxia.lib.admin import Unchanged
from praxia.lib.errors import Problem
from praxia.triage import Level
from profiling.access import person_of
from profiling.services import person_authenticate

SHOWN = 100
OPINION = "opinion-"


class SignForm(forms.Form):
    """An opinion on each finding, and the password again, because a signature is a person's word."""

    note = forms.CharField(
        label="What the person should know (optional)",
        required=False,
        max_length=NOTE_CHARS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    password = forms.CharField(label="Your password", widget=forms.PasswordInput)
    follows = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = [one["label"] for one in study.reading.findings] if study.reading else []
        asked = {
            f"{OPINION}{label}": forms.ChoiceField(
                label=label.replace("_", " "), choices=Opinion.choices, widget=forms.RadioSelect
            )
            for label in labels
        }
        self.fields = {**asked, **self.fields}

    @property
    def opinions(self) -> dict[str, str]:
        return {
            name.removeprefix(OPINION): said for name, said in self.cleaned_data.items() if name.startswith(OPINION)
        }


@admin.register(Study)
class StudyAdmin(Unchanged):
    list_display = ("id", "status", "run", "created_at", "finished_at")
    list_filter = ("status",)
    fields = ("id", "status", "run", "error", "created_at", "finished_at")
    change_list_template = "admin/imaging/studies.html"

    def get_urls(self) -> list[URLPattern]:
        here = self.admin_site.admin_view
        views = [
            path("review/", here(never_cache(self.queue)), name="imaging_review"),
            path("review/<uuid:study_id>/", here(never_cache(self.case)), name="imaging_case"),
            path("review/<uuid:study_id>/film/", here(never_cache(self.film)), name="imaging_case_film"),
            path("review/<uuid:study_id>/map/<str:label>/", here(never_cache(self.map)), name="imaging_case_map"),
        ]
        return views + super().get_urls()

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def queue(self, request: HttpRequest) -> HttpResponse:
        """What waits, most urgent first, then oldest. Only films of people who let clinicians review."""
        self._may_review(request)
        found = [study for study in selectors.queue()[:SHOWN] if selectors.may_be_reviewed(study)]
        found.sort(key=lambda study: (-_level(study).rank, study.created_at))
        rows = [(study, _level(study).value.replace("_", " ")) for study in found]
        return self._page(request, "admin/imaging/queue.html", "Films to review", {"rows": rows})

    def case(self, request: HttpRequest, study_id: UUID) -> HttpResponse:
        study = self._study(request, study_id)
        newest = selectors.review_of(study) if study.reading else None
        form = SignForm(request.POST or None, study=study, initial={"follows": newest.pk if newest else ""})
        status = 200
        if request.method == "POST":
            if "release" in request.POST or "blank" in request.POST:
                return self._release(request, study, blank="blank" in request.POST)
            if form.is_valid() and self._signed(request, study, form):
                return redirect("admin:imaging_review")
            status = 412 if _is_stale(form) else 422
        services.study_open(reader=person_of(request), study=study, purpose="review")
        told = wire.study_wire(study)
        findings = [one | {"said": said(one), "told": VERDICTS[one["verdict"]]} for one in told["findings"]]
        context = {"study": study, "told": told, "findings": findings, "form": form, "review": newest,
                   "reviews": study.reviews.select_related("clinician"), "held": study.status == Status.HELD}  # fmt: skip
        return self._page(request, "admin/imaging/case.html", "Film", context, status=status)

    def film(self, request: HttpRequest, study_id: UUID) -> HttpResponseBase:
        return _file(self._study(request, study_id).picture)

    def map(self, request: HttpRequest, study_id: UUID, label: str) -> HttpResponseBase:
        study = self._study(request, study_id)
        return _file(study.reading.overlays.get(label, "") if study.reading else "")

    def _study(self, request: HttpRequest, study_id: UUID) -> Study:
        """A film that its person lets clinicians see; for any other there is nothing here."""
        self._may_review(request)
        study = Study.objects.select_related("owner", "reading").filter(pk=study_id).first()
        if study is None or not selectors.may_be_reviewed(study):
            raise Http404
        return study

    def _may_review(self, request: HttpRequest) -> None:
        if not access.may_review(person_of(request)):
            raise PermissionDenied

    def _signed(self, request: HttpRequest, study: Study, form: SignForm) -> bool:
        clinician, given = person_of(request), form.cleaned_data
        try:
            person_authenticate(request=request, email=clinician.email, password=given["password"])
            services.review_sign(
                clinician=clinician, study=study, opinions=form.opinions, note=given["note"], follows=given["follows"]
            )
        except Problem as problem:
            form.add_error(None, forms.ValidationError(problem.detail, code=problem.code))
            return False
        self.message_user(request, "Signed. The person sees it beside the reading.")
        return True

    def _release(self, request: HttpRequest, study: Study, *, blank: bool) -> HttpResponse:
        services.study_open(reader=person_of(request), study=study, purpose="held film")
        if blank:
            services.study_blank(study=study)
        else:
            services.study_release(study=study)
        told = (
            "Its borders are being made black; it is held until somebody looks again."
            if blank
            else "The film is being read."
        )
        self.message_user(request, told)
        return redirect("admin:imaging_review")

    def _page(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "title": title, **context}
        return render(request, template, whole, status=status)


@admin.register(Review)
class ReviewAdmin(Unchanged):
    list_display = ("id", "study", "clinician", "signed_at")
    fields = ("id", "study", "clinician", "signed_at", "follows")

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


def _level(study: Study) -> Level:
    return Level(study.explanation.get("level") or (study.triage or {}).get("level") or Level.SELF_CARE.value)


def _is_stale(form: forms.Form) -> bool:
    return any(error.code == "STALE" for error in form.non_field_errors().as_data())


def _file(name: str) -> FileResponse:
    found: Path = path_of(name)
    if not name or not found.is_file():
        raise Http404
    return FileResponse(found.open("rb"), content_type="image/png", headers={"Cache-Control": "private, no-store"})
