"""REST answers of 50 interviews at once while 50 answers of talks stream: how long until each is acknowledged."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import httpx2

from tests.live_people import people_read

ROOT = Path(__file__).resolve().parent.parent
PEOPLE, TARGET_MS = 50, 150.0
ANSWERS = (
    "I'm 28 years old, a woman, and I try to exercise 3 times a week",
    "I eat everything",
    "I sleep well most nights",
    "stress is a bit high at work at the moment",
    "I'd like to run a half marathon next year",
)


def row(port: str) -> None:
    """Against the running web server and worker; prints one line."""
    _manage("migrate", "--verbosity=0")
    code = f"from tests.live_people import people_make; people_make({PEOPLE})"
    people = people_read(_manage("shell", "--no-imports", "-c", code))
    words = ["--sessions", "50", "--count", "500", "--rate", "20"]
    argv = [sys.executable, "-m", "bench.client", f"ws://127.0.0.1:{port}/ws/journal", *words]
    streams = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        took = asyncio.run(_interviews(port, [person.token for person in people]))
        told = json.loads(streams.communicate(timeout=120)[0])
    finally:
        streams.kill()
    p50, p95 = took[len(took) // 2], took[int(len(took) * 0.95)]
    print(
        f"{PEOPLE} interviews, {len(took)} REST answers acknowledged while 50 answers stream: p50 {p50:.0f} ms, "
        f"p95 {p95:.0f} ms (target {TARGET_MS:.0f}), longest {took[-1]:.0f} ms; "
        f"streams meanwhile p50 {told['p50_ms']:.0f} ms a token, {told['lost']} lost"
    )


async def _interviews(port: str, tokens: list[str]) -> list[float]:
    """Milliseconds of every answer, sorted. People read and think for 1 to 4 seconds between two answers."""
    await asyncio.sleep(3)  # until all streams run
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/profile", timeout=60) as http:
        found = await asyncio.gather(*(_interview(http, token, random.Random(n)) for n, token in enumerate(tokens)))
    return sorted(ms for one in found for ms in one)


async def _interview(http: httpx2.AsyncClient, token: str, chance: random.Random) -> list[float]:
    headers = {"Authorization": f"Bearer {token}"}
    await asyncio.sleep(chance.uniform(0, 3))
    (await http.post("/initialize/bench", headers=headers)).raise_for_status()
    took = []
    for answer in ANSWERS:
        await asyncio.sleep(chance.uniform(1, 4))
        began = time.monotonic()
        said = await http.post("/userAnswer/bench", json={"message": answer}, headers=headers)
        took.append((time.monotonic() - began) * 1000)
        if said.json().get("code") == "INTERVIEW_FINISHED":
            took.pop()
            break
        said.raise_for_status()
    return took


def _manage(*words: str) -> str:
    argv = [sys.executable, "manage.py", *words]
    return subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True, timeout=180).stdout
