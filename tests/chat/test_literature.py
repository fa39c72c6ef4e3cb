"""Studies in a talk: only where somebody asks for them and allows it, in publications' own words, never before what is urgent."""

from __future__ import annotations

import pytest

from chat import replies
from profiling.profile.records import Use
from profiling.profile.services import consent_set
from tests.chat.setup import setup_exchange
from tests.fakes.http_server import http_server, status
from tests.fakes.literature import literature, record
from tests.research.shapes import link

__all__ = ["http_server", "literature"]

pytestmark = pytest.mark.django_db(transaction=True)

DIET = "What should I eat to lower my cholesterol?"
ASKED = "Are there studies on honey for a mild cough?"
FOUND = record(
    1, "Honey for cough in adults.", "Adults who took honey coughed less often than those who took nothing at all."
)


@pytest.fixture
def allowed(amina, literature):
    literature.pubmed(FOUND)
    consent_set(person=amina, use=Use.RESEARCH_SEARCH, allowed=True)
    return literature


def answered(person, text=ASKED):
    answer = setup_exchange(person, text).answer
    replies.write(str(answer.id))
    answer.refresh_from_db()
    return answer


def test_it_works(amina, allowed):
    answer = answered(amina)
    assert "## What publications say" in answer.content
    assert "coughed less often" in answer.content
    [cited] = [source for source in answer.sources if source["kind"] == "pubmed"]
    assert cited["quote"] == "Adults who took honey coughed less often than those who took nothing at all."
    assert cited["publisher"] == "Journal of Rest · Publication, 2021" and len(cited["checked_on"]) == 10
    assert f'href="#source-{answer.id}-{cited["n"]}"' in answer.html
    assert [one["pmid"] for one in answer.structured["related_research"]] == ["90000001"]


def test_the_journal_tells_of_the_search(amina, allowed):
    events = answered(amina).journal.events()
    assert [event["state"] for event in events if event.get("name") == "search_research"] == ["start", "result"]
    assert {event["name"] for event in events if event["type"] == "tool"} >= {"pubmed", "europepmc"}


def test_a_talk_waits_for_libraries_of_publications_alone(amina, allowed):
    answered(amina)
    assert {path.split("/")[1] for path in allowed.server.asked} == {"pubmed", "europepmc"}


def test_without_consent_nobody_is_asked_and_that_is_said(amina, literature):
    answer = answered(amina)
    assert literature.server.asked == []
    assert "CONSENT_REQUIRED" in {notice["code"] for notice in answer.notices}


def test_who_does_not_ask_for_studies_is_searched_for_nowhere(amina, allowed):
    answered(amina, "I have had a sore throat for two days")
    assert allowed.server.asked == []


def test_a_question_that_no_text_covers_is_looked_up(amina, allowed):
    answered(amina, DIET)
    assert "cholesterol" in str(allowed.server.asked)


def test_no_question_is_looked_up_where_no_source_is_on(amina, allowed, settings):
    settings.RESEARCH_SOURCES = []
    answer = answered(amina, DIET)
    assert "## What publications say" not in answer.content


def test_what_is_pressing_comes_first(amina, allowed):
    answered(amina, "crushing chest pain going into my left arm, I'm sweating; what studies are there?")
    assert allowed.server.asked == []


def test_only_words_of_the_question_are_sent(amina, allowed):
    answered(amina)
    sent = str(allowed.server.asked)
    assert "amina" not in sent.lower() and "honey" in sent


def test_what_a_publication_says_passes_the_guard(amina, allowed):
    dose = "Adults with cough took honey and 400 mg of ibuprofen each day and coughed less."
    allowed.pubmed(record(1, "Honey for cough in adults.", dose))
    answer = answered(amina)
    assert "400 mg" not in answer.content
    assert not [source for source in answer.sources if source["kind"] == "pubmed"]


def test_what_was_retracted_says_nothing(amina, allowed):
    allowed.pubmed(
        record(1, "Honey cures cough.", "Honey cured the cough of all adults who took it.", links=link("RetractionIn"))
    )
    answer = answered(amina)
    assert "cured" not in answer.content and answer.structured["related_research"] == []


def test_sources_that_are_away_are_named_and_the_answer_comes(amina, allowed):
    for name in ("pubmed", "europepmc"):
        allowed.fails(name, status(404))
    answer = answered(amina)
    assert answer.status == "complete" and "could not be reached" in answer.content
    assert {notice.get("source") for notice in answer.notices} >= {"pubmed", "europepmc"}
