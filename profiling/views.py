"""The pages for making an account, signing in and signing out. allauth does the session, the services do the rest."""

from __future__ import annotations

import math
from typing import Any

from allauth.account.views import LoginView, SignupView
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from praxia.lib import limits
from praxia.lib.errors import Problem
from profiling import services
from profiling.forms import SignUpForm

METHODS = ["get", "head", "post", "options"]  # Django's form views would take a PUT for a POST
_ADDRESS_KEY = "signed_up_address"


class SignUpView(SignupView):
    """Known and unknown addresses get the same page: the sign-in form, with the address filled in."""

    http_method_names = METHODS

    def get_form_class(self) -> type[Form]:
        return SignUpForm

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        email = form.cleaned_data["email"]
        try:
            limits.charge("register", limits.address_of(self.request))
            services.account_register(email=email, password=form.cleaned_data["password1"])
        except Problem as problem:
            if problem.code != "VALIDATION_ERROR":
                return refusal(self.request, problem)
            form.show(problem)
            return self.form_invalid(form)
        self.request.session[_ADDRESS_KEY] = email
        words = _("If this address is new here, your account is ready. Please sign in with the password you chose.")
        messages.info(self.request, words)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_login")))

    def form_invalid(self, form: Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SignInView(LoginView):
    http_method_names = METHODS

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"login": self.request.session.get(_ADDRESS_KEY, "")}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            limits.charge("sign_in", limits.address_of(request))
        except Problem as problem:
            return refusal(request, problem)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: Form) -> HttpResponse:
        problem = getattr(self.request, "sign_in_problem", None)
        if problem and problem.code != "INVALID_CREDENTIALS":
            return refusal(self.request, problem)
        return self.render_to_response(self.get_context_data(form=form), status=422)


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
