"""Strings sown in a running house by everything that somebody may do there, and the places where they could come up."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_string, policy
from pathlib import Path
from uuid import uuid4

import psycopg
import redis
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from praxia.lib.stores import Db
from tests.base import PASSWORD as ACCOUNT_PASSWORD
from tests.fakes.post_office import PostOffice
from tests.live import LiveModel, wait_for
from tests.live_people import LivePerson
from tests.praxia.caller import Answer, Browser, Caller, program

SAID, ANSWERED, EMAIL, PASSWORD = "zebrafinch", "kingfisher", "marabou", "heliotrope"
METRICS = "token-of-the-metrics"
# Rows that PostgreSQL refuses: it quotes them, and so do the exceptions that come of it.
REFUSED = "refusedbyrule"
RULE = f"ALTER TABLE chat_message ADD CONSTRAINT sown CHECK (content NOT LIKE '%{REFUSED}%') NOT VALID"


@dataclass
class Sown:
    """What must not be found again. E-mail addresses and the tokens of links stand in letters, of course, and nowhere else."""

    texts: set[str] = field(default_factory=lambda: {SAID, ANSWERED, PASSWORD})
    addresses: set[str] = field(default_factory=lambda: {EMAIL})

    def __call__(self, secret: str) -> str:
        self.texts.add(secret)
        return secret

    def found_in(self, text: str, *, letter: bool = False) -> set[str]:
        return {one for one in self.texts | (set() if letter else self.addresses) if one in text}


class Estate:
    """A house with a mail server, all that was sown in it, and every place where it could come up."""

    def __init__(self, house: LiveModel, office: PostOffice) -> None:
        self.house, self.office, self.sown = house, office, Sown()
        self.where, self.size = _server_log()

    def logs(self) -> dict[str, str]:
        return {path.name: path.read_text(errors="replace") for path in self.house.folder.glob("*.log")}

    def server_log(self) -> str:
        with self.where.open(errors="replace") as file:
            file.seek(self.size)
            return file.read()

    def stored(self, *databases: Db) -> dict[str, str]:
        """Keys and values of the store, as text. Journals are not asked for: they are what was said."""
        return {
            f"{db.name} {key}": f"{key} {_value(client, key)}"
            for db in databases
            for client in (self.house.valkey(int(db)),)
            for key in client.scan_iter(count=1000)
        }


def _value(client: redis.Redis, key: str) -> object:
    kind = client.type(key)
    if kind == "string":
        return client.get(key)
    if kind == "hash":
        return client.hgetall(key)
    if kind == "list":
        return client.lrange(key, 0, -1)
    return client.smembers(key) if kind == "set" else client.zrange(key, 0, -1)


def _server_log() -> tuple[Path, int]:
    """PostgreSQL's own log, as the supervisor keeps it, and how long it was before these tests."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        data = connection.execute("SHOW data_directory").fetchone()[0]
    path = Path(data).with_suffix(".log")
    return (path, path.stat().st_size) if path.exists() else (Path(os.devnull), 0)


# --- What happens ----------------------------------------------------------------------------------------------------


def happen(estate: Estate) -> None:
    house, sown = estate.house, estate.sown
    account(estate)
    person = house.person()
    sown(person.token)
    sown(person.session)
    caller = program(house, person)
    second_factor(estate, caller)
    talk = caller.ask("POST", "/api/chat-sessions/", {"title": f"My {SAID}"}).json["id"]
    answer = answered(caller, talk, f"My {SAID} hurts, write to {EMAIL}@example.org")
    assert answer["status"] == "complete", answer["status"]
    caller.ask("POST", f"{answer['events_url'].removesuffix('events')}feedback/", {"feedback": "up", "comment": SAID})
    caller.ask("GET", f"/api/chat-sessions/?q={SAID}")
    research(caller)
    profile(caller)
    caller.ask("GET", f"/api/chat-sessions/{talk}/export/?format=md")
    bad_input(caller, talk)
    refused(estate, caller, talk, Browser(house, person))
    socket(estate, person, talk)
    caller.ask("POST", "/api/auth/logout/")


def profile(caller: Caller) -> None:
    """What somebody keeps about themselves, with what is wrong in it."""
    kept = {
        "medical_history": SAID,
        "conditions": [SAID],
        "allergies": SAID,
        "full_name": SAID,
        "wellness": {"healthGoals": SAID},
    }
    assert caller.ask("PATCH", "/api/profile/", kept).status == 200
    for wrong in ({"country": SAID}, {"age": SAID}, {"wellness": SAID}, {"medical_history": f"{SAID} " * 1000}):
        refuse(caller.ask("PATCH", "/api/profile/", wrong))
    refuse(caller.ask("POST", "/api/profile/undo/", {"change_id": SAID}))
    refuse(caller.ask("POST", "/api/profile/shares/", {"email": SAID, "scope": [SAID]}))
    caller.ask("GET", f"/api/profile/history/?field={SAID}")
    caller.ask("PATCH", "/api/profile/consents/", {"language_model_profile": True})


def research(caller: Caller) -> None:
    """What somebody asks the literature, with every source away."""
    asked = caller.ask("POST", "/api/research/", {"query": f"{SAID} and sleep"}, Prefer="wait=60")
    assert (asked.status, asked.json["status"]) == (201, "failed"), asked.body
    for wrong in (
        {"query": f"{SAID} " * 200},
        {"query": SAID, "types": [SAID]},
        {"query": [SAID]},
        {"query": SAID, "years": SAID},
    ):
        refuse(caller.ask("POST", "/api/research/", wrong))
    refuse(caller.ask("GET", f"/api/research/{SAID}/"))
    refuse(caller.ask("GET", f"/api/research/{asked.json['id']}/export/?format={SAID}"))


def answered(caller: Caller, talk: str, text: str) -> dict:
    answer = caller.ask("POST", f"/api/chat-sessions/{talk}/messages/", {"content": text}, Prefer="wait=60")
    assert answer.status == 201, answer.body
    message = answer.json["ai_message"]["id"]

    def written() -> dict:
        talk_now = caller.ask("GET", f"/api/chat-sessions/{talk}/").json
        return next(one for one in talk_now["messages"] if one["id"] == message)

    wait_for(lambda: written()["status"] not in ("queued", "running"), what="an answer", patience_s=180)
    return written()


def account(estate: Estate) -> None:
    """Making an account, twice, and signing in, wrongly and rightly."""
    caller, sown = Caller(estate.house), estate.sown
    sent = {"email": f"{EMAIL}.{uuid4().hex[:8]}@example.org", "password": f"{PASSWORD} in bloom"}
    for change in ({"password": PASSWORD[:5]}, {"email": f"{EMAIL} at home"}, {}, {}):
        caller.ask("POST", "/api/auth/register/", sent | change)
    wanted = len(estate.office.letters)
    for change in ({"password": f"{PASSWORD} fades"}, {"password": [PASSWORD]}, {"email": f"{EMAIL}@example.org"}):
        assert caller.ask("POST", "/api/auth/login/", sent | change).status in (400, 401)
    token = sown(caller.ask("POST", "/api/auth/login/", sent).json["access_token"])
    caller.ask("POST", "/api/auth/logout/", Authorization=f"Bearer {token}")
    assert caller.ask("GET", "/api/auth/sessions/", Authorization=f"Bearer {token}").status == 401
    wait_for(lambda: len(estate.office.letters) >= max(2, wanted), what="the letters")
    _forget_limits(estate)
    asked = caller.ask("POST", "/api/auth/password-reset/", {"email": sent["email"]})
    assert asked.status == 202, asked.body
    link = re.compile(r"/accounts/password/new/\?token=([\w-]+)")
    wait_for(lambda: link.search(_text(estate.office.letters)), what="the letter with a link")
    token = link.findall(_text(estate.office.letters))[-1]
    sown.addresses.add(token)
    refuse(caller.ask("POST", "/api/auth/password-reset/confirm/", {"token": token, "password": PASSWORD[:5]}))
    assert caller.ask("GET", f"/accounts/password/new/?token={token}").status == 200
    _forget_limits(estate)


def _forget_limits(estate: Estate) -> None:
    store = estate.house.valkey(int(Db.CACHE))
    store.delete(*store.keys("limit:*"))


def _text(letters: list[str]) -> str:
    bodies = [message_from_string(letter, policy=policy.default).get_body(("plain",)) for letter in letters]
    return "\n".join(body.get_content() for body in bodies if body)


def second_factor(estate: Estate, caller: Caller) -> None:
    """A secret for an app, and a ticket for a socket."""
    estate.sown(caller.ask("POST", "/api/auth/2fa/setup/", {"password": ACCOUNT_PASSWORD}).json["secret"])
    ticket = estate.sown(caller.ask("POST", "/api/auth/ws-ticket/").json["ticket"])
    with (
        suppress(ConnectionClosed),
        connect(f"{estate.house.ws_url}/ws/chat/none/?ticket={ticket}", open_timeout=60) as line,
    ):
        line.recv(timeout=60)


def bad_input(caller: Caller, talk: str) -> None:
    messages = f"/api/chat-sessions/{talk}/messages/"
    for body in (
        f'{{"content": "{SAID}'.encode(),
        f'{{"content": "{SAID} \\ud800"}}'.encode(),
        f'{{"content": "{SAID} '.encode() + b'\xff"}',
        {"content": [SAID]},
        {"content": f"{SAID} " * 1000},
        {"content": SAID, "client_message_id": f"{SAID} " * 100},
        {"content": SAID, "parent_id": SAID},
        [SAID],
    ):
        refuse(caller.ask("POST", messages, body))
    refuse(caller.ask("POST", messages, SAID.encode(), Content_Type=f"text/{SAID}"))
    refuse(caller.ask("GET", f"/api/chat-sessions/{SAID}/"))
    refuse(caller.ask("GET", f"/api/{SAID}/"))
    refuse(caller.ask("GET", f"/{SAID}"))
    refuse(caller.ask("GET", f"/chat/{SAID}?q={SAID}"))
    refuse(caller.ask("GET", f"/api/chat-sessions/{talk}/export/?format={SAID}"))
    refuse(caller.ask("GET", "/api/chat-sessions/", Authorization=f"Bearer {PASSWORD}"))
    refuse(caller.ask("GET", f"/api/chat-sessions/?q={SAID}%00"))
    refuse(caller.ask("GET", "/api/chat-sessions/", Accept=f"text/{SAID}"))


def refuse(answer: Answer) -> None:
    assert 400 <= answer.status < 500, (answer.status, answer.body)


def refused(estate: Estate, caller: Caller, talk: str, browser: Browser) -> None:
    """Our own fault, as far as anybody outside can see: the database does not take a row, quotes it and is logged."""
    text = f"{SAID} {REFUSED}"
    answer = caller.ask("POST", f"/api/chat-sessions/{talk}/messages/", {"content": text})
    assert (answer.status, answer.json["code"]) == (500, "INTERNAL_ERROR")
    assert estate.sown.found_in(answer.body.decode()) == set()
    page = browser.post(f"/chat/{talk}/", content=text)
    assert page.status == 500
    assert estate.sown.found_in(page.body.decode()) == set()


def socket(estate: Estate, person: LivePerson, talk: str) -> None:
    address = f"{estate.house.ws_url}/ws/chat/{talk}/?ticket={PASSWORD}&last_id={SAID}"
    page = {"Cookie": f"sessionid={person.session}", "Origin": estate.house.base_url}
    with connect(address, additional_headers=page, open_timeout=60) as line:
        assert json.loads(line.recv(timeout=60))["type"] == "chat_history"
    with connect(address, additional_headers=person.headers, open_timeout=60) as line:
        for frame in (f'{{"text": "{SAID}', f'["{SAID}"]', json.dumps({"type": SAID}), SAID.encode()):
            line.send(frame)
        line.send(json.dumps({"type": "post", "text": f"{SAID} " * 2000}))
        line.send(json.dumps({"type": "resume", "message_id": SAID, "last_id": SAID}))
        line.send(json.dumps({"type": "post", "text": f"Does {SAID} harm?", "client_message_id": SAID}))
        while json.loads(line.recv(timeout=60))["type"] != "end":
            pass
        line.send(json.dumps({"type": "post", "text": f"{SAID} {REFUSED}"}))
        with suppress(ConnectionClosed):
            while True:
                line.recv(timeout=60)
        assert line.close_code == 1011


def model_fails(estate: Estate) -> None:
    """In every way in which its server quotes what was asked, and once so that the worker cannot store the answer."""
    house = estate.house
    caller = program(house, person := house.person())
    estate.sown(person.token)
    talk = caller.ask("POST", "/api/chat-sessions/", {}).json["id"]
    for step in ({"status": 400}, {"status": 500}, {"fault": "error_event", "after": 2}, {"fault": "html"}):
        house.valkey(int(Db.BREAKERS)).flushdb()
        house.speak(text=f"{ANSWERED} one. {ANSWERED} two. " * 5, **step)
        answered(caller, talk, f"What of {SAID}?")
    house.valkey(int(Db.BREAKERS)).flushdb()
    house.speak(text=f"{ANSWERED} {REFUSED}.")
    caller.ask("POST", f"/api/chat-sessions/{talk}/messages/", {"content": SAID}, Prefer="respond-async")
    wait_for(lambda: "raised unexpected" in estate.logs()["worker.log"], what="the task to fail")


def wait_in_the_queue(estate: Estate) -> None:
    """Nobody works, so that what is queued can be looked at."""
    caller = program(estate.house, person := estate.house.person())
    estate.sown(person.token)
    talk = caller.ask("POST", "/api/chat-sessions/", {}).json["id"]
    caller.ask("POST", f"/api/chat-sessions/{talk}/messages/", {"content": SAID}, Prefer="respond-async")
    sent = {"email": f"{EMAIL}.{uuid4().hex[:8]}@example.org", "password": f"{PASSWORD} in bloom"}
    assert Caller(estate.house).ask("POST", "/api/auth/register/", sent).status == 201
    queued = estate.stored(Db.BROKER)
    assert {"BROKER talk", "BROKER work"} <= set(queued)
    assert estate.sown.found_in(json.dumps(queued)) == set()
