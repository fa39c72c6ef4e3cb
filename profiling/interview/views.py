"""The interview page: one question a turn, and beside it what was understood.

It is whole without script: forms post, a reload shows what has been asked since.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from praxia.lib.errors import Problem
from praxia.lib.work import OPEN
from profiling.access import person_of
from profiling.interview import showing
from profiling.interview.models import Session
from profiling.interview.records import FIELDS, PAGE_SESSION
from profiling.interview.services import answer_post, session_begin, session_confirm, session_edit
from profiling.models import User


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if request.method != "POST":
        return render(request, "interview/interview.html", _context(request, person))
    try:
        _do(person, request.POST)
    except Problem as problem:
        context = _context(request, person) | {"problem": problem, "kept": request.POST}
        return render(
            request, "interview/interview.html", context, status=422 if problem.status == 400 else problem.status
        )
    return redirect(reverse("interview") + ("#found" if request.POST.get("do") == "edit" else ""))


def _do(person: User, sent: QueryDict) -> None:
    """What a button of the page asks for."""
    name, wish = PAGE_SESSION, sent.get("do", "answer")
    if wish in ("begin", "restart"):
        session_begin(person=person, name=name, restart=wish == "restart")
    elif wish == "confirm":
        session_confirm(person=person, name=name)
    elif wish == "edit":
        session_edit(person=person, name=name, values=_entries(sent))
    else:
        answer_post(
            person=person,
            name=name,
            message=None if wish == "skip" else sent.get("message", ""),
            skip=wish == "skip",
            number=_number(sent.get("number", "")),
            client_message_id=sent.get("client_message_id") or None,
        )


def _entries(sent: QueryDict) -> dict[str, Any]:
    """Fields of the form; what is empty is cleared."""
    found: dict[str, Any] = {field: str(sent[field]).strip() or None for field in FIELDS if field in sent}
    if isinstance(age := found.get("age"), str):
        found["age"] = int(age) if age.lstrip("-").isdecimal() and len(age) < 6 else age
    return found


def _number(sent: str) -> int | None:
    return int(sent) if sent.isdecimal() and len(sent) < 3 else None


def _context(request: HttpRequest, person: User) -> dict[str, Any]:
    session = Session.objects.filter(owner=person, name=PAGE_SESSION).first()
    if session is None:
        return {"session": None}
    # Asked first what is asked again later: whatever happens while the page is made, it then knows that it is behind.
    reading, last_id = session.answers.filter(status__in=OPEN).exists(), showing.last_id(session)
    session = Session.objects.filter(pk=session.pk).first() or session
    turns = showing.turns(session)
    return {
        "session": session,
        "turns": turns,
        "question": showing.question(session, turns, back_to=_number(request.GET.get("back", ""))),
        "urgent": showing.urgent(session, turns),
        "found": showing.found(session),
        "reading": reading,
        "last_id": last_id,
        "client_message_id": uuid4(),
    }
