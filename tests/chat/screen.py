"""A client as the contract describes it: REST with a token, a socket that reconnects, and a screen that applies the rules."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.live import Live


class Api:
    """Somebody of a running house who calls its API with a token."""

    def __init__(self, house: Live) -> None:
        self.base_url, self.token = house.base_url, house.person().token

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and JSON. Header names come as keywords with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base_url + path, data=data, headers=sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def talk(self) -> str:
        return self.call("POST", "/api/chat-sessions/", {})[1]["id"]

    def post(self, talk: str, text: str, *, wait: int = 0, **more: Any) -> dict[str, Any]:
        prefer = f"wait={wait}" if wait else "respond-async"
        status, body = self.call(
            "POST", f"/api/chat-sessions/{talk}/messages/", {"content": text, **more}, Prefer=prefer
        )
        assert status == 201, body
        return body

    def message(self, talk: str, message_id: str) -> dict[str, Any]:
        messages = self.call("GET", f"/api/chat-sessions/{talk}/messages/")[1]
        return next(message for message in messages if message["id"] == message_id)


class Screen:
    """What a person sees of one answer. `jumps` counts how often shown text was thrown away."""

    def __init__(self) -> None:
        self.text, self.last_id, self.ids, self.jumps = "", "0-0", [], 0
        self.end: dict[str, Any] | None = None

    def apply(self, event: dict[str, Any]) -> None:
        if event["type"] == "reset":
            self.jumps += bool(self.text)
            self.text = ""
            self.last_id = event["id"]
            return
        if event["type"] == "progress" and event.get("step") == "waiting":
            return  # passing: for this reader alone
        if _key(event["id"]) <= _key(self.last_id):
            return
        self.last_id = event["id"]
        self.ids.append(event["id"])
        if event["type"] == "delta":
            self.text += event["text"]
        if event["type"] in ("end", "error"):
            self.end = event


def _key(id_: str) -> tuple[int, ...]:
    return tuple(map(int, id_.split("-"))) if "-" in id_ else (int(id_), 0)


async def watch(
    house: Live, api: Api, talk: str, message_id: str, screen: Screen, *, seen: asyncio.Event | None = None
) -> Screen:
    """Follow one answer to its end, over as many sockets as it takes. `seen` is set when the first text is on the screen."""
    while screen.end is None:
        try:
            await _follow(house, api, talk, message_id, screen, seen)
        except (OSError, ConnectionClosed, InvalidStatus):
            await asyncio.sleep(0.1)  # the line is away: a client's back-off
    return screen


async def _follow(
    house: Live, api: Api, talk: str, message_id: str, screen: Screen, seen: asyncio.Event | None
) -> None:
    headers = {"Authorization": f"Bearer {api.token}"}
    async with connect(f"{house.ws_url}/ws/chat/{talk}/", additional_headers=headers, open_timeout=60) as socket:
        history = json.loads(await socket.recv())
        if screen.ids or message_id not in history["running"]:  # else it is followed from its start without asking
            await socket.send(json.dumps({"type": "resume", "message_id": message_id, "last_id": screen.last_id}))
        async for text in socket:
            frame = json.loads(text)
            if frame.get("message_id") != message_id or "id" not in frame:
                continue
            screen.apply(frame)
            if seen and "t5" in screen.text:
                seen.set()
            if screen.end:
                return
