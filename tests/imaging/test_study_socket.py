"""`/ws/xray/`: a person's films as they are read, on every device."""

from __future__ import annotations

import pytest

from imaging import reading, services
from praxia.asgi import sockets
from praxia.lib.sockets import in_thread
from praxia.lib.stores import Db, store
from tests.base import Socket, setup_token, setup_user
from tests.imaging.setup import setup_study, upload

pytestmark = pytest.mark.django_db(transaction=True)


def person(name: str = "Amina") -> tuple[object, str]:
    store(Db.CACHE).flushdb()
    found = setup_user(name)
    return found, setup_token(found)[1]


async def opened(secret: str, query: str = "") -> Socket:
    socket = Socket(sockets, f"/ws/xray/{query}", headers=[(b"authorization", f"Bearer {secret}".encode())])
    assert (await socket.connect())[0]
    return socket


async def until(socket: Socket, kind: str) -> list[dict]:
    return await socket.frames_until("type", kind)


async def test_it_greets_with_what_there_is() -> None:
    amina, secret = await in_thread(person)()
    study = await in_thread(setup_study)(amina, read=True)
    socket = await opened(secret)
    greeting = await socket.receive_json_from()
    assert greeting["type"] == "xray_studies" and [one["id"] for one in greeting["studies"]] == [str(study.pk)]
    await socket.disconnect()


async def test_a_film_sent_elsewhere_is_told_step_by_step() -> None:
    amina, secret = await in_thread(person)()
    socket = await opened(secret)
    await socket.receive_json_from()
    study = await in_thread(services.study_create)(person=amina, upload=upload())
    await in_thread(reading.read)(str(study.pk))
    frames = await until(socket, "xray_study")
    steps = [frame["step"] for frame in frames if frame["type"] == "progress" and frame["step"] != "waiting"]
    assert steps == ["received", "decoded", "checked", "read", "explained"]
    assert frames[-1]["study"]["status"] == "complete" and frames[-2]["study_id"] == str(study.pk)
    await socket.disconnect()


async def test_others_hear_nothing() -> None:
    amina, _ = await in_thread(person)()
    _, secret = await in_thread(person)("Chloe")
    socket = await opened(secret)
    assert (await socket.receive_json_from())["studies"] == []
    study = await in_thread(setup_study)(amina, read=True)
    await socket.send_json_to({"type": "resume", "study_id": str(study.pk)})
    assert (await until(socket, "error"))[-1]["code"] == "NOT_FOUND"
    await socket.disconnect()
