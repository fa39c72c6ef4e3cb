"""Requests that fit each route, about things that are really there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler

from chat.models import Conversation
from praxia.lib.stores import Db, store
from profiling.models import User
from tests.base import PASSWORD, api_of, setup_token
from tests.chat.setup import SORE_THROAT, setup_answer
from tests.imaging.setup import study_kept, upload
from tests.interview.setup import setup_session
from tests.privacy.setup import archive_kept
from tests.profile.setup import profile_kept
from tests.profiling.setup import account_body, account_kept
from tests.research.setup import SALT, research_kept


class Asked:
    """Amina's talk with a finished answer, her second device, and the requests that somebody may send about them."""

    def __init__(self, amina: User) -> None:
        self.amina, self._handler = amina, ClientHandler(enforce_csrf_checks=False)
        answer = setup_answer(amina)
        Conversation.objects.filter(id=answer.conversation_id).update(is_consultation=True)
        self.ids = dict.fromkeys(("session_id", "consultation_id"), str(answer.conversation_id))
        self.ids["message_id"] = str(answer.id)
        setup_session(amina, self.ids["session_id"])  # an interview may have any name
        self.device = str(setup_token(amina)[0].pk)
        self.ids |= research_kept(amina)
        self.ids |= profile_kept(amina) | account_kept(amina) | archive_kept(amina) | study_kept(amina)

    def send(self, person: User | None, method: str, route: str, *, ids: dict[str, str] | None = None):
        """By token where programs ask, by page session where people do."""
        for db in (Db.CACHE, Db.BREAKERS):  # limits and lockout have tests of their own
            store(db).flushdb()
        ids = ids or self.ids_of(route)
        path = "/" + re.sub(r"<\w+:(\w+)>", lambda found: ids[found[1]], route)
        client = api_of(person) if route.startswith("api/") else Client(raise_request_exception=False)
        client.handler = self._handler  # one for all: each would look for every static file anew
        if person and not route.startswith("api/"):
            client.force_login(person)
        body = self.body_of(method, route, ids)
        if method == "POST" and route.startswith("api/auth/"):
            body = body or account_body(person, self.amina, route)
        if (method, route) == ("POST", "api/xray-analyses/"):
            more: dict[str, object] = {"data": {"image": upload()}, "format": "multipart"}
        elif route.startswith("api/") and method not in ("GET", "HEAD"):
            more = {"data": body, "format": "json"}
        else:
            more = {}
        # Nobody works here, so nobody could wait for the answer.
        return getattr(client, method.lower())(path, headers={"Prefer": "respond-async"}, **more)

    def route_of(self, path: str) -> str:
        """The route of a path as the OpenAPI page writes it."""
        kind = "uuid" if "auth/sessions" in path else "str"
        return re.sub(r"\{(\w+)\}", rf"<{kind}:\1>", path.lstrip("/"))

    def ids_of(self, route: str) -> dict[str, str]:
        return {"session_id": self.device} if "auth/sessions" in route else self.ids

    def body_of(self, method: str, route: str, ids: dict[str, str]) -> dict[str, object]:
        last = route.rstrip("/").rpartition("/")[2]
        return {
            ("POST", "register"): {"email": f"{uuid4().hex}@example.org", "password": PASSWORD},
            ("POST", "login"): {"email": self.amina.email, "password": PASSWORD},
            ("DELETE", "sessions"): {"session_key": ids.get("session_id", "")},
            ("PATCH", "<str:session_id>"): {"title": "Throat", "active_message_id": self.ids["message_id"]},
            ("POST", "messages"): {"content": SORE_THROAT},
            ("POST", "<str:session_id>"): {"message": "I'm 34"},
            ("POST", "research"): {"query": SALT},
            ("POST", "saved"): {"paper_id": self.ids["paper_id"]},
            ("POST", "collections"): {"name": uuid4().hex},
            ("POST", "triage"): {"text": SORE_THROAT},
            ("POST", "consultations"): {"symptoms": SORE_THROAT},
            ("POST", "feedback"): {"feedback": "up"},
            ("PATCH", "profile"): {
                "age": 34,
                "weight": 62.5,
                "allergies": "nuts",
                "wellness": {"sleepQuality": "good"},
            },
            ("POST", "undo"): {"change_id": self.ids["change_id"]},
            ("PATCH", "consents"): {"language_model_profile": True},
            ("POST", "deletion"): {"password": PASSWORD},
            ("POST", "shares"): {"email": "ben.other@example.org", "scope": ["profile"]},
        }.get((method, last), {})


@contextmanager
def undone() -> Iterator[None]:
    """What happens to rows in here never happened: whoever asks next finds the same rows. Files and the store do remember."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
