"""How AWS Bedrock says the same things: the event stream of its Converse API, byte by byte."""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any


def event(kind: str, payload: dict[str, Any]) -> bytes:
    return _message({":message-type": "event", ":event-type": kind, ":content-type": "application/json"}, payload)


def exception(kind: str, message: str) -> bytes:
    headers = {":message-type": "exception", ":exception-type": kind, ":content-type": "application/json"}
    return _message(headers, {"message": message})


def _message(headers: dict[str, str], payload: dict[str, Any]) -> bytes:
    """Lengths, their checksum, headers (name, type 7 = string, value), payload, checksum of all."""
    head = b"".join(
        struct.pack("!B", len(name)) + name.encode() + struct.pack("!BH", 7, len(value)) + value.encode()
        for name, value in headers.items()
    )
    body = json.dumps(payload).encode()
    prelude = struct.pack("!II", len(head) + len(body) + 16, len(head))
    prelude += struct.pack("!I", zlib.crc32(prelude))
    return prelude + head + body + struct.pack("!I", zlib.crc32(prelude + head + body))


def texts(body: dict[str, Any]) -> list[str]:
    """What was said in the request, to quote it in errors and to count it."""
    return [part.get("text", "") for turn in body.get("messages", []) for part in turn["content"]]
