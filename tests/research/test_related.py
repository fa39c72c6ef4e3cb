"""Papers like one: PubMed is asked for its neighbours, the others for the words of its title."""

from __future__ import annotations

import pytest

from praxia.lib.work import Status
from research import searching
from research.models import Search
from research.records import SourceStatus
from tests.base import api_of
from tests.fakes.http_server import status, text
from tests.fakes.literature import record
from tests.research.library import setup_paper
from tests.research.recorded import recorded
from tests.research.searches import setup_search as setup_found
from tests.research.test_pages_search import page_of
from tests.research.test_pages_search import text as text_of

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Magnesium: does it help AND for whom"
LIKE = record(2, "Magnesium and the sleep of elders", "Elders who took magnesium slept a little longer.")
PREPRINT = {"source": "PPR", "doi": "10.1101/1", "title": "Magnesium at night", "pubYear": "2024"}


@pytest.fixture
def paper(amina):
    """Amina found it; PubMed knows it by the id of the recorded answer."""
    found = setup_paper(TITLE, "It may.", pmid="9298984")
    setup_found(amina, papers=[found])
    return found


@pytest.fixture
def neighbours(literature):
    literature.pubmed(LIKE)
    literature.server.script("/pubmed/elink.fcgi", text(recorded("elink1.xml").decode()))
    return literature


def ask(person, paper) -> Search:
    answer = api_of(person).post(
        "/api/research/", {"related_to": str(paper.id)}, format="json", HTTP_PREFER="respond-async"
    )
    assert (answer.status_code, answer.json()["about"]) == (201, str(paper.id))
    searching.run(answer.json()["id"])
    return Search.objects.get(pk=answer.json()["id"])


def test_it_works(amina, paper, neighbours):
    neighbours.europepmc(PREPRINT)
    search = ask(amina, paper)
    assert {result["title"] for result in search.results} == {"Magnesium and the sleep of elders", "Magnesium at night"}
    link, records = neighbours.asked("pubmed")
    assert (link["id"], link["cmd"], link["linkname"]) == ("9298984", "neighbor_score", "pubmed_pubmed")
    assert records["id"].startswith("8794856,9700164,7914521") and "9298984" not in records["id"].split(",")
    assert (search.status, search.content, search.claims) == (Status.COMPLETE, "", [])


def test_it_is_not_like_itself(amina, paper, neighbours):
    itself = {"source": "MED", "pmid": "9298984", "title": TITLE, "pubYear": "1997"}
    neighbours.europepmc(itself)
    assert [result["pmid"] for result in ask(amina, paper).results] == ["90000002"]


def test_without_pubmed_the_others_are_shown(amina, paper, literature):
    literature.server.script("/pubmed/elink.fcgi", status(500))
    literature.europepmc(PREPRINT)
    search = ask(amina, paper)
    assert [result["title"] for result in search.results] == ["Magnesium at night"]
    assert search.sources[0]["status"] == SourceStatus.UNAVAILABLE


def test_a_paper_that_pubmed_does_not_have_is_looked_for_by_its_title(amina, literature):
    paper = setup_paper("Magnesium for sleep, a preprint", "It may.", doi="10.1101/7")
    setup_found(amina, papers=[paper])
    ask(amina, paper)
    assert "Magnesium sleep preprint" in literature.asked("pubmed")[0]["term"]


def test_by_the_button_of_a_page(amina, chloe, paper, neighbours):
    answer = page_of(amina).post("/research/", {"related": str(paper.id)})
    search = Search.objects.get(about=paper)
    assert answer["Location"] == f"/research/{search.id}/"
    searching.run(str(search.id))
    shown = text_of(page_of(amina).get(f"/research/{search.id}/"))
    assert "publications like this one" in shown and "No answer" not in shown and "sent to PubMed" not in shown
    assert page_of(chloe).post("/research/", {"related": str(paper.id)}).status_code == 404
