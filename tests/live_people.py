"""People of a running house. Made in that house, many at once: one start of Django costs more than all of them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from uuid import uuid4


@dataclass(frozen=True)
class LivePerson:
    """Somebody who is signed in already: `session` is the cookie's value, `token` a bearer token."""

    id: str
    email: str
    session: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def people_make(count: int) -> None:
    """Print them as JSON. Runs inside `manage.py shell` of the house."""
    print(json.dumps([asdict(_person()) for _ in range(count)]))


def people_read(printed: str) -> list[LivePerson]:
    return [LivePerson(**one) for one in json.loads(printed.strip().splitlines()[-1])]


def _person() -> LivePerson:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from profiling.access import session_store
    from tests.base import setup_token, setup_user

    person = setup_user("Amina", email=f"amina.{uuid4().hex[:12]}@example.org")
    session = session_store("")
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return LivePerson(str(person.pk), person.email, session.session_key or "", setup_token(person)[1])
