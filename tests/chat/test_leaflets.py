"""Labels of medicines in a talk: only their names go out, only where it is allowed, and what the labels say is quoted."""

from __future__ import annotations

import json

import pytest

from chat import leaflets, replies
from profiling.profile.records import Use
from profiling.profile.services import consent_set
from tests.chat.setup import setup_exchange
from tests.fakes.http_server import http_server, status, text
from tests.fakes.literature import literature

__all__ = ["http_server", "literature"]

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = "Amina here, can I take Advil while I am on warfarin?"
IBUPROFEN = {
    "set_id": "aaaa-1111",
    "effective_time": "20240312",
    "openfda": {"generic_name": ["IBUPROFEN"], "brand_name": ["Advil"]},
    "ask_doctor_or_pharmacist": [
        "Ask a doctor or pharmacist before use if you are taking warfarin or another blood thinner."
    ],
    "indications_and_usage": ["Uses temporarily relieves minor aches and pains due to headache and toothache."],
}
WARFARIN = {
    "set_id": "bbbb-2222",
    "effective_time": "20230105",
    "openfda": {"generic_name": ["WARFARIN SODIUM"], "brand_name": ["Jantoven"]},
    "boxed_warning": [
        "WARNING: BLEEDING RISK Warfarin can cause major or fatal bleeding in some of those who take it."
    ],
    "drug_interactions": [
        "7 DRUG INTERACTIONS Drugs that raise the risk of bleeding include NSAIDs such as celecoxib. Take 500 mg of ibuprofen."
    ],
}


def rxnorm(server, rxcui: str, ingredient: str) -> None:
    concepts = {"relatedGroup": {"conceptGroup": [{"tty": "IN", "conceptProperties": [{"name": ingredient}]}]}}
    server.script(f"/rxnorm/rxcui/{rxcui}/related.json", text(json.dumps(concepts)))


@pytest.fixture
def labels(literature):
    """RxNorm and openFDA that know of ibuprofen and warfarin, asked in this order or in the other."""
    server = literature.server
    ids = {"Advil": "5640", "warfarin": "11289"}

    def rxcui(handler):
        name = next(name for name in ids if f"name={name}" in handler.path)
        text(json.dumps({"idGroup": {"rxnormId": [ids[name]]}}))(handler)

    def label(handler):
        found = IBUPROFEN if "ibuprofen" in handler.path else WARFARIN
        text(json.dumps({"results": [found]}))(handler)

    server.script("/rxnorm/rxcui.json", rxcui)
    rxnorm(server, "5640", "ibuprofen")
    rxnorm(server, "11289", "warfarin")
    server.script("/openfda/drug/label.json", label)
    return literature


def stopping(answer):
    """The person stops while the source is asked; the source never answers."""

    def hang(handler):
        answer.journal.stop()
        handler.server.owner.released.wait(60)

    return hang


@pytest.fixture
def allowed(amina, labels):
    consent_set(person=amina, use=Use.RESEARCH_SEARCH, allowed=True)
    return labels


def answered(person, words=ASKED):
    answer = setup_exchange(person, words).answer
    replies.write(str(answer.id))
    answer.refresh_from_db()
    return answer


def test_it_works(amina, allowed):
    answer = answered(amina)
    assert "## Taking these together" in answer.content and leaflets.TITLE in answer.content
    assert (
        "The label of **Advil** of 12 March 2024, interactions: “Ask a doctor or pharmacist before use"
        in answer.content
    )
    cited = [source for source in answer.sources if source["kind"] == "label"]
    assert [source["title"] for source in cited] == ["Label of Advil", "Label of Jantoven"]
    assert cited[0]["url"] == "https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid=aaaa-1111"
    assert cited[0]["n"] == len(answer.sources) - 1 and f"[{cited[0]['n']}]" in answer.content
    assert leaflets.LIMITS in answer.content


def test_a_kind_of_the_other_medicine_is_found_too(amina, allowed):
    assert "include NSAIDs such as celecoxib" in answered(amina).content


def test_only_names_of_medicines_are_sent(amina, allowed):
    answered(amina)
    sent = " ".join(allowed.server.asked)
    assert "Advil" in sent and "warfarin" in sent
    assert "Amina" not in sent and "while" not in sent and "can+I" not in sent


def test_what_a_label_says_passes_the_guard(amina, allowed):
    assert "500 mg" not in answered(amina).content


def test_of_one_medicine_the_label_says_what_it_is_for(amina, allowed):
    answer = answered(amina, "what does Advil do?")
    assert "what it is for: “Uses temporarily relieves minor aches and pains" in answer.content


def test_without_consent_nobody_is_asked_and_that_is_said(amina, labels):
    answer = answered(amina)
    assert labels.server.asked == []
    assert leaflets.NOT_ALLOWED in [notice["detail"] for notice in answer.notices]
    assert "Do not take Advil and warfarin together" in answer.content


def test_without_sources_the_list_answers_alone_and_says_so(amina, allowed, settings):
    settings.RESEARCH_SOURCES = []
    answer = answered(amina)
    assert allowed.server.asked == []
    assert leaflets.OFF in [notice["detail"] for notice in answer.notices]
    assert "## Taking these together" in answer.content


def test_who_asks_of_no_medicine_is_told_nothing_of_labels(amina, allowed):
    answer = answered(amina, "I have had a sore throat for two days and took ibuprofen")
    assert allowed.server.asked == [] and leaflets.TITLE not in answer.content


def test_what_is_pressing_comes_first(amina, allowed):
    answered(amina, "I took Advil and then warfarin, is that bad?")
    assert allowed.server.asked == []


def test_sources_that_are_away_are_named_and_the_answer_comes(amina, allowed):
    allowed.server.script("/openfda/drug/label.json", status(500))
    answer = answered(amina)
    assert answer.status == "complete" and leaflets.TITLE not in answer.content
    assert "openfda" in {notice.get("source") for notice in answer.notices}


def test_who_stops_meanwhile_keeps_what_was_said(amina, allowed):
    answer = setup_exchange(amina, ASKED).answer
    allowed.server.script("/rxnorm/rxcui.json", stopping(answer))
    replies.write(str(answer.id))
    answer.refresh_from_db()
    assert answer.status == "stopped" and "Do not take Advil" in answer.content


def test_without_rxnorm_the_names_themselves_are_asked_for(amina, allowed):
    allowed.server.script("/rxnorm/rxcui.json", status(400))
    answered(amina)
    assert any("Advil" in path for path in allowed.server.asked if path.startswith("/openfda"))


def test_labels_that_do_not_name_the_other_say_nothing_of_safety(amina, allowed):
    empty = {key: IBUPROFEN[key] for key in ("set_id", "openfda", "indications_and_usage")}
    allowed.server.script("/openfda/drug/label.json", text(json.dumps({"results": [empty]})))
    assert leaflets.SILENT in answered(amina).content
