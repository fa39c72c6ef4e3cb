"""The scripted provider of `provider_server`, started as a process of its own and spoken to over HTTP."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen


class FakeProvider:
    """`url` is what OPENAI_BASE_URL wants; `origin` is the server's own address."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.origin = f"http://127.0.0.1:{port}"
        self.url = f"{self.origin}/v1"

    def script(self, model: str, *steps: dict[str, Any]) -> str:
        """From now on `model` does these steps, one per request, and stays at the last. Gives the model's name."""
        self._ask("/control", {"model": model, "script": list(steps)})
        return model

    def requests(self, model: str) -> list[dict[str, Any]]:
        """What was asked of `model` so far, oldest first (fields: see `provider_server`)."""
        found: list[dict[str, Any]] = self._ask(f"/requests?{urlencode({'model': model})}")
        return found

    def wait_for(self, model: str, *, ended: str, within_s: float = 60.0) -> dict[str, Any]:
        """The newest request once it has ended so; fails when it has not by then."""
        give_up = time.monotonic() + within_s
        while time.monotonic() < give_up:
            if (seen := self.requests(model)) and seen[-1]["ended"] == ended:
                return seen[-1]
            time.sleep(0.02)
        raise AssertionError(f"The request did not end as {ended!r}: {[one['ended'] for one in self.requests(model)]}")

    def _ask(self, path: str, order: dict[str, Any] | None = None) -> Any:
        data = None if order is None else json.dumps(order).encode()
        with urlopen(Request(self.origin + path, data), timeout=60) as reply:
            return json.load(reply)


@contextlib.contextmanager
def running_provider() -> Iterator[FakeProvider]:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "tests.fakes.provider_server", "--port", "0"]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield FakeProvider(int(process.stdout.readline().split()[1]))
    finally:
        process.terminate()
        process.wait(timeout=60)
