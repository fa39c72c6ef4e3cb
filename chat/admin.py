"""Operators see states, counts and errors, not texts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from chat import signing
from chat.models import Conversation, KnowledgeSignature, Message
from praxia.lib.admin import Unchanged
from praxia.lib.errors import Problem
from profiling.access import person_of
from profiling.services import person_authenticate


@admin.register(Conversation)
class ConversationAdmin(Unchanged):
    list_display = ("id", "owner", "created_at", "updated_at")
    fields = ("id", "owner", "created_at", "updated_at")


@admin.register(Message)
class MessageAdmin(Unchanged):
    list_display = ("id", "role", "status", "run", "created_at", "finished_at")
    list_filter = ("role", "status")
    fields = ("id", "conversation", "role", "status", "run", "model", "usage", "error", "created_at", "finished_at")


class SignForm(forms.Form):
    """What a clinician gives with a signature: the password again, because a signature is a person's word."""

    password = forms.CharField(label="Your password", widget=forms.PasswordInput)
    note = forms.CharField(label="Note (optional)", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    fingerprint = forms.CharField(widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    why = forms.CharField(label="Why it is withdrawn", widget=forms.Textarea(attrs={"rows": 3}))


@admin.register(KnowledgeSignature)
class KnowledgeSignatureAdmin(Unchanged):
    """What has been signed; the entries themselves are read and signed one by one on pages of their own."""

    list_display = ("entry", "kind", "signed_by", "signed_at", "withdrawn_at")
    list_filter = ("kind", ("withdrawn_at", admin.EmptyFieldListFilter))
    search_fields = ("entry", "signed_by__email")
    fields = ("entry", "kind", "signed_by", "signed_at", "note", "withdrawn_at", "withdrawn_why")
    change_list_template = "admin/chat/signatures.html"

    def get_urls(self) -> list[URLPattern]:
        views = [
            path("entries/", self.admin_site.admin_view(self.entries), name="chat_knowledge"),
            path(
                "entries/<slug:kind>/<slug:entry>/", self.admin_site.admin_view(self.entry), name="chat_knowledge_entry"
            ),
        ]
        return views + super().get_urls()

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def entries(self, request: HttpRequest) -> HttpResponse:
        self._may_read(request)
        held, wanted = signing.signatures(), request.GET.get("show", "open")
        rows = [(entry, held.get(key)) for key, entry in signing.entries().items()]
        shown = [row for row in rows if wanted == "all" or (row[1] is None) == (wanted == "open")]
        shown.sort(key=lambda row: (-row[0].rank, row[0].kind, row[0].id))
        context = {"rows": shown, "signed": len(held), "count": len(rows), "wanted": wanted}
        return self._page(request, "admin/chat/knowledge.html", "Knowledge to sign", context)

    def entry(self, request: HttpRequest, kind: str, entry: str) -> HttpResponse:
        self._may_read(request)
        try:
            found = signing.entry_of(kind, entry)
        except Problem:
            raise Http404 from None
        row = signing.signatures().get((kind, entry))
        form: forms.Form = WithdrawForm(request.POST or None) if row else self._sign_form(request, found)
        if request.method == "POST" and form.is_valid() and self._done(request, found, row, form):
            return redirect("admin:chat_knowledge")
        context = {"entry": found, "row": row, "form": form, "earlier": KnowledgeSignature.objects.filter(entry=entry)}
        return self._page(request, "admin/chat/knowledge_entry.html", found.name, context, refused=form.is_bound)

    def _sign_form(self, request: HttpRequest, entry: signing.Entry) -> SignForm:
        return SignForm(request.POST or None, initial={"fingerprint": entry.fingerprint})

    def _done(
        self, request: HttpRequest, entry: signing.Entry, row: KnowledgeSignature | None, form: forms.Form
    ) -> bool:
        clinician, given = person_of(request), form.cleaned_data
        try:
            if row:
                signing.signature_withdraw(clinician=clinician, signature_id=row.pk, why=given["why"])
            else:
                person_authenticate(request=request, email=clinician.email, password=given["password"])
                signing.entry_sign(
                    clinician=clinician,
                    kind=entry.kind,
                    id_=entry.id,
                    fingerprint=given["fingerprint"],
                    note=given["note"],
                )
        except Problem as problem:
            form.add_error(None, problem.detail)
            return False
        self.message_user(request, f"{'Withdrawn' if row else 'Signed'}: {entry.name}")
        return True

    def _may_read(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _page(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any], *, refused: bool = False
    ) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "title": title, **context}
        return render(request, template, whole, status=422 if refused else 200)
