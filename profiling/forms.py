from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from praxia.lib.errors import Problem

# Where the pages show a refusal that names no field.
_FIELDS = {"TWO_FACTOR_REQUIRED": "code", "TWO_FACTOR_INVALID": "code"}


class ServiceForm(forms.Form):
    """It reads; whether that is good enough is for the service to say, see `show`."""

    # Fields of this form that are called something else by the service.
    renamed: dict[str, str] = {}

    def show(self, problem: Problem) -> None:
        """Put the service's refusal beside the fields that it is about."""
        for error in problem.errors:
            self.add_error(self._field(error.field), error.detail)
        if not problem.errors:
            self.add_error(self._field(_FIELDS.get(problem.code, "")), problem.detail)

    def _field(self, name: str) -> str | None:
        name = self.renamed.get(name, name)
        return name if name in self.fields and not self.fields[name].widget.is_hidden else None


class AddressField(forms.EmailField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        wrong = {"required": _("Please write an address."), "invalid": _("This does not look like an e-mail address.")}
        super().__init__(
            max_length=254, widget=widget, error_messages=wrong, **({"label": _("E-mail address")} | kwargs)
        )


class PasswordField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        wrong = {"required": _("Please write your password.")}
        whole: dict[str, Any] = {"label": _("Your password"), "error_messages": wrong} | kwargs
        super().__init__(strip=False, max_length=1000, widget=widget, **whole)


class NewPasswordField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        told = _("At least 10 characters. A few words in a row are easy to keep and hard to guess.")
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password", "minlength": 10})
        wrong = {"required": _("Please choose a password.")}
        whole: dict[str, Any] = {"label": _("New password"), "error_messages": wrong} | kwargs
        super().__init__(strip=False, widget=widget, help_text=told, **whole)


class CodeField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "off"})
        wrong = {"required": _("Please write the code.")}
        super().__init__(max_length=32, widget=widget, error_messages=wrong, **({"label": _("Code")} | kwargs))


class SignUpForm(ServiceForm):
    renamed = {"password": "password1"}

    email = AddressField()
    password1 = NewPasswordField(label=_("Password"))


class EmailForm(ServiceForm):
    email = AddressField()


class TokenForm(ServiceForm):
    token = forms.CharField(max_length=200, widget=forms.HiddenInput)


class NewPasswordForm(TokenForm):
    password = NewPasswordField()


class PasswordChangeForm(ServiceForm):
    current_password = PasswordField(label=_("Present password"))
    password = NewPasswordField()


class EmailChangeForm(ServiceForm):
    email = AddressField(label=_("New e-mail address"))
    password = PasswordField()


class PasswordForm(ServiceForm):
    password = PasswordField()


class FirstCodeForm(ServiceForm):
    code = CodeField(label=_("Six digits from the app"))


class CodeForm(ServiceForm):
    code = CodeField(help_text=_("Six digits from the app, or one of your recovery codes."))


class PasswordAndCodeForm(PasswordForm):
    code = CodeField(help_text=_("Six digits from the app, or one of your recovery codes."))


class PasskeyForm(ServiceForm):
    credential = forms.JSONField(widget=forms.HiddenInput)


class PasskeyAddForm(PasswordForm):
    name = forms.CharField(label=_("What you call it"), max_length=60, required=False, initial=_("Passkey"))
    credential = forms.JSONField(widget=forms.HiddenInput)

    field_order = ["name", "password", "credential"]
