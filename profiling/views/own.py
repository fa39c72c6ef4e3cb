"""One's own account: what there is, address, password, and where one is signed in."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praxia.lib.errors import Problem
from profiling import selectors, services
from profiling.access import person_of
from profiling.forms import EmailChangeForm, PasswordChangeForm
from profiling.records import LetterKind, SignIn
from profiling.views.pages import OwnFormPage, origin_of, refusal


@login_required
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    context = {
        "verified": selectors.email_is_verified(person),
        "letter": selectors.letter_last(person, LetterKind.CONFIRM),
        "kept": selectors.email_status() == "kept",
        "letters_shown": settings.DEBUG,
        "two_factor": selectors.two_factor_status(person),
        "devices": len(selectors.device_list(person)),
    }
    return render(request, "profiling/account.html", context)


@login_required
@require_POST
def confirm_own(request: HttpRequest) -> HttpResponse:
    """Send the letter of confirmation to oneself again."""
    try:
        services.address_confirm_ask(email=person_of(request).email, origin=origin_of(request))
    except Problem as problem:
        return refusal(request, problem)
    messages.info(request, _("A new letter is on its way. The link in the one before no longer works."))
    return redirect("account")


class EmailView(OwnFormPage):
    form_class = EmailChangeForm
    template_name = "account/email_change.html"

    def act(self, email: str, password: str) -> HttpResponse:
        services.address_change_ask(
            request=self.request, person=self.person, email=email, password=password, origin=origin_of(self.request)
        )
        words = _("A letter is on its way to %s. The address changes when you open its link, within 24 hours.") % email
        messages.info(self.request, words)
        return redirect("account")


class PasswordView(OwnFormPage):
    form_class = PasswordChangeForm
    template_name = "account/password_change.html"

    def act(self, current_password: str, password: str) -> HttpResponse:
        services.password_change(
            request=self.request,
            person=self.person,
            sign_in=self.sign_in,
            current_password=current_password,
            password=password,
        )
        messages.info(self.request, _("Your password was changed, and every other device was signed out."))
        return redirect("account")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; each can be ended, or all of them."""
    person = person_of(request)
    if request.method == "POST":
        return _end_all(request) if "all" in request.POST else _end_one(request, request.POST.get("end", ""))
    current = SignIn(person.pk, session_key=request.session.session_key or "")
    context = {"devices": selectors.device_list(person, current=current)}
    return render(request, "usersessions/usersession_list.html", context)


def _end_one(request: HttpRequest, device_id: str) -> HttpResponse:
    try:
        services.device_end(person=person_of(request), device_id=UUID(device_id))
    except (Problem, ValueError):
        raise Http404 from None
    messages.info(request, _("That device is signed out."))
    return redirect("usersessions_list")


def _end_all(request: HttpRequest) -> HttpResponse:
    ended = services.sessions_end(person=person_of(request))
    logout(request)
    words = ngettext("You are signed out; it was the only device.", "You are signed out on all %d devices.", ended)
    messages.info(request, words % ended if "%d" in words else words)
    return redirect("account_login")
