"""Work that waits at the broker, for who must take some of it back."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Collection

from praxia.lib.stores import Db, store

UNACKED, UNACKED_INDEX = "unacked", "unacked_index"  # kombu's: messages that a worker has and has not confirmed


def forget(ids: Collection[str]) -> int:
    """Remove every message that names one of these ids, in every queue and in the hands of workers; how many those were."""
    broker = store(Db.BROKER)
    removed = 0
    for queue in broker.scan_iter(_type="list"):
        for raw in map(str, broker.lrange(queue, 0, -1)):
            if _names(raw, ids):
                removed += broker.lrem(str(queue), 1, raw)
    for tag, raw in broker.hscan_iter(UNACKED):
        if _names(raw, ids):
            removed += broker.hdel(UNACKED, tag)
            broker.zrem(UNACKED_INDEX, tag)
    return removed


def text_of(raw: str) -> str:
    """A message as it stands in the broker, its body in clear."""
    found = json.loads(raw)
    message = found[0] if isinstance(found, list) else found  # with exchange and key beside it once a worker has it
    body = b64decode(message["body"]).decode(errors="replace") if isinstance(message, dict) else ""
    return f"{raw} {body}"


def _names(raw: str, ids: Collection[str]) -> bool:
    text = text_of(raw)
    return any(one in text for one in ids)
