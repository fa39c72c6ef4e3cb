"""The load: so many sockets at once in a process of its own. Prints one JSON line with what they saw."""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from uuid import uuid4

from websockets.asyncio.client import connect

from bench.generator import made_at


class Seen:
    """What one socket received: delays by token, in seconds; in order and without gaps if `exact`."""

    def __init__(self) -> None:
        self.text, self.delays, self.last_id = "", [], "0"

    def take(self, frame: dict) -> bool:
        now = time.time()
        if frame["type"] == "delta":
            self.delays += [now - made for made in made_at(frame["text"])]
            self.text += frame["text"]
        self.last_id = frame.get("id", self.last_id)
        return frame["type"] in ("end", "error")

    def exact(self, count: int) -> bool:
        made = made_at(self.text)
        return len(made) == count and made == sorted(set(made))


async def session(
    url: str, count: int, rate: float, opened: asyncio.Semaphore, go: asyncio.Event, drop_after: int
) -> Seen:
    seen, work_id = Seen(), str(uuid4())
    async with connect(url, max_size=None, ping_interval=None, open_timeout=60) as socket:
        opened.release()
        await go.wait()
        await socket.send(json.dumps({"type": "go", "work_id": work_id, "count": count, "rate": rate}))
        async for text in socket:
            if seen.take(json.loads(text)):
                return seen
            if drop_after and len(seen.delays) >= drop_after:
                break
    await asyncio.sleep(0.5)  # the line is away for half a second
    async with connect(url, max_size=None, ping_interval=None, open_timeout=60) as socket:
        await socket.send(json.dumps({"type": "resume", "work_id": work_id, "last_id": seen.last_id}))
        async for text in socket:
            if seen.take(json.loads(text)):
                return seen
    return seen


async def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("url")
    given.add_argument("--sessions", type=int, required=True)
    given.add_argument("--count", type=int, required=True)
    given.add_argument("--rate", type=float, required=True)
    given.add_argument("--drop-after", type=int, default=0)
    asked = given.parse_args()
    opened, go = asyncio.Semaphore(0), asyncio.Event()
    tasks = [
        asyncio.create_task(session(asked.url, asked.count, asked.rate, opened, go, asked.drop_after))
        for _ in range(asked.sessions)
    ]
    for _ in tasks:  # all sockets are open before the first token is made
        await opened.acquire()
    began = time.monotonic()
    go.set()
    seen = await asyncio.gather(*tasks)
    took = time.monotonic() - began
    delays = sorted(delay for one in seen for delay in one.delays)
    print(
        json.dumps(
            {
                "tokens_s": len(delays) / took,
                "p50_ms": statistics.median(delays) * 1000,
                "p99_ms": delays[int(len(delays) * 0.99) - 1] * 1000,
                "lost": asked.sessions * asked.count - len(delays),
                "exact": sum(one.exact(asked.count) for one in seen),
            }
        )
    )


if __name__ == "__main__":
    asyncio.run(main())
