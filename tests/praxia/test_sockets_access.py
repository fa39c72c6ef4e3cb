"""Who may open which socket: every socket route × person. A route that is missing from the table fails."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest
from channels.routing import URLRouter

from praxia.asgi import application, sockets
from praxia.lib.sockets import NOT_SIGNED_IN, NOT_THERE, in_thread
from tests.base import Socket, setup_token, setup_user
from tests.chat.setup import setup_conversation

pytestmark = pytest.mark.django_db(transaction=True)
GREETED, NO_UPGRADE = "greeted", 403
TALK = r"^ws/chat/(?P<session_id>[^/]+)/?$"

# (nobody, somebody with a token that does not hold, Amina, whose talk it is, Ben, Chloe, Dana)
TABLE = {
    r"^ws/health/?$": (GREETED, GREETED, GREETED, GREETED, GREETED, GREETED),
    TALK: (NO_UPGRADE, NOT_SIGNED_IN, GREETED, NOT_THERE, NOT_THERE, NOT_THERE),
    # Names of interviews live per person: everybody's own is there, and nobody else's can be met.
    r"^ws/wellness_profile/(?P<session_id>[^/]+)/?$": (NO_UPGRADE, NOT_SIGNED_IN, GREETED, GREETED, GREETED, GREETED),
    r"^ws/wellnessProfile/(?P<session_id>[^/]+)/?$": (NO_UPGRADE, NOT_SIGNED_IN, GREETED, GREETED, GREETED, GREETED),
    # One's own films, whoever one is.
    r"^ws/xray/?$": (NO_UPGRADE, NOT_SIGNED_IN, GREETED, GREETED, GREETED, GREETED),
    "": (NO_UPGRADE, NOT_THERE, NOT_THERE, NOT_THERE, NOT_THERE, NOT_THERE),
}


def patterns(router: object) -> list[str]:
    """The routes of this router and of those behind it, as they are written."""
    found = []
    for route in getattr(router, "routes", ()):
        inner = getattr(route.callback, "_application", None)
        found += patterns(inner) if isinstance(inner, URLRouter) else [str(route.pattern)]
    return found


def test_every_route_is_in_the_table():
    assert set(patterns(sockets)) == set(TABLE)


@pytest.mark.parametrize("route", TABLE, ids=str)
async def test_each_gets_what_the_table_says(route):
    talk, secrets = await in_thread(setup)()
    path = "/" + (re.sub(r"\(.*\)", str(talk), route).strip("^$").replace("?", "") or "ws/nowhere/")
    assert tuple([await met(path, secret) for secret in secrets]) == TABLE[route]


async def test_a_talk_that_is_not_there_looks_the_same():
    _, (*_, dana) = await in_thread(setup)()
    assert await met(f"/ws/chat/{uuid4()}/", dana) == NOT_THERE
    assert await met("/ws/chat/no-id/", dana) == NOT_THERE


def setup() -> tuple[object, list[str]]:
    people = [setup_user("Amina"), setup_user("Ben"), setup_user("Chloe"), setup_user("Dana", is_staff=True)]
    secrets = [setup_token(person)[1] for person in people]
    return setup_conversation(people[0]).id, ["", "px_nobody", *secrets]


async def met(path: str, secret: str) -> object:
    """What comes of opening this socket: a close code, the status instead of an upgrade, or a first frame."""
    headers = [(b"authorization", f"Bearer {secret}".encode())] if secret else []
    socket = Socket(application, path, headers=headers)
    connected, _ = await socket.connect()
    if not connected:
        return NO_UPGRADE
    await socket.send_to(text_data=json.dumps({"type": "ping"}))
    came = await socket.receive_output()
    await socket.disconnect()
    return came["code"] if came["type"] == "websocket.close" else GREETED
