"""A worker that is killed in the middle of a question: the question is taken up again by itself and answered once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.http_server import HttpServer, hang
from tests.fakes.literature import Literature, record
from tests.live import Live, wait_for
from tests.praxia.caller import program

pytestmark = pytest.mark.long

TRIAL = record(1, "Salt before bed and sleep.", "Adults who took salt woke more often than those who did not take it.")


@pytest.fixture(scope="module")
def literature() -> Iterator[Literature]:
    server = HttpServer()
    yield Literature(server)
    server.close()


@pytest.fixture(scope="module")
def house(literature: Literature, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    urls = ",".join(f"{name}={url}" for name, url in literature.urls.items())
    folder: Path = tmp_path_factory.mktemp("research-faults")
    house = Live(folder, RESEARCH_URLS=urls, RESEARCH_SOURCES=",".join(literature.urls))
    try:
        house.start()
        yield house
    finally:
        house.close()


def test_a_killed_worker_is_taken_up(house: Live, literature: Literature) -> None:
    person = house.person()
    caller = program(house, person)
    literature.pubmed(TRIAL)
    literature.fails("pubmed", hang())
    asked = caller.ask("POST", "/api/research/", {"query": "does salt disturb sleep"}, Prefer="respond-async").json
    wait_for(lambda: literature.asked("pubmed"), what="PubMed to be asked")
    house.kill_worker()
    literature.pubmed(TRIAL)
    house.start_worker()
    wait_for(lambda: row(house, asked["id"])[0] == "complete", what="the answer")
    found = caller.ask("GET", f"/api/research/{asked['id']}/").json
    assert [result["pmid"] for result in found["results"]] == ["90000001"]
    assert "woke more often" in found["answer"]
    assert row(house, asked["id"]) == ("complete", 2)


def row(house: Live, search_id: str) -> tuple[str, int]:
    """Its status and its run; from the database, because asking the API so often would be refused."""
    with house.connect() as connection:
        found = connection.execute("SELECT status, run FROM research_search WHERE id = %s", [search_id]).fetchone()
    assert found
    return found
