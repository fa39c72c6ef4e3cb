"""What the pages of accounts have in common: a form, one service, and 422 with what was typed when it refuses."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.edit import FormView

from praxia.lib.errors import Problem
from profiling.access import person_of
from profiling.forms import ServiceForm
from profiling.models import User
from profiling.records import SignIn

METHODS = ["get", "head", "post", "options"]  # Django's form views would take a PUT for a POST
PAUSED = (423, 429, 503)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class FormPage(FormView):
    """Open to everybody. `act` calls the service with what was sent and says where to go, or raises Problem."""

    http_method_names = METHODS
    act: Callable[..., HttpResponse]

    def form_valid(self, form: ServiceForm) -> HttpResponse:
        try:
            return self.act(**form.cleaned_data)
        except Problem as problem:
            return self.refused(form, problem)

    def refused(self, form: ServiceForm, problem: Problem) -> HttpResponse:
        if problem.code == "NOT_FOUND":
            raise Http404
        if problem.status in PAUSED:
            return refusal(self.request, problem)
        form.show(problem)
        return self.form_invalid(form)

    def form_invalid(self, form: Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def shown(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, template, context, status=status)


class OwnFormPage(LoginRequiredMixin, FormPage):
    """For who is signed in."""

    @property
    def person(self) -> User:
        return person_of(self.request)

    @property
    def sign_in(self) -> SignIn:
        return SignIn(self.person.pk, session_key=self.request.session.session_key or "")


def refusal(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A calm page that says what is paused and for how long."""
    wait_s = problem.retry_after or 60
    detail = "" if problem.code == "RATE_LIMITED" else problem.detail  # that page words the waiting itself
    context = {"detail": detail, "retry_after": math.ceil(wait_s), "retry_minutes": math.ceil(wait_s / 60)}
    page = f"{problem.status}.html"
    response = render(request, page, context, status=problem.status)
    for name, value in problem.headers.items():
        response[name] = value
    return response


def origin_of(request: HttpRequest) -> str:
    """What links in letters begin with: the host that was asked, which is one of ALLOWED_HOSTS."""
    return f"{request.scheme}://{request.get_host()}"
