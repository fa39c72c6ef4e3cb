"""The talk page. It is whole without script: a form posts, a reload shows what has been written since."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chat import access, selectors, services, wire
from chat.models import Conversation
from chat.records import MAX_CHARS
from praxia.lib.errors import Problem
from praxia.triage import emergency
from profiling.access import person_of
from profiling.guests import visitors_welcome

STARTERS = (
    "I have had a sore throat and fever for two days",
    "My lower back hurts since I lifted a box yesterday",
    "My child has a tummy ache and does not want to eat",
    "I feel tired all the time and cannot say why",
)
RECENT = 50


@visitors_welcome
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: HttpRequest, session_id: UUID | None = None) -> HttpResponse:
    """One conversation, or the empty page on which one begins with its first message."""
    try:
        conversation = access.conversation_write(person_of(request), session_id) if session_id else None
        if conversation and "show" in request.POST:
            return _show(request, conversation)
    except Problem:
        raise Http404 from None
    if request.method == "POST":
        return _post(request, conversation)
    return render(request, "chat/session.html", _context(request, conversation))


def _show(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Walk to another version of a message, and open the page there."""
    message = access.message_read(person_of(request), conversation.id, request.POST["show"])
    services.conversation_show(conversation=conversation, message=message)
    return redirect(f"{reverse('chat_session', args=[conversation.id])}#m-{message.id}")


def _post(request: HttpRequest, conversation: Conversation | None) -> HttpResponse:
    try:
        exchange = services.message_send(
            person=person_of(request),
            conversation=conversation,
            text=request.POST.get("content"),
            client_message_id=request.POST.get("client_message_id") or None,
            xray=request.FILES.get("xray_image"),
        )
    except Problem as problem:
        context = _context(request, conversation) | {"problem": problem, "kept": request.POST.get("content", "")}
        return render(request, "chat/session.html", context, status=422 if problem.status == 400 else problem.status)
    return redirect("chat_session", exchange.question.conversation_id)


@login_required
@never_cache
@require_safe
def shared_talks(request: HttpRequest, owner_id: UUID) -> HttpResponse:
    """The talks of somebody who shares them, to read."""
    reader = person_of(request)
    try:
        owner = access.conversations_read(reader, owner_id)
    except Problem:
        raise Http404 from None
    services.conversations_seen(owner=owner, reader=reader)
    found = selectors.conversation_list(owner)[:RECENT]
    return render(request, "chat/shared.html", {"owner": owner, "conversations": found})


@login_required
@never_cache
@require_safe
def shared_talk(request: HttpRequest, owner_id: UUID, session_id: UUID) -> HttpResponse:
    try:
        conversation = access.conversation_read(person_of(request), session_id)
    except Problem:
        raise Http404 from None
    if conversation.owner_id != owner_id:
        raise Http404
    services.conversation_seen(conversation=conversation, reader=person_of(request))
    said = [wire.step_wire(step) for step in selectors.path(conversation)]
    context = {"owner": conversation.owner, "conversation": conversation, "said": said}  # `messages` are Django's own
    return render(request, "chat/shared_talk.html", context)


def _context(request: HttpRequest, conversation: Conversation | None) -> dict[str, Any]:
    search = request.GET.get("q", "").replace("\0", "").strip()
    talks = selectors.conversation_list(person_of(request), search=search)
    listed = list(talks if "all" in request.GET else talks[: RECENT + 1])
    is_cut = "all" not in request.GET and len(listed) > RECENT
    steps = selectors.path(conversation) if conversation else []
    return {
        "conversation": conversation,
        "conversations": listed[:RECENT] if is_cut else listed,
        "is_cut": is_cut,
        "search": search,
        "messages": [wire.step_wire(step) for step in steps],
        "emergency": emergency(person_of(request).country or None),
        "starters": STARTERS,
        "limits": {"message_chars": MAX_CHARS},
        "client_message_id": uuid4(),
        "guest_days": settings.GUEST_DAYS,
    }
