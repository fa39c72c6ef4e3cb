"""Making an account, signing in, the code that comes second, and trying Praxia without an account."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import LoginStageController
from allauth.account.utils import get_login_redirect_url
from allauth.account.views import LoginView, SignupView
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from praxia.lib import limits
from praxia.lib.errors import Problem
from profiling import guests, passkeys, selectors, services
from profiling.forms import CodeForm, PasskeyForm, ServiceForm, SignUpForm
from profiling.models import User
from profiling.views.pages import METHODS, FormPage, origin_of, refusal

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
            services.account_register(
                email=email, password=form.cleaned_data["password1"], origin=origin_of(self.request)
            )
        except Problem as problem:
            if problem.code != "VALIDATION_ERROR":
                return refusal(self.request, problem)
            form.show(problem)
            return self.form_invalid(form)
        self.request.session[_ADDRESS_KEY] = email
        words = _("If this address is new here, your account is ready. Please sign in with the password you chose.")
        messages.info(self.request, words)
        if selectors.email_status() == "queued":
            messages.info(self.request, _("A letter with a link is on its way, so that the address can be confirmed."))
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_login")))

    def form_invalid(self, form: Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SignInView(LoginView):
    http_method_names = METHODS

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"login": self.request.session.get(_ADDRESS_KEY, "")}

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        problem = getattr(self.request, "sign_in_problem", None)
        told = {
            "visitor": guests.guest_of(self.request),
            "unconfirmed": problem and problem.code == "EMAIL_NOT_VERIFIED",
        }
        return super().get_context_data(**more) | told

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            limits.charge("sign_in", limits.address_of(request))
        except Problem as problem:
            return refusal(request, problem)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        """On a shared device somebody else may have talked here: their talk is not taken along unasked."""
        if "keep_talk" not in self.request.POST:
            services.guest_end(request=self.request)
        return super().form_valid(form)

    def form_invalid(self, form: Form) -> HttpResponse:
        problem = getattr(self.request, "sign_in_problem", None)
        if problem and problem.code not in ("INVALID_CREDENTIALS", "EMAIL_NOT_VERIFIED"):
            return refusal(self.request, problem)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SecondFactorView(FormPage):
    """After the password: a code, or a passkey."""

    template_name = "mfa/authenticate.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            return redirect(get_login_redirect_url(request))
        self.stage = LoginStageController.enter(request, AuthenticateStage.key)
        return super().dispatch(request, *args, **kwargs) if self.stage else redirect("account_login")

    @property
    def person(self) -> User:
        found: User = self.stage.login.user
        return found

    def get_form_class(self) -> type[ServiceForm]:
        return PasskeyForm if "credential" in self.request.POST else CodeForm

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """A refused passkey shows the page as it was first: the form for codes, and a new challenge."""
        found = super().get_context_data(**more)
        if isinstance(found["form"], PasskeyForm):
            found |= {"refused": found["form"].errors, "form": CodeForm()}
        if selectors.two_factor_status(self.person).passkeys:
            found["options"] = passkeys.sign_in_begin(self.request, self.person)
        return found

    def act(self, code: str = "", credential: Any = None) -> HttpResponse:
        if credential is None:
            services.second_factor_take(person=self.person, code=code)
        else:
            services.passkey_take(request=self.request, person=self.person, credential=credential)
        onward: HttpResponse = self.stage.exit()
        return onward


@require_POST
def visit(request: HttpRequest) -> HttpResponse:
    """Talk without an account."""
    if not request.user.is_authenticated:
        try:
            services.guest_begin(request=request)
        except Problem as problem:
            if problem.code == "NOT_FOUND":
                raise Http404 from None
            return refusal(request, problem)
    return redirect("chat")
