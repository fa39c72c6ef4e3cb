"""`make run` as a newcomer meets it: start, health, one answer for a new account, Ctrl-C, and nothing left behind.

    python3 scripts/smoke.py CHECKOUT

Needs nothing but the standard library. Prints what it measured; exits 1 with a sentence when something does not hold.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

INSTALL_S, START_S, ANSWER_S, STOP_S = 900.0, 60.0, 60.0, 60.0
QUESTION = "I have had a sore throat and fever for two days"
READY = re.compile(r"Praxia is ready after ([\d.]+) s: (http://\S+?)/\s")


class Failed(Exception):
    pass


class Running:
    """`make run` in a session of its own, as a terminal would start it."""

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        self.log = checkout / "smoke.log"
        self.began = time.monotonic()
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                ["make", "run"],
                cwd=checkout,
                env=os.environ | {"RESEARCH_SOURCES": "none"},  # no line to the outside is needed for this
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def address(self, wait_s: float) -> str:
        found = until(lambda: READY.search(self.text) or self.ended(), wait_s, "make run did not get ready")
        if not isinstance(found, re.Match):
            raise Failed(f"make run ended with {self.process.returncode}")
        self.ready_s = float(found.group(1))
        return found.group(2)

    def ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def text(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def state(self) -> dict[str, Any]:
        return json.loads((self.checkout / "var" / "standalone" / "state.json").read_text())

    def stop(self) -> float:
        """Ctrl-C: a signal to everything in the foreground. Returns how long it took."""
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        until(self.ended, STOP_S, "Ctrl-C did not end make run")
        return time.monotonic() - began


def main() -> int:
    running = Running(Path(sys.argv[1]).resolve())
    try:
        first_start(running)
        running = Running(running.checkout)
        second_start(running)
    except (Failed, OSError, KeyError, ValueError) as error:
        print("\n".join(running.text.splitlines()[-60:]), file=sys.stderr)
        print(f"smoke: {error}", file=sys.stderr)
        return 1
    finally:
        if not running.ended():
            running.stop()
    return 0


def first_start(running: Running) -> None:
    address = running.address(INSTALL_S)
    print(f"first start: {time.monotonic() - running.began:.1f} s with installation, {running.ready_s:.1f} s without")
    wait = "/api/health/ did not become healthy"
    health = until(lambda: healthy(address), ANSWER_S, wait, pause_s=1.5)  # strangers may ask 60 times a minute
    print(f"health: {health['status']}")
    print(f"first answer: {answer_s(address):.2f} s after it was asked for")
    print("memory in MB, shared pages counted in each:")
    for name, megabytes in memory(running.state):
        print(f"  {name:<10} {megabytes:>7.1f}")
    stop_and_look(running)


def second_start(running: Running) -> None:
    address = running.address(START_S)
    print(f"second start: {running.ready_s:.1f} s to the first page")
    answer_s(address)
    print(f"second start: {time.monotonic() - running.began:.1f} s to the first task done")
    stop_and_look(running)


def stop_and_look(running: Running) -> None:
    """What Ctrl-C must leave: no process of this checkout and no port that answers."""
    ports = running.state["ports"].values()
    ours = {str(pid) for pid, _ in running.state["processes"].values()}
    took_s = running.stop()
    if left := [line for line in processes() if str(running.checkout) in line or line.split()[0] in ours]:
        raise Failed("processes are left: " + "; ".join(left))
    if open_ports := [port for port in ports if answers(port)]:
        raise Failed(f"ports are left open: {open_ports}")
    print(f"stop: {took_s:.1f} s, no process and no port left")


def answer_s(address: str) -> float:
    """A new account asks its first question through REST; returns how long the answer took."""
    email, password = f"smoke-{secrets.token_hex(4)}@example.org", secrets.token_urlsafe(16)
    call(f"{address}/api/auth/register/", {"email": email, "password": password})
    token = call(f"{address}/api/auth/login/", {"email": email, "password": password})["access_token"]
    session = call(f"{address}/api/chat-sessions/", {}, token)["id"]
    began = time.monotonic()
    found = call(f"{address}/api/chat-sessions/{session}/messages/", {"content": QUESTION}, token)["ai_message"]
    if found["status"] != "complete" or not found["content"] or not found["sources"]:
        raise Failed(
            f"the answer is {found['status']}, with {len(found['sources'])} sources: {found['content'][:200]!r}"
        )
    return time.monotonic() - began


def healthy(address: str) -> dict[str, Any] | None:
    try:
        found = call(f"{address}/api/health/")
    except urllib.error.HTTPError:
        return None
    return found if found["status"] in ("healthy", "degraded") else None


def call(url: str, body: dict[str, Any] | None = None, token: str = "") -> dict[str, Any]:
    request = urllib.request.Request(url, json.dumps(body).encode() if body is not None else None)
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=ANSWER_S) as answer:
        return json.load(answer)


def memory(state: dict[str, Any]) -> list[tuple[str, float]]:
    """Resident memory by child, with everything it started."""
    groups = {pid: name for name, (pid, _) in state["processes"].items()}
    found = dict.fromkeys(groups.values(), 0.0)
    for line in subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True
    ).stdout.splitlines():
        pid, parent, kilobytes = map(int, line.split())
        if name := groups.get(pid) or groups.get(parent if parent != state["processes"]["supervisor"][0] else 0):
            found[name] += kilobytes / 1024
    return [*found.items(), ("together", sum(found.values()))]


def processes() -> list[str]:
    found = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
    own = {str(os.getpid())}
    return [line.strip() for line in found.splitlines() if line.split()[0] not in own]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(question: Callable[[], Any], wait_s: float, otherwise: str, *, pause_s: float = 0.05) -> Any:
    end = time.monotonic() + wait_s
    while not (answer := question()):
        if time.monotonic() > end:
            raise Failed(f"{otherwise} within {wait_s:.0f} s")
        time.sleep(pause_s)
    return answer


if __name__ == "__main__":
    sys.exit(main())
