"""A real house: a worker killed in the middle of an archive, and an account that is really gone."""

from __future__ import annotations

import json
import urllib.request
from urllib.error import HTTPError

import pytest

from praxia.lib.journal import Journal
from praxia.lib.stores import Db
from tests.base import PASSWORD
from tests.live import Live, wait_for
from tests.live_people import LivePerson
from tests.praxia.caller import Answer, program
from tests.privacy.setup import Opened

MANY = 3000  # messages: an archive that takes seconds
TALK = "With one of many messages"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Where deletions have no grace."""
    found = Live(tmp_path_factory.mktemp("privacy"), DELETION_GRACE_DAYS="0")
    try:
        found.start()
        yield found
    finally:
        found.close()


@pytest.fixture
def person(house) -> LivePerson:
    return house.person()


def talk_a_lot(house: Live, person: LivePerson) -> None:
    with house.connect() as line:
        talk = line.execute(
            "INSERT INTO chat_conversation (id, owner_id, title, is_consultation, created_at, updated_at)"
            " VALUES (gen_random_uuid(), %s, %s, false, now(), now()) RETURNING id",
            [person.id, TALK],
        ).fetchone()[0]
        line.execute(
            "INSERT INTO chat_message (id, conversation_id, role, status, content, html, language, triage, structured,"
            " sources, notices, run, without_model, feedback, feedback_comment, created_at)"
            " SELECT gen_random_uuid(), %s, 'user', 'complete', 'message ' || n, '', 'en', '{}', '{}', '[]', '[]', 0, false,"
            " '', '', now() FROM generate_series(1, %s) n",
            [talk, MANY],
        )


def order(house: Live, person: LivePerson) -> str:
    return program(house, person).ask("POST", "/api/privacy/exports/", {}).json["id"]


def state(house: Live, person: LivePerson, export: str) -> dict:
    return program(house, person).ask("GET", f"/api/privacy/exports/{export}/").json


def fetched(house: Live, person: LivePerson, export: dict) -> Opened:
    answer: Answer = program(house, person).ask("GET", export["download_url"])
    assert answer.status == 200
    return Opened(answer.body)


def events(house: Live, export: str) -> list[dict]:
    found = house.valkey(int(Db.JOURNALS)).xrange(Journal("export", export).key)
    return [json.loads(fields["e"]) for _, fields in found]


def test_a_worker_killed_in_the_middle_of_an_archive(house, person):
    """It is taken up again, ends once, and leaves one whole file."""
    talk_a_lot(house, person)
    export = order(house, person)
    wait_for(lambda: {"chat", "fhir"} & {event.get("step") for event in events(house, export)}, what="the talks")
    house.kill_worker()
    assert state(house, person, export)["status"] == "running"
    house.valkey(int(Db.JOURNALS)).delete(f"{Journal('export', export).key}:alive")  # as in 15 s
    house.start_worker()
    wait_for(lambda: state(house, person, export)["status"] == "complete", what="the archive")
    told = events(house, export)
    assert [event["run"] for event in told if event["type"] == "end"] == [2]
    assert len(fetched(house, person, state(house, person, export)).kind("chat", "message")) == MANY
    kept = {path.name for path in (house.folder / "data" / "private" / "exports").iterdir()}
    with house.connect() as line:
        [name] = line.execute("SELECT file FROM privacy_export WHERE id = %s", [export]).fetchone()
    assert [one for one in kept if one.startswith(name.partition(".")[0])] == [name]


def test_somebody_else_gets_404(house, person):
    export = order(house, person)
    wait_for(lambda: state(house, person, export)["download_url"], what="the archive")
    url = state(house, person, export)["download_url"]
    assert program(house, house.person()).ask("GET", url).status == 404
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(house.base_url + url, timeout=60)
    assert refused.value.code == 401


def test_an_account_is_gone_from_every_table_key_and_file(house, person):
    caller = program(house, person)
    talk = caller.ask("POST", "/api/chat-sessions/", {"title": "zebrafinch"}).json["id"]
    said = {"content": "My zebrafinch has a fever"}
    answer = caller.ask("POST", f"/api/chat-sessions/{talk}/messages/", said, Prefer="wait=60").json["ai_message"]
    export = order(house, person)
    wait_for(lambda: state(house, person, export)["download_url"], what="the archive")
    words = [person.id, person.email, "zebrafinch", answer["id"], export]
    look = f"from tests.privacy.scan import look; look({words!r})"
    found = house.manage("shell", "--no-imports", "-c", look)
    assert all(place in found for place in ("chat_message", "profiling_user", "of JOURNALS", "a session"))
    assert caller.ask("POST", "/api/privacy/deletion/", {"password": PASSWORD}).status == 202
    wait_for(lambda: caller.ask("GET", "/api/chat-sessions/").status == 401, what="the sign-in to end")
    gone = "SELECT count(*) FROM profiling_user WHERE id = %s"
    with house.connect() as line:
        wait_for(lambda: line.execute(gone, [person.id]).fetchone() == (0,), what="the account to be gone")
    wait_for(lambda: not house.valkey(int(Db.JOURNALS)).keys("journal:deletion:*"), what="the last journal to go")
    assert house.manage("shell", "--no-imports", "-c", look).strip().splitlines()[-1] == "nothing"
    assert not list((house.folder / "data" / "private" / "exports").glob("*.part"))
