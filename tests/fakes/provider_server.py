"""A server that speaks OpenAI's chat-completions protocol, and every fault of it on command. Run it as its own process:

    python -m tests.fakes.provider_server --port 0          # prints "port 41327" and serves http://127.0.0.1:41327/v1

What it does is chosen per model, so that many tests can share one server at once:

- by the name: `fake+rate=20+tokens=200`, `fake+hung`, `fake+503`, `fake+429+retry_after=1`, `fake+cut+after=5`;
- or by a script: POST /control `{"model": "m1", "script": [step, …]}`. Each request takes the next step and the last
  one stays. `provider_script.Step` lists its fields. POST `{"forget": "m1"}` drops script and records of a model.

The path of AWS Bedrock's Converse API is answered too, by the same rules.

GET /requests?model=m1 lists what was asked: `body`, `headers`, `sent` (pieces written), `seconds` and `ended`
(`whole`, `fault`, `client` when the caller hung up, null while it runs).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fakes import bedrock_wire
from tests.fakes.provider_script import Step, answer_text, named_step, pieces_of, structure_of


@dataclass
class Record:
    model: str
    body: dict[str, Any]
    headers: dict[str, str]
    sent: int = 0
    ended: str | None = None
    seconds: float | None = None


class Fault(Exception):
    """The answer ends here, on purpose."""


scripts: dict[str, list[Step]] = {}
records: dict[str, list[Record]] = defaultdict(list)


def next_step(model: str) -> Step:
    script = scripts.get(model)
    if not script:
        return named_step(model)
    return script.pop(0) if len(script) > 1 else script[0]


def usage_of(body: dict[str, Any], pieces: list[str]) -> dict[str, int]:
    prompt = sum(len(str(turn.get("content") or "")) for turn in body.get("messages", [])) // 4 + 1
    return {"prompt_tokens": prompt, "completion_tokens": len(pieces), "total_tokens": prompt + len(pieces)}


def error_body(status: int, body: dict[str, Any]) -> dict[str, Any]:
    # Real servers quote the request in their messages; a log that repeats them would tell what somebody said.
    said = "".join(str(turn.get("content")) for turn in body.get("messages") or [])
    return {
        "message": said,
        "error": {"message": f"cannot serve: {said[:500]}", "type": "test_error", "code": status, "param": None},
    }


# --- The wire ---------------------------------------------------------------------------------------------------------


class Exchange:
    """One request and its answer."""

    def __init__(self, writer: asyncio.StreamWriter, record: Record, step: Step) -> None:
        self.writer, self.record, self.step, self.body = writer, record, step, record.body
        self.kind, self.schema = structure_of(self.body)
        self.pieces = pieces_of(answer_text(step, self.kind, self.schema))

    async def answer(self) -> None:
        step = self.step
        if step.fault in ("hung", "disconnect"):
            await self._end_before_the_head()
        if self.kind in step.refuses:
            await self.whole(step.refuses_status, error_body(step.refuses_status, self.body))
        elif step.status != 200:
            await self.whole(step.status, error_body(step.status, self.body))
        elif step.fault == "html":
            await self.page()
        elif self.body.get("stream"):
            await self.stream()
        else:
            await self.completion()

    async def _end_before_the_head(self) -> None:
        if self.step.fault == "hung":
            await asyncio.Event().wait()
        raise Fault

    async def whole(self, status: int, value: Any) -> None:
        extra = {} if self.step.retry_after is None else {"Retry-After": f"{self.step.retry_after:g}"}
        await send(self.writer, status, json.dumps(value).encode(), **extra)

    async def page(self) -> None:
        await send(self.writer, 200, b"<html><body><h1>Welcome to nginx</h1></body></html>", content_type="text/html")

    # One JSON body

    async def completion(self) -> None:
        await self._work_a_while()
        whole = json.dumps(self.completion_value()).encode()
        if self.step.fault == "cut":
            self.writer.write(head(200, "application/json", len(whole)) + whole[: len(whole) * 2 // 3])
            await self.writer.drain()
            raise Fault
        await send(self.writer, 200, whole)

    async def _work_a_while(self) -> None:
        if self.step.fault in ("hung_body", "drip", "stall"):
            self.writer.write(head(200, "application/json", 100_000) + b"{")
            while self.step.fault == "drip":
                self.writer.write(b" ")
                await asyncio.sleep(0.2)
            await asyncio.Event().wait()
        await asyncio.sleep(self.step.first + (len(self.pieces) / self.step.rate if self.step.rate else 0))

    def completion_value(self) -> dict[str, Any]:
        text = "".join(self.pieces)
        message: dict[str, Any] = {"role": "assistant", "content": text}
        finish: str | None = self.step.finish
        if self.calls_a_tool():
            name = self.body["tools"][0]["function"]["name"]
            call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": text}}
            message, finish = {"role": "assistant", "content": None, "tool_calls": [call]}, self.finish()
        if self.step.fault == "filter":
            message, finish = {"role": "assistant", "content": ""}, "content_filter"
        if self.step.fault == "no_finish":
            finish = None
        choice = {"index": 0, "message": message, "finish_reason": finish}
        told = {"usage": usage_of(self.body, self.pieces)} if self.step.usage else {}
        return {"object": "chat.completion", "choices": [choice], **self.frame(), **told}

    def calls_a_tool(self) -> bool:
        return self.kind == "tools" and "tools" not in self.step.ignores and self.step.fault != "refusal"

    def frame(self) -> dict[str, Any]:
        return {"id": "chatcmpl-test", "created": 1, "model": self.body.get("model")}

    # A stream of events

    async def stream(self) -> None:
        self.writer.write(head(200, "text/event-stream", None))
        await self.writer.drain()
        if self.step.fault == "hung_body":
            await asyncio.Event().wait()
        while self.step.fault == "drip":
            await self.chunk(": keep-alive\n\n")
            await asyncio.sleep(0.2)
        await self.tokens()
        await self.end()

    async def tokens(self) -> None:
        await asyncio.sleep(self.step.first)
        for _ in range(int(self.step.thinks * 10)):
            await self.chunk(self.event({"reasoning_content": "hm "}))
            await asyncio.sleep(0.1)
        loop, start = asyncio.get_running_loop(), asyncio.get_running_loop().time()
        breaks = self.step.fault in ("stall", "cut", "error_event", "filter")
        for number, piece in enumerate(self.pieces):
            if breaks and number == self.step.after:
                await self.break_off()
                return
            if self.step.rate:
                # Against the clock, not one pause after another: a slow reader must not slow the generator down.
                await asyncio.sleep(start + number / self.step.rate - loop.time())
            await self.token(piece)
            self.record.sent += 1

    async def token(self, piece: str) -> None:
        await self.chunk(self.event({"content": piece} if not self.calls_a_tool() else self.tool_part(piece)))

    async def break_off(self) -> None:
        fault = self.step.fault
        if fault == "stall":
            await asyncio.Event().wait()
        if fault == "cut":
            self.writer.write(b'40\r\ndata: {"id":"chatcmpl-te')
            await self.writer.drain()
            raise Fault
        if fault == "error_event":
            await self.chunk(f"data: {json.dumps(error_body(500, self.body))}\n\n")

    async def end(self) -> None:
        if self.step.fault != "error_event":
            finish = {"filter": "content_filter", "no_finish": None}.get(self.step.fault, self.finish())
            if finish:
                await self.chunk(self.event({}, finish))
            if self.step.usage and (self.body.get("stream_options") or {}).get("include_usage"):
                told = {**self.frame(), "object": "chat.completion.chunk", "choices": []}
                await self.chunk(f"data: {json.dumps({**told, 'usage': usage_of(self.body, self.pieces)})}\n\n")
            await self.chunk("data: [DONE]\n\n")
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()

    def finish(self) -> str:
        return "tool_calls" if self.calls_a_tool() and self.step.finish == "stop" else self.step.finish

    def tool_part(self, piece: str) -> dict[str, Any]:
        name = self.body["tools"][0]["function"]["name"]
        call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": name, "arguments": piece}}
        return {"tool_calls": [call]}

    def event(self, delta: dict[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return f"data: {json.dumps({**self.frame(), 'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n"

    async def chunk(self, text: str | bytes) -> None:
        data = text.encode() if isinstance(text, str) else text
        self.writer.write(b"%x\r\n%b\r\n" % (len(data), data))
        await self.writer.drain()


class Converse(Exchange):
    """The same behaviour in the words of AWS Bedrock."""

    async def stream(self) -> None:
        self.writer.write(head(200, "application/vnd.amazon.eventstream", None))
        await self.writer.drain()
        if self.step.fault in ("hung_body", "drip"):
            await asyncio.Event().wait()
        await self.tokens()
        if self.step.fault not in ("no_finish", "error_event"):
            stop = {"filter": "guardrail_intervened"}.get(self.step.fault, self.step.finish)
            await self.send_event("messageStop", {"stopReason": {"stop": "end_turn"}.get(stop, stop)})
        if self.step.usage:
            usage = {"inputTokens": 7, "outputTokens": len(self.pieces), "totalTokens": 7 + len(self.pieces)}
            await self.send_event("metadata", {"usage": usage, "metrics": {"latencyMs": 1}})
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()

    async def break_off(self) -> None:
        if self.step.fault == "error_event":
            said = " ".join(bedrock_wire.texts(self.body))
            await self.chunk(bedrock_wire.exception("modelStreamErrorException", f"cannot serve: {said}"))
        else:
            await super().break_off()

    async def token(self, piece: str) -> None:
        await self.send_event("contentBlockDelta", {"delta": {"text": piece}, "contentBlockIndex": 0})

    async def send_event(self, kind: str, payload: dict[str, Any]) -> None:
        await self.chunk(bedrock_wire.event(kind, payload))


def head(status: int, content_type: str, length: int | None, **extra: str) -> bytes:
    size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    more = "".join(f"{name}: {value}\r\n" for name, value in extra.items())
    return f"HTTP/1.1 {status} Said\r\nContent-Type: {content_type}\r\n{size}\r\n{more}\r\n".encode()


async def send(
    writer: asyncio.StreamWriter, status: int, body: bytes, *, content_type: str = "application/json", **extra: str
) -> None:
    writer.write(head(status, content_type, len(body), **extra) + body)
    await writer.drain()


async def complete_chat(reader: asyncio.StreamReader, exchange: Exchange) -> bool:
    """Answer, and watch meanwhile whether the caller hangs up. True: the connection may be used again."""
    record, started = exchange.record, time.monotonic()
    answering = asyncio.ensure_future(exchange.answer())
    leaving = asyncio.ensure_future(reader.read(1))
    await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
    record.ended = "client" if not answering.done() else "whole"
    for task in (answering, leaving):
        task.cancel()
    try:
        await answering
    except Fault:
        record.ended = "fault"
    except (asyncio.CancelledError, ConnectionError):
        record.ended = "client"
    with contextlib.suppress(asyncio.CancelledError):
        await leaving
    record.seconds = time.monotonic() - started
    return record.ended == "whole"


def exchange_for(writer: asyncio.StreamWriter, path: str, body: dict[str, Any], headers: dict[str, str]) -> Exchange:
    converse = path.endswith("/converse-stream")
    model = unquote(path.split("/")[-2]) if converse else str(body.get("model"))
    record = Record(model, body | {"stream": True} if converse else body, headers)
    records[model].append(record)
    return (Converse if converse else Exchange)(writer, record, next_step(model))


async def control(writer: asyncio.StreamWriter, order: dict[str, Any]) -> None:
    if forgotten := order.get("forget"):
        scripts.pop(forgotten, None)
        records.pop(forgotten, None)
    if model := order.get("model"):
        scripts[model] = [Step(**step) for step in order["script"]]
    await send(writer, 200, b"{}")


async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
    raw = await reader.readexactly(int(headers.get("content-length", 0)))
    url = urlsplit(target)
    if method == "POST" and url.path.endswith(("/chat/completions", "/converse-stream")):
        return await complete_chat(reader, exchange_for(writer, url.path, json.loads(raw), headers))
    if method == "POST" and url.path == "/control":
        await control(writer, json.loads(raw))
    elif url.path == "/requests":
        wanted = parse_qs(url.query).get("model")
        found = [vars(one) for model, many in records.items() if not wanted or model in wanted for one in many]
        await send(writer, 200, json.dumps(found).encode())
    else:
        await send(writer, 200 if url.path == "/health" else 404, b"{}")
    return True


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while await serve_one(reader, writer):
            pass
    writer.transport.abort()


async def main(port: int) -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", port, limit=2**24, backlog=1024)
    print(f"port {server.sockets[0].getsockname()[1]}", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A chat-completions server for tests.")
    parser.add_argument("--port", type=int, default=0)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(parser.parse_args().port))
