"""What people write, and their secrets, in no log, metric, letter, task or cache: strings are sown and then looked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from praxia.lib.stores import Db
from tests.fakes.post_office import post_office
from tests.fakes.provider import running_provider
from tests.live import PROVIDER_KEYS, LiveModel
from tests.praxia.caller import Caller
from tests.praxia.sowing import (
    ANSWERED,
    EMAIL,
    METRICS,
    RULE,
    SAID,
    Estate,
    happen,
    model_fails,
    wait_in_the_queue,
)  # fmt: skip


@pytest.fixture(scope="module")
def estate(tmp_path_factory) -> Iterator[Estate]:
    """Everything has happened when this is there: with a model, and without one while every logger speaks."""
    with running_provider() as provider, post_office() as office:
        house = LiveModel(tmp_path_factory.mktemp("canary"), provider)
        house.env |= {
            "METRICS_TOKEN": METRICS,
            "EMAIL_PORT": str(office.port), "EMAIL_HOST": "127.0.0.1",
        }  # fmt: skip
        try:
            house.start()
            estate = Estate(house, office)
            with house.connect() as connection:
                connection.execute(RULE)
            house.speak(text=f"{ANSWERED} one. {ANSWERED} two.")
            happen(estate)
            model_fails(estate)
            house.kill_worker()
            house.stop_web()
            house.env |= dict.fromkeys(PROVIDER_KEYS, "") | {"LOG_LEVEL": "DEBUG"}
            house.start_web()
            wait_in_the_queue(estate)
            house.start_worker()
            happen(estate)
            yield estate
        finally:
            house.close()


def test_no_log_of_ours_tells_what_was_said(estate):
    logs = estate.logs()
    assert {"web.log", "worker.log", "beat.log", "valkey.log"} <= set(logs)
    assert "IntegrityError" in logs["web.log"] and "IntegrityError" in logs["worker.log"]
    assert {name: found for name, text in logs.items() if (found := estate.sown.found_in(text))} == {}


def test_the_log_of_the_database_does_not_either(estate):
    assert estate.sown.found_in(estate.server_log()) == set()


def test_letters_hold_no_secret(estate):
    assert len(estate.office.letters) >= 4
    assert EMAIL in estate.office.letters[0]
    assert set().union(*(estate.sown.found_in(letter, letter=True) for letter in estate.office.letters)) == set()


def test_metrics_name_nobody(estate):
    page = Caller(estate.house).ask("GET", "/metrics", Authorization=f"Bearer {METRICS}")
    assert page.status == 200
    assert estate.sown.found_in(page.body.decode()) == set()


def test_the_store_keeps_no_words_beside_the_journals(estate):
    stored = estate.stored(Db.BROKER, Db.CACHE, Db.CHANNELS, Db.BREAKERS)
    assert stored
    assert {key: found for key, text in stored.items() if (found := estate.sown.found_in(text))} == {}


def test_keys_of_journals_are_ids(estate):
    keys = list(estate.house.valkey(int(Db.JOURNALS)).scan_iter(count=1000))
    assert keys
    assert estate.sown.found_in(" ".join(keys)) == set()


def test_the_sowing_would_be_noticed(estate):
    """What was said and answered did get where it belongs: into rows and journals."""
    journals = estate.house.valkey(int(Db.JOURNALS))
    events = [journals.xrange(key) for key in journals.scan_iter(_type="stream")]
    assert ANSWERED in estate.sown.found_in(str(events))
    with estate.house.connect() as connection:
        rows = connection.execute("SELECT content FROM chat_message").fetchall()
    assert {SAID, ANSWERED} <= estate.sown.found_in(str(rows))
