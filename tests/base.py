"""The people of the tests: Amina (owner), Ben (she shares with him), Chloe (stranger), Dana (clinician)."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from asgiref.testing import ApplicationCommunicator
from channels.testing import WebsocketCommunicator
from django.contrib.auth.hashers import make_password
from rest_framework.test import APIClient

from profiling.models import AccessToken, User

PASSWORD = "correct horse battery"
PATIENCE_S = 60.0


def setup_user(name: str = "Amina", *, password: str = PASSWORD, **fields: Any) -> User:
    person = User(**{"email": f"{name.lower()}@example.org", "full_name": name} | fields)
    person.password = _hashed(password)
    person.save()
    return person


def setup_token(person: User, **fields: Any) -> tuple[AccessToken, str]:
    """A token and its secret, as after signing in."""
    return AccessToken.objects.issue(user=person, **fields)


def api_of(person: User | None = None, *, secret: str = "") -> APIClient:
    """Somebody who calls the API with a token of their own, or without one. Failures come as answers, not exceptions."""
    client = APIClient(raise_request_exception=False)
    if person:
        secret = setup_token(person)[1]
    if secret:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


class Socket(WebsocketCommunicator):
    """Channels' own keeps database connections from being closed, so that each thread of a test would hold one for ever.

    It also waits for a second only, which a busy machine may need for anything; nobody here waits for less than a minute.
    """

    send_input = ApplicationCommunicator.send_input

    async def receive_output(self, timeout: float = PATIENCE_S) -> Any:
        return await ApplicationCommunicator.receive_output(self, max(timeout, PATIENCE_S))

    async def wait(self, timeout: float = PATIENCE_S) -> None:
        await super().wait(max(timeout, PATIENCE_S))

    async def frames_until(self, field: str, value: str) -> list[Any]:
        """Frames up to and with the first that has this; they count together, as heartbeats come while nothing happens."""
        frames: list[Any] = []
        async with asyncio.timeout(PATIENCE_S):
            while not frames or frames[-1].get(field) != value:
                frames.append(await self.receive_json_from())
        return frames


@cache
def _hashed(password: str) -> str:
    return make_password(password)
