"""`/ws/wellness_profile/{id}` and its alias as sockets: everything from the start, nothing lost, nothing twice."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager

import pytest

from praxia.lib.sockets import NOT_SIGNED_IN, NOT_THERE, in_thread
from profiling.interview import services
from tests.base import Socket, setup_token, setup_user
from tests.interview.setup import ANSWERS, say, setup_session

pytestmark = pytest.mark.django_db(transaction=True)


class Client(Socket):
    async def frame(self):
        return json.loads(await self.receive_from())

    async def until(self, event):
        return await self.frames_until("event", event)


@asynccontextmanager
async def opened(person, path="/ws/wellness_profile/user123"):
    from praxia.asgi import application

    secret = (await in_thread(setup_token)(person))[1] if person else "px_nobody"
    client = Client(application, path, headers=[(b"authorization", f"Bearer {secret}".encode())])
    connected, _ = await client.connect()
    assert connected
    yield client
    await client.disconnect()


@pytest.fixture
def amina(transactional_db):
    return setup_user("Amina")


async def do(call, *args, **more):
    return await in_thread(call)(*args, **more)


@pytest.mark.parametrize("path", ["/ws/wellness_profile/user123", "/ws/wellnessProfile/user123/"])
async def test_the_greeting_is_told_to_whoever_comes_later(amina, path):
    await do(setup_session, amina)
    async with opened(amina, path) as client:
        begun, asked = await client.frame(), await client.frame()
    assert (begun["event"], begun["message"]) == ("INIT_PROFILE", "Wellness Profile Initialized")
    assert asked["event"] == "ASSISTANT_QUESTION" and asked["status"] is None and asked["session_id"] == "user123"
    assert asked["data"]["number"] == 1 and asked["data"]["of"] == 5 and asked["data"]["skippable"] is True


async def test_a_socket_may_come_before_the_beginning(amina):
    async with opened(amina) as client:
        await client.send_to(text_data='{"type": "ping"}')
        assert (await client.frame())["type"] == "pong"
        await do(setup_session, amina)
        assert (await client.frame())["event"] == "INIT_PROFILE"


async def test_a_whole_interview(amina):
    await do(setup_session, amina)
    async with opened(amina) as client:
        for text in ANSWERS:
            await do(say, amina, text)
        frames = await client.until("PROFILE_COMPLETE")
    assert json.loads(frames[-1]["message"])["age"] == 34
    assert frames[-1]["data"]["evidence"]["age"] == "I'm 34"
    ids = [tuple(map(int, frame["id"].split("-"))) for frame in frames]
    assert ids == sorted(set(ids))
    received = next(frame for frame in frames if frame["event"] == "USER_ANSWER")
    assert (received["message"], received["status"]) == ("User Response Received", "success")


async def test_a_lost_line_goes_on_where_it_was(amina):
    await do(setup_session, amina)
    async with opened(amina) as client:
        seen = (await client.frame())["id"]
    await do(say, amina, "I'm 34")
    async with opened(amina, f"/ws/wellness_profile/user123?last_id={seen}") as client:
        frames = await client.until("USER_ANSWER")
        assert [frame["event"] for frame in frames] == ["ASSISTANT_QUESTION", "USER_ANSWER"]
        await client.send_to(text_data=json.dumps({"type": "resume", "last_id": frames[-1]["id"]}))
        frames = await client.until("ASSISTANT_QUESTION")
    assert frames[-1]["data"]["number"] == 2


async def test_an_unknown_id_brings_everything(amina):
    await do(setup_session, amina)
    async with opened(amina, "/ws/wellness_profile/user123?last_id=1-99") as client:
        assert (await client.frame())["event"] == "INIT_PROFILE"


async def test_two_devices_see_the_same(amina):
    await do(setup_session, amina)
    async with opened(amina) as one, opened(amina) as other:
        await do(say, amina, "I'm 34")
        first = [await one.frame() for _ in range(4)]
        assert first == [await other.frame() for _ in range(4)]


async def test_begun_anew_it_tells_from_the_new_beginning(amina):
    await do(setup_session, amina)
    async with opened(amina) as client:
        await client.until("ASSISTANT_QUESTION")
        await do(services.session_begin, person=amina, name="user123", restart=True)
        assert [frame["event"] for frame in await client.until("ASSISTANT_QUESTION")] == [
            "INIT_PROFILE",
            "ASSISTANT_QUESTION",
        ]


async def test_removed_and_made_again(amina):
    await do(setup_session, amina)
    async with opened(amina) as client:
        await client.until("ASSISTANT_QUESTION")
        await do(services.session_delete, person=amina, name="user123")
        await do(setup_session, amina)
        assert (await client.frame())["event"] == "INIT_PROFILE"


async def test_a_stranger_hears_nothing_of_it(amina):
    chloe = await do(setup_user, "Chloe")
    await do(setup_session, amina)
    async with opened(chloe) as client:
        await client.send_to(text_data='{"type": "ping"}')
        assert (await client.frame())["type"] == "pong"
        assert await client.receive_nothing(timeout=0.2)


async def test_a_name_that_cannot_be(amina):
    async with opened(amina, "/ws/wellness_profile/a.b") as client:
        assert (await client.receive_output())["code"] == NOT_THERE


async def test_an_unknown_token(transactional_db):
    async with opened(None) as client:
        assert (await client.receive_output())["code"] == NOT_SIGNED_IN
