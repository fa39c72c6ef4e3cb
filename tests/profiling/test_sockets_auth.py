from __future__ import annotations

import pytest
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.test import Client

from profiling import services
from profiling.sockets_auth import SocketAuth, is_ours
from tests.base import Socket, setup_token, setup_user

pytestmark = pytest.mark.django_db(transaction=True)
HERE = {"origin": "http://testserver", "host": "testserver"}


class WhoAmI(AsyncJsonWebsocketConsumer):
    async def connect(self):
        await self.accept()
        user, sign_in = self.scope["user"], self.scope["sign_in"]
        await self.send_json({"email": getattr(user, "email", None), "by": sign_in and bool(sign_in.token_id)})


async def opened(headers, path="/ws/x/"):
    """What the consumer saw, or None when the upgrade was refused."""
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    socket = Socket(SocketAuth(WhoAmI.as_asgi()), path, headers=pairs)
    connected, _ = await socket.connect()
    seen = await socket.receive_json_from() if connected else None
    await socket.disconnect()
    return seen


@database_sync_to_async
def amina_with_token():
    amina = setup_user("Amina")
    return amina, setup_token(amina)[1]


@database_sync_to_async
def amina_with_page():
    amina, browser = setup_user("Amina"), Client()
    browser.force_login(amina)
    return amina, f"{settings.SESSION_COOKIE_NAME}={browser.session.session_key}"


async def test_page_is_known_by_its_cookie():
    _, cookie = await amina_with_page()
    assert await opened(HERE | {"cookie": cookie}) == {"email": "amina@example.org", "by": False}


async def test_program_is_known_by_its_token():
    _, secret = await amina_with_token()
    seen = {"email": "amina@example.org", "by": True}
    assert await opened({"authorization": f"Bearer {secret}"}) == seen
    assert await opened(HERE | {"authorization": f"bearer {secret}"}) == seen


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://evil.testserver.example", "null", "http://testserver:8000", "x", "", "http://["],
)
async def test_foreign_origin_is_refused_before_the_upgrade(origin):
    _, secret = await amina_with_token()
    headers = HERE | {"origin": origin, "authorization": f"Bearer {secret}"}
    assert await opened(headers) is None


async def test_without_origin_a_cookie_is_not_enough():
    _, cookie = await amina_with_page()
    assert await opened({"cookie": cookie}) is None
    assert await opened({}) is None


async def test_token_that_is_none_gets_in_as_nobody():
    nobody = {"email": None, "by": None}
    assert await opened({"authorization": "Bearer px_unknown"}) == nobody
    assert await opened(HERE) == nobody


async def test_dead_token_is_not_made_good_by_a_cookie():
    _, cookie = await amina_with_page()
    assert (await opened(HERE | {"cookie": cookie, "authorization": "Bearer px_unknown"}))["email"] is None


async def test_token_in_the_query_string_is_not_looked_at():
    _, secret = await amina_with_token()
    path = f"/ws/x/?token={secret}&access_token={secret}"
    assert await opened({}, path) is None
    assert (await opened(HERE, f"{path}&ticket={secret}"))["email"] is None


async def test_signed_out_token_and_page():
    amina, secret = await amina_with_token()
    await database_sync_to_async(services.sessions_end)(person=amina)
    assert (await opened({"authorization": f"Bearer {secret}"}))["email"] is None


async def test_closed_account():
    amina, cookie = await amina_with_page()
    await database_sync_to_async(services.account_deactivate)(person=amina)
    assert (await opened(HERE | {"cookie": cookie}))["email"] is None


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        ("https://praxia.example", "praxia.example", True),
        ("https://praxia.example", "praxia.example:443", True),
        ("https://praxia.example:443", "praxia.example", True),
        ("http://PRAXIA.example:8000", "praxia.example:8000", True),
        ("http://[::1]:8000", "[::1]:8000", True),
        ("http://praxia.example", "", True),
        ("https://elsewhere.example", "praxia.example", True),
        ("http://elsewhere.example", "praxia.example", False),
        ("https://praxia.example:8443", "praxia.example", False),
        ("https://other.example", "other.example", False),
        ("ftp://praxia.example", "praxia.example", False),
        ("https://praxia.example@evil.example", "praxia.example", False),
    ],
)
def test_origins(settings, origin, host, expected):
    settings.ALLOWED_HOSTS = ["praxia.example", "[::1]"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://elsewhere.example"]
    assert is_ours(origin, host=host) is expected
