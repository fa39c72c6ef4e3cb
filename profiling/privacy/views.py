"""The pages of one's own data: take all of it away, have it deleted, see who has read it. All of them work without script."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praxia.lib.errors import Problem
from praxia.lib.sending import send_file
from profiling import second_factor
from profiling.access import person_of
from profiling.privacy import access, selectors, services, wire
from profiling.privacy.confirming import confirm
from profiling.privacy.forms import ConfirmForm
from profiling.views.pages import refusal

LINES = 50
BESIDE = ("VALIDATION_ERROR", "TWO_FACTOR_REQUIRED", "TWO_FACTOR_INVALID")  # shown at the field; others get a page


@login_required
@never_cache
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    return _page(request)


@login_required
@never_cache
@sensitive_post_parameters()
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Order an archive, and go to where its making can be watched."""
    form = _form(request)
    if refused := _refused(request, form):
        return refused if isinstance(refused, HttpResponse) else _page(request, export_form=form, status=422)
    try:
        ordered = services.export_order(person=person_of(request))
    except Problem as problem:
        form.show(problem)
        return _page(request, export_form=form, status=problem.status)
    return redirect("own_data_export", ordered.id)


@login_required
@never_cache
@require_safe
def export_shown(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """How far an archive is. Without script the page asks again by itself while it is made."""
    try:
        found = access.export_read(person_of(request), export_id)
    except Problem:
        raise Http404 from None
    return render(request, "privacy/export.html", {"export": found})


@login_required
@never_cache
@require_safe
def archive(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    try:
        access.export_read(person_of(request), export_id)
    except Problem:
        raise Http404 from None
    try:
        found = access.archive_read(person_of(request), export_id)
    except Problem:
        return render(request, "privacy/gone.html", status=410)
    if request.method == "GET":
        services.export_downloaded(export=found)
    return send_file(found.path, name=wire.archive_name(found), content_type="application/zip")


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _delete_page(request, _form(request))
    form = _form(request)
    if refused := _refused(request, form):
        return refused if isinstance(refused, HttpResponse) else _delete_page(request, form, status=422)
    services.deletion_order(person=person_of(request))
    return redirect("own_data_delete")


@login_required
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    try:
        services.deletion_cancel(person=person_of(request))
        messages.info(request, "Your account stays. Nothing was deleted.")
    except Problem as problem:
        if problem.code != "NOT_FOUND":
            return _delete_page(request, _form(request), refused=problem.detail, status=problem.status)
    return redirect("own_data")


@login_required
@never_cache
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Who has read my data."""
    pages = Paginator(selectors.line_list(person_of(request)), LINES)
    page = pages.get_page(request.GET.get("page", "1"))
    names = selectors.reader_names(page.object_list)
    lines = [(line, wire.reader_name(line, names)) for line in page.object_list]
    return render(request, "privacy/log.html", {"lines": lines, "page": page})


def _form(request: HttpRequest) -> ConfirmForm:
    sent = request.POST if request.method == "POST" else None
    return ConfirmForm(sent, asks_code=second_factor.is_on(person_of(request)))


def _refused(request: HttpRequest, form: ConfirmForm) -> HttpResponse | bool:
    """Whether it was not shown that it is them: true, with the reason in the form, or a page of its own where waiting is needed."""
    if not form.is_valid():
        return True
    try:
        confirm(request=request, person=person_of(request), **form.cleaned_data)
    except Problem as problem:
        if problem.code not in BESIDE:
            return refusal(request, problem)
        form.show(problem)
        return True
    return False


def _page(request: HttpRequest, *, export_form: ConfirmForm | None = None, status: int = 200) -> HttpResponse:
    person = person_of(request)
    context: dict[str, Any] = {
        "form": export_form or _form(request),
        "exports": selectors.export_list(person)[:5],
    }
    return render(request, "privacy/own_data.html", context, status=status)


def _delete_page(request: HttpRequest, form: ConfirmForm, *, refused: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "refused": refused, "grace_days": settings.DELETION_GRACE.days}
    return render(request, "privacy/delete.html", context, status=status)
