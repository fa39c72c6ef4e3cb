"""`/ws/chat/{id}/` as a socket: what comes in which order, what is refused and how."""

import json
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from chat import replies, selectors, signals
from chat.models import Message
from chat.records import Role, Status
from praxia.lib.journal import JournalWriter
from praxia.lib.sockets import FRAME_BYTES, in_thread
from tests.base import Socket, setup_token, setup_user
from tests.chat.setup import CRUSHING, SORE_THROAT, setup_answer, setup_conversation, setup_exchange

pytestmark = pytest.mark.django_db(transaction=True)


async def threaded(call, *args, **more):
    """In a thread that gives its database connection back."""
    return await in_thread(call)(*args, **more)


class Client(Socket):
    async def say(self, **frame):
        await self.send_to(text_data=json.dumps(frame))

    async def frame(self):
        return json.loads(await self.receive_from())

    async def until(self, type_):
        return await self.frames_until("type", type_)

    async def close_code(self):
        while (message := await self.receive_output())["type"] != "websocket.close":
            pass
        return message["code"]


@asynccontextmanager
async def opened(person, conversation_id, *, query="", secret=None):
    from praxia.asgi import application

    secret = secret or ((await threaded(setup_token, person))[1] if person else "px_nobody")
    headers = [(b"authorization", f"Bearer {secret}".encode())]
    client = Client(application, f"/ws/chat/{conversation_id}/{query}", headers=headers)
    connected, _ = await client.connect()
    assert connected
    yield client
    await client.disconnect()


@pytest.fixture
def amina(transactional_db):
    return setup_user("Amina")


@pytest.fixture
def talk(amina):
    return setup_conversation(amina)


async def written(answer_id):
    """What the worker does, here and now."""
    await threaded(replies.write, str(answer_id))


def answers(conversation_id):
    return list(Message.objects.filter(conversation=conversation_id, role=Role.ASSISTANT).order_by("created_at"))


async def test_it_works(amina, talk):
    async with opened(amina, talk.id) as client:
        assert (await client.frame()) == {"type": "chat_history", "messages": [], "running": []}
        await client.say(type="post", text=SORE_THROAT, client_message_id="c-1")
        echo = await client.frame()
        assert (echo["type"], echo["message"]["content"]) == ("chat_message", SORE_THROAT)
        [answer] = await threaded(answers, talk.id)
        await written(answer.id)
        frames = await client.until("end")
        assert {frame["message_id"] for frame in frames} == {str(answer.id)}
        assert frames[-1]["status"] == "complete"
        last = await client.frame()
        assert (last["type"], last["message"]["id"]) == ("chat_message", str(answer.id))


async def test_the_level_comes_with_the_echo(amina, talk):
    async with opened(amina, talk.id) as client:
        await client.frame()
        await client.say(message=CRUSHING)
        assert (await client.frame())["message"]["triage"]["level"] == "call_now"


async def test_sources_and_text_are_those_of_the_row(amina, talk):
    exchange = await threaded(setup_exchange, amina, conversation=talk)
    await written(exchange.answer.id)
    [answer] = await threaded(answers, talk.id)
    async with opened(amina, talk.id) as client:
        await client.frame()
        await client.say(type="resume", message_id=str(answer.id), last_id="0")
        frames = await client.until("end")
    assert [frame["source"] for frame in frames if frame["type"] == "source"] == answer.sources
    text = "".join(frame["text"] for frame in frames if frame["type"] == "delta")
    assert text.split() == answer.content.split()


async def test_resume_gives_each_later_event_once(amina, talk):
    exchange = await threaded(setup_exchange, amina, conversation=talk)
    await written(exchange.answer.id)
    events = await threaded(exchange.answer.journal.events)
    async with opened(amina, talk.id) as client:
        await client.frame()
        await client.say(type="resume", message_id=str(exchange.answer.id), last_id=events[3]["id"])
        ids = [frame["id"] for frame in await client.until("end")]
    assert ids == sorted(set(ids), key=lambda id_: tuple(map(int, id_.split("-"))))
    assert ids[-1] == events[-1]["id"]
    assert events[3]["id"] not in ids


async def test_a_running_answer_is_followed_after_connecting(amina, talk):
    exchange = await threaded(setup_exchange, amina, conversation=talk)
    async with opened(amina, talk.id) as client:
        assert (await client.frame())["running"] == [str(exchange.answer.id)]
        await written(exchange.answer.id)
        assert (await client.until("end"))[-1]["message_id"] == str(exchange.answer.id)


async def test_a_second_device_sees_the_same(amina, talk):
    async with opened(amina, talk.id) as one, opened(amina, talk.id) as other:
        await one.frame()
        await other.frame()
        await one.say(type="post", text=SORE_THROAT)
        assert (await other.until("chat_message"))[-1]["message"]["content"] == SORE_THROAT
        [answer] = await threaded(answers, talk.id)
        await written(answer.id)
        seen = [[f["id"] for f in await client.until("end") if "id" in f] for client in (one, other)]
    assert seen[0][-1] == seen[1][-1]


async def test_an_answer_that_was_quicker_than_the_signal_is_told(amina, talk):
    async with opened(amina, talk.id) as client:
        await client.frame()
        asked = {"conversation": talk, "status": Status.COMPLETE, "triage": {"level": "self_care"}}
        question = await Message.objects.acreate(**asked, role=Role.USER, content=SORE_THROAT)
        answer = await Message.objects.acreate(
            **asked, role=Role.ASSISTANT, parent=question, content="Rest.", html="<p>Rest.</p>"
        )
        await threaded(signals.said, answer)
        echo, *events = await client.until("end")
        assert echo["message"]["content"] == SORE_THROAT
        assert "".join(event.get("text", "") for event in events) == "Rest."


async def test_a_question_that_is_asked_while_a_socket_opens_is_shown(amina, talk, monkeypatch):
    path = selectors.path

    def overtaken(conversation):
        found = path(conversation)
        monkeypatch.undo()
        setup_exchange(amina, conversation=talk)
        return found

    monkeypatch.setattr(selectors, "path", overtaken)
    async with opened(amina, talk.id) as client:
        assert (await client.frame())["messages"] == []
        assert (await client.until("chat_message"))[-1]["message"]["content"] == SORE_THROAT


async def test_stop_before_anybody_began(amina, talk):
    async with opened(amina, talk.id) as client:
        await client.frame()
        await client.say(type="post", text=SORE_THROAT)
        await client.frame()
        [answer] = await threaded(answers, talk.id)
        await client.say(type="stop", message_id=str(answer.id))
        assert (await client.until("end"))[-1]["status"] == "stopped"
        await client.say(type="stop", message_id=str(answer.id))
        await client.say(type="ping")
        await client.until("pong")
    await written(answer.id)
    assert (await threaded(answers, talk.id))[0].status == "stopped"


async def test_regenerate_makes_a_sibling(amina):
    answer = await threaded(setup_answer, amina)
    async with opened(amina, answer.conversation_id) as client:
        await client.frame()
        await client.say(type="regenerate", message_id=str(answer.id))
        await client.say(type="ping")
        await client.until("pong")
        old, new = await threaded(answers, answer.conversation_id)
        assert new.parent_id == old.parent_id
        await written(new.id)
        assert (await client.until("end"))[-1]["message_id"] == str(new.id)


async def test_an_expired_journal_is_replayed(amina):
    answer = await threaded(setup_answer, amina, content="Rest and drink.")
    async with opened(amina, answer.conversation_id) as client:
        await client.frame()
        await client.say(type="resume", message_id=str(answer.id), last_id="1-1")
        frames = await client.until("end")
    assert [frame["type"] for frame in frames] == ["reset", "delta", "end"]
    assert frames[1]["text"] == "Rest and drink."


@pytest.mark.parametrize("text", [" ", "{", "[]", "7", "null", "\0", "[" * 5000])
async def test_an_unreadable_frame_gets_an_error_frame(amina, talk, text):
    async with opened(amina, talk.id) as client:
        await client.frame()
        await client.send_to(text_data=text)
        assert (await client.frame())["code"] == "MALFORMED"
        await client.say(type="ping")
        assert (await client.frame())["type"] == "pong"


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "post", "text": ""},
        {"type": "post", "text": "x" * 8001},
        {"type": "post", "text": "null\0byte"},
        {"type": "post", "text": 7},
        {"type": "post"},
        {"type": "fly"},
        {"type": ["post"]},
        {"type": "__init__"},
        {"type": "post", "text": "x", "client_message_id": {}},
    ],
)
async def test_bad_frames_are_refused_and_the_socket_lives(amina, talk, frame):
    async with opened(amina, talk.id) as client:
        await client.frame()
        await client.say(**frame)
        answer = await client.frame()
        assert (answer["type"], answer["code"]) == ("error", "VALIDATION_ERROR")
        assert "id" not in answer
        await client.say(type="ping")
        assert (await client.frame())["type"] == "pong"


async def test_binary_is_unreadable(amina, talk):
    async with opened(amina, talk.id) as client:
        await client.frame()
        await client.send_to(bytes_data=b"\x00\x01")
        assert (await client.frame())["code"] == "MALFORMED"


async def test_ten_unreadable_frames_close_it(amina, talk):
    async with opened(amina, talk.id) as client:
        for _ in range(10):
            await client.send_to(text_data="{")
        assert await client.close_code() == 4400


async def test_a_frame_too_large_closes_it(amina, talk):
    async with opened(amina, talk.id) as client:
        await client.say(type="post", text="x" * FRAME_BYTES)
        assert await client.close_code() == 1009


async def test_stranger_gets_4404(amina, talk):
    chloe = await threaded(setup_user, "Chloe")
    async with opened(chloe, talk.id) as client:
        assert await client.close_code() == 4404


@pytest.mark.parametrize("conversation_id", ["0192fa01-0000-4000-8000-000000000000", "not-a-uuid", "%00"])
async def test_what_is_not_there_is_4404(amina, conversation_id):
    async with opened(amina, conversation_id) as client:
        assert await client.close_code() == 4404


async def test_no_valid_token_is_4401(talk):
    async with opened(None, talk.id) as client:
        assert await client.close_code() == 4401


async def test_sign_out_ends_an_open_socket(amina, talk):
    token, secret = await threaded(setup_token, amina)
    async with opened(amina, talk.id, secret=secret) as client:
        await client.frame()
        await threaded(token.delete)
        assert await client.close_code() == 4401


async def test_another_persons_message_is_no_frame(amina, talk):
    chloe = await threaded(setup_user, "Chloe")
    foreign = await threaded(setup_answer, chloe)
    async with opened(amina, talk.id) as client:
        await client.frame()
        await client.say(type="resume", message_id=str(foreign.id))
        assert (await client.frame())["code"] == "NOT_FOUND"


async def test_ten_open_at_once(amina, talk):
    async with AsyncExitStack() as stack:
        for _ in range(10):
            await (await stack.enter_async_context(opened(amina, talk.id))).frame()
        async with opened(amina, talk.id) as eleventh:
            assert (await eleventh.frame())["code"] == "RATE_LIMITED"
            assert await eleventh.close_code() == 4429
    async with opened(amina, talk.id) as client:
        assert (await client.frame())["type"] == "chat_history"


async def test_a_running_answer_goes_on_from_the_last_id_of_the_address(amina, talk):
    exchange = await threaded(setup_exchange, amina, conversation=talk)
    answer = exchange.answer

    def begun():
        Message.objects.filter(id=answer.id).update(status="running", run=1)
        with JournalWriter(answer.journal, 1) as journal:
            for word in ("one ", "two ", "three"):
                journal.event("delta", text=word)
        return answer.journal.events()

    events = await threaded(begun)
    async with opened(amina, talk.id, query=f"?last_id={answer.id}:{events[0]['id']}") as client:
        await client.frame()
        assert [(await client.frame())["text"] for _ in range(2)] == ["two ", "three"]


async def test_too_many_connects(amina, talk):
    for _ in range(30):
        async with opened(amina, talk.id):
            pass
    async with opened(amina, talk.id) as client:
        assert (await client.frame())["retry_after"] > 0
        assert await client.close_code() == 4429
