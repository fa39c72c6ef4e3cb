from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from praxia.lib.errors import Problem
from profiling.services import PASSWORD_CHARS

CODE_CHARS = 64


class ConfirmForm(forms.Form):
    """That it is them: the password, and where 2FA is on the code. Whether they are right is for the service to say."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=PASSWORD_CHARS,
        error_messages={"required": _("Please enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Code from your authenticator app"),
        help_text=_("Or one of your recovery codes."),
        required=False,
        max_length=CODE_CHARS,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: object, asks_code: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not asks_code:
            del self.fields["code"]

    def show(self, problem: Problem) -> None:
        """Put the service's refusal beside the field that it is about."""
        field = "code" if problem.code.startswith("TWO_FACTOR") and "code" in self.fields else "password"
        self.add_error(field, problem.detail)
