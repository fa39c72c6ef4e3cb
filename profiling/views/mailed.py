"""Pages that links in letters lead to, and those on which letters are asked for. Opening a link changes nothing by itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from praxia.lib import limits, outbox
from profiling import selectors, services
from profiling.forms import EmailForm, NewPasswordForm, TokenForm
from profiling.models import Letter
from profiling.records import LetterKind
from profiling.views.pages import FormPage, origin_of

SHOWN = 30


class ConfirmView(FormPage):
    """The link of a letter of confirmation. The button confirms: programs that open every link must not."""

    form_class = TokenForm
    template_name = "account/email_confirm.html"

    def get_initial(self) -> dict[str, Any]:
        return {"token": self.request.GET.get("token", "")}

    def act(self, token: str) -> HttpResponse:
        services.address_confirm(token=token)
        return self.shown("account/email_confirmed.html")


class LetterAskView(FormPage):
    """The same page for every address."""

    form_class = EmailForm

    def act(self, email: str) -> HttpResponse:
        limits.charge("register", limits.address_of(self.request))
        self.ask(email=email, origin=origin_of(self.request))
        kept = selectors.email_status() == "kept"
        return self.shown("account/letter_asked.html", kept=kept, email=email, letters_shown=settings.DEBUG)

    def ask(self, *, email: str, origin: str) -> None:
        raise NotImplementedError


class ConfirmAgainView(LetterAskView):
    template_name = "account/verification_sent.html"

    def ask(self, *, email: str, origin: str) -> None:
        services.address_confirm_ask(email=email, origin=origin)


class ForgotView(LetterAskView):
    template_name = "account/password_reset.html"

    def ask(self, *, email: str, origin: str) -> None:
        services.password_reset_ask(email=email, origin=origin)


class NewPasswordView(FormPage):
    form_class = NewPasswordForm
    template_name = "account/password_reset_from_key.html"

    def get_initial(self) -> dict[str, Any]:
        return {"token": self.request.GET.get("token", "")}

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        token = self.request.POST.get("token") or self.request.GET.get("token", "")
        opened = Letter.objects.opened(token.replace("\0", ""), [LetterKind.RESET])
        return super().get_context_data(**more) | {"ended": opened is None}

    def act(self, token: str, password: str) -> HttpResponse:
        services.password_reset(token=token, password=password)
        return self.shown("account/password_reset_from_key_done.html")


@never_cache
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """While Praxia is tried out: the letters that no mail server would send. They open accounts, so nobody else sees them."""
    if not settings.DEBUG or not outbox.is_used():
        raise Http404
    return render(request, "profiling/letters.html", {"letters": outbox.newest(SHOWN)})
