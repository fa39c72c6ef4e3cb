from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from praxia.lib.errors import Problem

_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password", "minlength": 10})


class SignUpForm(forms.Form):
    """Whether the password is good enough is for the service to say; see `show`."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=_PASSWORD,
        help_text=_("At least 10 characters. A few words in a row are easy to keep and hard to guess."),
    )

    def show(self, problem: Problem) -> None:
        """Put the service's refusal beside the fields that it is about."""
        for error in problem.errors:
            self.add_error("password1" if error.field == "password" else None, error.detail)
