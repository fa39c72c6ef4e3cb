"""A client written for the first version: its own example, run against a real house; changed are base URL and token."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.live import wait_for

HERE = Path(__file__).parent
ANSWERS = ["female, and I eat everything", "I sleep well", "stress is low", "I'd like to lose some weight"]


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed; the same steps run in Python below")
def test_the_example_runs_as_it_was_written(live):
    person = live.person()
    words = ["node", "--experimental-websocket", "--no-warnings", str(HERE / "seed_client.mjs")]
    done = subprocess.run([*words, live.base_url, person.token, *ANSWERS], capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    told = json.loads(done.stdout)
    assert told[0] == [{"status": "success", "message": "Wellness Profile Initialized"}]
    acknowledged = next(words[0] for words in told if isinstance(words[0], dict) and "answer_id" in words[0])
    assert (acknowledged["status"], acknowledged["message"]) == ("success", "User Answer Sent")
    assert sum(words[0] == "Assistant:" for words in told) <= 5
    assert told[-1] == ["Profile Complete:", {
        "age": 28, "gender": "female", "activityLevel": "moderate", "dietaryPreference": "omnivore",
        "sleepQuality": "good", "stressLevel": "low", "healthGoals": "lose some weight",
    }]  # fmt: skip


def test_the_same_steps_in_python(live):
    """The alias of the socket, opened before anything has begun."""
    import httpx2
    from websockets.sync.client import connect

    person = live.person()
    with (
        httpx2.Client(base_url=f"{live.base_url}/api/profile", headers=person.headers, timeout=60) as http,
        connect(
            f"{live.ws_url}/ws/wellnessProfile/user-9", additional_headers=person.headers, open_timeout=60
        ) as socket,
    ):
        assert http.post("/initialize/user-9").json()["status"] == "success"
        assert json.loads(socket.recv(60))["event"] == "INIT_PROFILE"
        answers = iter(["I'm 28 years old and I try to exercise 3 times a week", *ANSWERS])
        while (frame := json.loads(socket.recv(60)))["event"] not in ("PROFILE_COMPLETE", "MAX_REPLIES_REACHED"):
            if frame["event"] == "ASSISTANT_QUESTION":
                sent = http.post("/userAnswer/user-9", json={"message": next(answers)}).json()
                assert sent["message"] == "User Answer Sent"
        assert frame["event"] == "PROFILE_COMPLETE" and json.loads(frame["message"])["age"] == 28
        told = http.get("/wellness/user-9/events").text
        frames = [json.loads(line.removeprefix("data: ")) for line in told.splitlines() if line.startswith("data: ")]
        assert frames[0]["event"] == "INIT_PROFILE" and frames[-1] == frame
        later = http.get("/wellness/user-9/events", headers={"Last-Event-ID": frames[-2]["id"]}).text
        assert f"id: {frame['id']}\ndata:" in later and later.count("data:") == 1


def test_twenty_at_once(live):
    """Two different answers and one that is sent over and over: three are kept, in some order, and read one after another."""
    import httpx2

    person = live.person()
    with httpx2.Client(base_url=f"{live.base_url}/api/profile", headers=person.headers, timeout=60) as http:
        http.post("/initialize/crowd")
        sent = [
            {"message": "I'm 28"},
            {"message": "I'm vegan"},
            *[{"message": "I sleep well", "client_message_id": "c"}] * 18,
        ]
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda body: http.post("/userAnswer/crowd", json=body).json(), sent))
        assert len({one["answer_id"] for one in answers}) == 3
        wait_for(lambda: http.get("/wellness/crowd").json()["questions_asked"] == 4, what="three answers to be read")
        found = http.get("/wellness/crowd").json()["profile"]
    assert (found["age"], found["dietaryPreference"], found["sleepQuality"]) == (28, "vegan", "good")


def test_the_example_is_the_seed_s_own():
    """Word for word what its document printed: no line of ours slipped in."""
    lines = (HERE / "seed_example.js").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 30 and not any(re.search("Bearer|ticket|api/", line) for line in lines)
