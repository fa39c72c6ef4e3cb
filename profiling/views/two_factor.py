"""Two-factor sign-in: setting up an app, recovery codes, passkeys, and turning it off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from profiling import passkeys, second_factor, selectors, services
from profiling.forms import FirstCodeForm, PasskeyAddForm, PasswordAndCodeForm, PasswordForm
from profiling.services.two_factor import two_factor_shown
from profiling.views.pages import OwnFormPage


class TwoFactorView(OwnFormPage):
    """How it stands. While it is off, the password leads on to the picture for the app."""

    form_class = PasswordForm
    template_name = "mfa/index.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(**more) | {"two_factor": selectors.two_factor_status(self.person)}

    def act(self, password: str) -> HttpResponse:
        setup = services.two_factor_begin(request=self.request, person=self.person, password=password)
        return self.shown("mfa/totp/activate_form.html", setup=setup, form=FirstCodeForm())


class FirstCodeView(OwnFormPage):
    """The app's first code turns it on; the recovery codes are on this one page alone."""

    http_method_names = ["post", "options"]
    form_class = FirstCodeForm
    template_name = "mfa/totp/activate_form.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        secret = second_factor.setup_secret(self.person)
        return super().get_context_data(**more) | {"setup": secret and two_factor_shown(self.person, secret)}

    def act(self, code: str) -> HttpResponse:
        codes = services.two_factor_turn_on(person=self.person, code=code)
        return self.shown("mfa/recovery_codes/index.html", codes=codes, first=True)


class OffView(OwnFormPage):
    form_class = PasswordAndCodeForm
    template_name = "mfa/totp/deactivate_form.html"

    def act(self, password: str, code: str) -> HttpResponse:
        services.two_factor_turn_off(request=self.request, person=self.person, password=password, code=code)
        messages.info(self.request, _("Two-factor sign-in is off. Your password alone opens your account."))
        return redirect("mfa_index")


class RecoveryCodesView(OwnFormPage):
    form_class = PasswordAndCodeForm
    template_name = "mfa/recovery_codes/generate.html"

    def act(self, password: str, code: str) -> HttpResponse:
        codes = services.recovery_codes_renew(request=self.request, person=self.person, password=password, code=code)
        return self.shown("mfa/recovery_codes/index.html", codes=codes, first=False)


class PasskeyAddView(OwnFormPage):
    form_class = PasskeyAddForm
    template_name = "mfa/webauthn/add_form.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request) if second_factor.is_on(self.person) else redirect("mfa_index")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request) if second_factor.is_on(self.person) else redirect("mfa_index")

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(**more) | {"options": passkeys.registration_begin(self.request, self.person)}

    def act(self, password: str, name: str, credential: Any) -> HttpResponse:
        services.passkey_add(
            request=self.request, person=self.person, password=password, name=name, credential=credential
        )
        messages.info(self.request, _("The passkey was added. It can stand in for the code when you sign in."))
        return redirect("mfa_index")


class PasskeyRemoveView(OwnFormPage):
    form_class = PasswordForm
    template_name = "mfa/webauthn/authenticator_confirm_delete.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            shown = selectors.two_factor_status(self.person).passkeys
            self.passkey = next((one for one in shown if one.id == kwargs["passkey_id"]), None)
            if self.passkey is None:
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(**more) | {"passkey": self.passkey}

    def act(self, password: str) -> HttpResponse:
        services.passkey_remove(
            request=self.request, person=self.person, passkey_id=self.kwargs["passkey_id"], password=password
        )
        messages.info(self.request, _("The passkey was removed."))
        return redirect("mfa_index")
