"""A start, and the next one."""

from __future__ import annotations

import json
import os
import stat
import subprocess

from tests.standalone.house import CHILDREN, House, checkout_make, until


def test_first_start(ground):
    house = House(checkout_make(ground / "checkout"))
    try:
        house.start()
        assert "Making an empty PostgreSQL" in house.text and "Preparing the database." in house.text
        assert house.get("") == {}
        assert set(house.pids) == CHILDREN
    finally:
        house.end()


def test_second_start_does_only_what_is_needed(house):
    before = house.state
    house.start()
    assert "Making an empty" not in house.text and "Preparing" not in house.text
    assert (house.state.password, house.state.ports["postgres"]) == (before.password, before.ports["postgres"])


def test_new_migration_is_applied(house):
    (house.checkout / "app" / "migrations").mkdir(parents=True)
    (house.checkout / "app" / "migrations" / "0002_more.py").write_text("")
    house.start()
    assert "Preparing the database." in house.text


def test_both_queues_and_beat_are_served(standing):
    from celery import Celery

    with Celery(broker=standing.redis_url) as app:
        answers = until(lambda: len(found := app.control.ping(timeout=2)) == 2 and found)
    assert {name.split("@")[0] for answer in answers for name in answer} == {"talk", "work"}


def test_it_says_what_a_newcomer_needs(standing):
    for words in (
        "http://127.0.0.1:",
        str(standing.folder),
        "Language model: none",
        f"kept in {standing.folder}/letters",
        "make demo",
        "Ctrl-C",
    ):
        assert words in standing.text


def test_it_names_the_language_model(house):
    house.variables["OLLAMA_API"] = "http://127.0.0.1:11434"
    assert "Language model: ollama" in house.start().text


def test_every_line_has_the_name_of_who_wrote_it(standing):
    assert all(line[9] == "|" for line in standing.text.splitlines())
    assert "postgres | " in standing.text and "valkey   | " in standing.text


def test_password_is_shown_to_nobody(standing):
    commands = subprocess.run(["ps", "-A", "-ww", "-o", "args"], capture_output=True, text=True, check=True).stdout
    logs = "".join(path.read_text() for path in (standing.folder / "log").iterdir())
    assert str(standing.folder) in commands
    for place in (standing.text, commands, logs):
        assert standing.state.password not in place
        assert standing.state.secret_key not in place


def test_folder_is_closed_to_others(standing):
    folder = standing.folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("state.json", "valkey.conf"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert not (folder / "initdb.password").exists()


def test_children_get_named_variables_only(house):
    house.variables |= {"LLM_MODEL": "some", "METRICS_TOKEN": "some", "STRANGE": "some"}
    names = house.start().get("shown")["names"]
    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "LLM_MODEL", "METRICS_TOKEN"} <= set(names)
    assert "STRANGE" not in names


def test_secret_key_is_kept(house):
    before = house.state.secret_key
    assert house.start().get("shown")["secret_key"] == before
    assert len(before) >= 50


def test_secret_key_that_is_set_wins(house):
    house.variables["SECRET_KEY"] = "chosen-by-the-operator"
    assert house.start().get("shown")["secret_key"] == "chosen-by-the-operator"


def test_dotenv_is_read(house):
    (house.checkout / ".env").write_text("LLM_MODEL=from-the-file\n")
    assert "LLM_MODEL" in house.start().get("shown")["names"]


def test_log_of_the_last_start_is_kept(standing):
    logs = {path.name for path in (standing.folder / "log").iterdir()}
    assert {"web.log", "web.log.1", "postgres.log", "postgres.log.1"} <= logs


def test_print_env_gives_urls_of_the_running_engines(standing):
    shell = House(standing.checkout, output="printed")
    assert shell.begin("--print-env").process.wait() == 0
    line = 'eval "$0"; printf %s "$DATABASE_URL $REDIS_URL"'
    found = subprocess.run(["sh", "-c", line, shell.text], capture_output=True, text=True, check=True, env={}).stdout
    assert found.split() == [standing.database_url, standing.redis_url]


def test_state_is_valid_json(standing):
    assert (
        json.loads((standing.folder / "state.json").read_text())["processes"]["supervisor"][0] == standing.process.pid
    )
    assert os.getpgid(standing.process.pid) == standing.process.pid
