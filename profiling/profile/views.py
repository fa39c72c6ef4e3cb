"""The pages of one's profile. All of them work without script: forms post, a refusal is a page that keeps what was typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from praxia.lib.errors import Problem
from praxia.triage import emergency
from profiling.access import person_of
from profiling.privacy.services import read_record
from profiling.profile import access, sections, selectors, services
from profiling.profile.forms import page_values
from profiling.profile.models import HealthProfile
from profiling.profile.records import Scope, Source, Units, Use

PAGE = require_http_methods(["GET", "HEAD", "POST"])
LINES = 50
SCOPES = {
    Scope.PROFILE: "Your health profile",
    Scope.CHAT: "Your talks",
    Scope.XRAY: "Your X-ray results",
    Scope.FITNESS: "Your training and food",
}
CHOOSE = "Please choose what may be read."
IMPERIAL = {"weight": "Weight must be between 2.3 and 1,102 lb.", "height": "Height must be between 1 and 8 ft 11 in."}


@login_required
@never_cache
@PAGE
def profile(request: HttpRequest) -> HttpResponse:
    """Everything that is known, each value with where it came from; one section at a time is a form."""
    if request.method != "POST":
        return _profile(request, editing=request.GET.get("edit", ""))
    if "picture" in request.POST or "picture" in request.FILES:
        return _picture(request)
    section = sections.section_named(request.POST.get("section", ""))
    if section is None:
        return redirect("profile")
    person = person_of(request)
    known = selectors.profile_of(person)
    try:
        if "confirm" in request.POST:
            services.section_confirm(person=person, keys=[field.key for field in section.fields])
        else:
            services.profile_write(person=person, values=page_values(section, known, request.POST))
    except Problem as problem:
        person.refresh_from_db()
        return _profile(request, editing=section.name, problem=_in_units(problem, known))
    return _saved(request, section.name)


def _picture(request: HttpRequest) -> HttpResponse:
    try:
        services.profile_write(person=person_of(request), values={}, picture=request.FILES.get("picture"))
    except Problem as problem:
        return _profile(request, editing="picture", problem=problem)
    return _saved(request, "picture")


def _saved(request: HttpRequest, place: str) -> HttpResponse:
    """It is said where the page opens, not above it."""
    messages.info(request, "Saved.", extra_tags=place)
    return redirect(f"{reverse('profile')}#{place}")


def _profile(request: HttpRequest, *, editing: str = "", problem: Problem | None = None) -> HttpResponse:
    person = person_of(request)
    known = selectors.profile_of(person)
    shown = [
        {
            "section": one,
            "lines": list(sections.lines(one, known)),
            "to_confirm": sections.has_open(one, known),
            "inputs": _inputs(request, one, known, problem) if one.name == editing else None,
        }
        for one in sections.sections()
    ]
    context = {
        "profile": known,
        "sections": shown,
        "picture": selectors.profile_wire(known)["profile_picture"],
        "editing": editing,
        "problem": problem,
        "is_empty": not known.provenance,
    }
    return render(request, "profile/profile.html", context, status=_status(problem))


def _inputs(
    request: HttpRequest, section: sections.Section, known: HealthProfile, problem: Problem | None
) -> list[dict[str, Any]]:
    """Each field with what its inputs hold: what was typed where it was refused, else what is known."""
    held = sections.texts(section.fields, known)
    if problem:
        held = {name: request.POST.get(name, "") for name in held}
    wrong: dict[str, list[str]] = {}
    for error in problem.errors if problem else ():
        wrong.setdefault(error.field.partition(".")[0] if "contact" in error.field else error.field, []).append(
            error.detail
        )
    return [
        {
            "field": field,
            "id": f"f-{field.key.replace('.', '-')}",
            "texts": {name: held[name] for name in sections.names_of(field, held)},
            "text": held.get(field.key, ""),
            "rows": _rows(held) if field.kind == "medicines" else [],
            "errors": wrong.get(field.key, []),
            "units": known.units,
        }
        for field in section.fields
    ]


def _rows(held: dict[str, str]) -> list[dict[str, str]]:
    numbers = sorted({int(name.split("_")[1]) for name in held if name.startswith("medicine_")})
    return [
        {"number": str(n), **{part: held[f"medicine_{n}_{part}"] for part in ("name", "dose", "needed")}}
        for n in numbers
    ]


def _in_units(problem: Problem, known: HealthProfile) -> Problem:
    """Bounds in the units in which somebody has typed."""
    if known.units == Units.IMPERIAL:
        problem.errors = tuple(
            replace(one, detail=IMPERIAL[one.field]) if one.field in IMPERIAL and "value" in one.code else one
            for one in problem.errors
        )
    return problem


def _status(problem: Problem | None) -> int:
    return 200 if problem is None else 422 if problem.status == 400 else problem.status


@login_required
@never_cache
@PAGE
def history(request: HttpRequest) -> HttpResponse:
    """What has changed, newest first, each with a way back."""
    person, problem = person_of(request), None
    if request.method == "POST":
        try:
            services.change_undo(person=person, change_id=request.POST.get("change_id"))
            messages.info(request, "Taken back.")
            return redirect("profile_history")
        except Problem as refused:
            problem = refused
    units = selectors.profile_of(person).units
    page = Paginator(selectors.change_list(person), LINES).get_page(request.GET.get("page"))
    changes = [
        {
            "wire": wire,
            "at": change.created_at,
            "label": sections.label_of(change.field),
            "old": sections.words_of(change.field, wire["old"], units),
            "new": sections.words_of(change.field, wire["new"], units),
            "source": "Taken back by you" if change.undoes_id else sections.SOURCES[Source(change.source)],
        }
        for change in page
        for wire in [selectors.change_wire(change)]
    ]
    context = {"changes": changes, "page": page, "problem": problem}
    return render(request, "profile/history.html", context, status=_status(problem))


@login_required
@never_cache
@PAGE
def consents(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if request.method == "POST":
        said = {
            use.value: request.POST[use.value] == "yes" for use in Use if request.POST.get(use.value) in ("yes", "no")
        }
        services.consents_write(person=person, said=said)
        messages.info(request, "Saved. It holds from now on.")
        return redirect("profile_consents")
    return render(request, "profile/consents.html", {"consents": selectors.consents_shown(person)})


@login_required
@never_cache
@PAGE
def sharing(request: HttpRequest) -> HttpResponse:
    """Who may read what, and what others let oneself read."""
    person, problem = person_of(request), None
    if request.method == "POST":
        try:
            if "end" in request.POST:
                services.share_end(person=person, share_id=request.POST["end"])
                messages.info(request, "Taken back. It can no longer be read.")
            else:
                scope = request.POST.getlist("scope")
                services.share_give(person=person, email=request.POST.get("email", ""), scope=scope)
                messages.info(request, "Shared.")
            return redirect("profile_sharing")
        except Problem as refused:
            problem = refused
    if problem:  # a form offers its choices; only programs need their names
        problem.errors = tuple(replace(one, detail=CHOOSE) if one.field == "scope" else one for one in problem.errors)
    wrong = {one.field: one.detail for one in (problem.errors if problem else ())}
    context = {
        "shares": [(share, [SCOPES[Scope(one)] for one in share.scope]) for share in selectors.share_list(person)],
        "got": selectors.got_list(person),
        "scopes": [
            (scope.value, words, scope.value in request.POST.getlist("scope"))
            for scope, words in SCOPES.items()
            if scope != Scope.FITNESS  # there is nothing of it yet that could be read
        ],
        "problem": problem,
        "wrong": wrong,
        "email": request.POST.get("email", ""),
    }
    return render(request, "profile/sharing.html", context, status=_status(problem))


@login_required
@never_cache
@require_safe
def shared(request: HttpRequest, owner_id: UUID) -> HttpResponse:
    """Somebody else's profile, to read."""
    reader = person_of(request)
    try:
        owner = access.profile_read(reader, owner_id)
    except Problem:
        raise Http404 from None
    if owner == reader:
        return redirect("profile")
    read_record(reader=reader, owner=owner, what="health profile", object_id=str(owner.pk), purpose="shared")
    known = selectors.profile_of(owner)
    shown = [
        {"section": one, "lines": list(sections.lines(one, known, typed="Their own entry"))}
        for one in sections.sections()
    ]
    return render(request, "profile/shared.html", {"owner": owner, "sections": shown})


@login_required
@never_cache
@PAGE
def begin(request: HttpRequest) -> HttpResponse:
    """The first page after an account was made: three questions, all of which may be skipped. Later it only leads on."""
    person = person_of(request)
    known, problem = selectors.profile_of(person), None
    if request.method == "POST":
        answers = {} if "skip" in request.POST else {key: request.POST[key] for key in BEGIN if request.POST.get(key)}
        try:
            services.welcome_settle(person=person, answers=answers)
            return redirect("interview" if "interview" in request.POST else "home")
        except Problem as refused:
            problem = refused
    elif known.welcomed_at:
        return redirect("home")
    place = next(one for one in sections.sections() if one.name == "place")
    context = {
        "countries": next(field for field in place.fields if field.key == "country").choices,
        "languages": sections.LANGUAGES,
        "units": sections.UNITS,
        "chosen": {key: request.POST.get(key) or sections.texts(_FIRST, known)[key] for key in BEGIN},
        "emergency": emergency(person.country or None),
        "problem": problem,
    }
    return render(request, "profile/begin.html", context, status=_status(problem))


BEGIN = ("preferred_language", "country", "units")
_FIRST = tuple(sections.Field(key, key) for key in BEGIN)
