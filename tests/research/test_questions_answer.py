"""A research question from asking to its answer: what is found, joined, ranked, quoted and told."""

from __future__ import annotations

import re

import pytest

from praxia.lib.work import Status
from research import pieces
from research.articles import from_json
from research.models import Paper, Search
from tests.fakes.literature import record
from tests.research.setup import SALT, ask
from tests.research.shapes import article, link, types

pytestmark = pytest.mark.django_db(transaction=True)

TRIAL = record(
    1, "Salt before bed and sleep: a randomised trial.",
    "We gave salt to 40 adults before bed. Adults who took salt woke 1.4 times more often than those who did not.",
    types=types(("D016449", "Randomized Controlled Trial")), date="<PubDate><Year>2021</Year></PubDate>",
)  # fmt: skip
REVIEW = record(
    2, "Dietary salt and sleep: a meta-analysis of trials.",
    "Twelve trials were found. Less dietary salt was associated with longer sleep in adults with high blood pressure.",
    types=types(("D017418", "Meta-Analysis")), date="<PubDate><Year>2023</Year></PubDate>",
)  # fmt: skip
RETRACTED = record(3, "Salt cures sleep for ever in all adults.", "Salt cured disturbed sleep in everybody who took salt.",
                   links=link("RetractionIn", "90000042"))  # fmt: skip
OTHER = record(
    4, "A history of the bicycle in towns.", "The bicycle was invented in the nineteenth century by several people."
)


@pytest.fixture
def found(literature):
    literature.pubmed(OTHER, TRIAL, RETRACTED, REVIEW)
    return literature


def test_it_works(amina, found):
    search = ask(amina)
    assert (search.status, search.error) == (Status.COMPLETE, None)
    assert {result["pmid"] for result in search.results[:2]} == {"90000001", "90000002"}
    assert search.plan["translated_query"] == '"salt"[MeSH Terms]'
    assert [source["status"] for source in search.sources] == ["ok"] * 4


def test_every_claim_is_a_sentence_that_stands_in_a_retrieved_record(amina, found):
    search = ask(amina)
    assert search.claims
    texts = {paper.pmid: pieces.text_of(from_json(paper.article)) for paper in search.papers.all()}
    for citation in search.citations:
        text = texts[citation["pmid"]]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["text_sha256"] == pieces.sha256_of(text)
    assert {number for claim in search.claims for number in claim["citations"]} == {
        citation["n"] for citation in search.citations
    }


def test_without_a_model_it_is_said_and_the_best_sentence_speaks(amina, found):
    search = ask(amina)
    assert [notice["code"] for notice in search.notices if notice["code"] == "NO_LANGUAGE_MODEL"]
    assert "woke 1.4 times more often" in search.content
    assert "**Meta-analysis, 2023**:" in search.content


def test_the_strongest_evidence_is_told_first(amina, literature):
    mice = record(
        7, "Does salt disturb sleep of mice?", "Salt did disturb the sleep of mice in every one of four cages."
    )
    trial = record(8, "Nights of adults with spices.", "Adults woke more often with salt than without it.",
                   types=types(("D016449", "Randomized Controlled Trial")))  # fmt: skip
    literature.pubmed(trial, mice)
    search = ask(amina)
    assert [result["pmid"] for result in search.results] == ["90000007", "90000008"]
    assert [citation["study_type"] for citation in search.citations] == ["trial", "other"]


def test_what_cannot_be_read_stands_behind_what_can(amina, literature):
    literature.pubmed(record(7, "Salt and disturbed sleep.", ""), TRIAL)
    assert [result["pmid"] for result in ask(amina).results] == ["90000001", "90000007"]


def test_what_was_retracted_is_hidden_and_that_is_said(amina, found):
    search = ask(amina)
    assert "90000003" not in {result["pmid"] for result in search.results}
    assert "1 retracted publication was left out" in str(search.notices)


def test_what_was_retracted_is_shown_where_wanted_but_supports_nothing(amina, found):
    search = ask(amina, include_retracted=True)
    shown = {result["pmid"]: result for result in search.results}["90000003"]
    assert (shown["badges"], shown["retraction_pmid"]) == (["retracted"], "90000042")
    assert search.results[-1]["pmid"] in ("90000003", "90000004")
    assert "90000003" not in {citation["pmid"] for citation in search.citations}
    assert "cured" not in search.content


def test_one_publication_from_two_sources_is_one_result(amina, found):
    found.europepmc(
        {
            "source": "MED",
            "pmid": "90000001",
            "title": "Salt before bed and sleep: a randomised trial.",
            "pmcid": "PMC7",
        }
    )
    search = ask(amina)
    [result] = [result for result in search.results if result["pmid"] == "90000001"]
    assert (result["via"], result["pmcid"]) == (["pubmed", "europepmc"], "PMC7")


def test_a_preprint_carries_its_badge(amina, literature):
    preprint = {"source": "PPR", "doi": "10.9999/pre.1", "pubYear": "2025", "title": "Salt and disturbed sleep in shift workers",
                "abstractText": "<h4>Results</h4>Salt disturbed the sleep of most shift workers who took part."}  # fmt: skip
    literature.europepmc(preprint)
    search = ask(amina)
    assert search.results[0]["badges"] == ["preprint"]
    assert "a preprint, not yet reviewed by others" in search.content


def test_filters_are_sent_and_hold_for_every_source(amina, found):
    found.europepmc(
        {"source": "MED", "pmid": "5", "title": "Salt and sleep in the sixties of the last century", "pubYear": "1965"}
    )
    search = ask(amina, years=[2022, 2026], types=["meta_analysis"], humans=True)
    [asked] = [call for call in found.asked("pubmed") if "term" in call][:1]
    assert asked["term"] == (
        '(salt disturb sleep) AND ("2022"[dp] : "2026"[dp]) AND (meta-analysis[pt]) NOT (animals[mh] NOT humans[mh])'
    )
    assert [result["pmid"] for result in search.results] == ["90000002"]
    assert search.plan["queries"]["pubmed"] == asked["term"]


def test_a_question_that_finds_next_to_nothing_is_asked_more_widely(amina, literature):
    literature.pubmed(TRIAL, count=1)
    search = ask(amina)
    assert [call["term"] for call in literature.asked("pubmed") if "term" in call][:2] == [
        "(salt disturb sleep)",
        "(salt OR disturb OR sleep)",
    ]
    assert search.plan["queries"]["pubmed"] == "(salt OR disturb OR sleep)"
    assert "WIDENED" in {notice["code"] for notice in search.notices}


def test_one_source_that_needed_other_words_makes_no_wide_answer(amina, literature):
    literature.pubmed(TRIAL, count=3)
    literature.europepmc({"source": "MED", "pmid": "5", "title": "Salt and sleep in shift workers", "pubYear": "2020"})
    search = ask(amina)
    assert " OR " in search.plan["queries"]["europepmc"] and " OR " not in search.plan["queries"]["pubmed"]
    assert "WIDENED" not in {notice["code"] for notice in search.notices}


def test_nothing_found_is_a_good_answer(amina, literature):
    search = ask(amina)
    assert (search.status, search.results, search.citations) == (Status.COMPLETE, [], [])
    assert search.content.startswith("Nothing was found")


def test_topics_and_trials_stand_beside(amina, literature):
    title = '<content name="title">&lt;span class="qt0"&gt;Sodium&lt;/span&gt;</content>'
    summary = '<content name="FullSummary">&lt;p&gt;Table salt.&lt;/p&gt;</content>'
    literature.medlineplus(f'<document url="https://medlineplus.gov/sodium.html">{title}{summary}</document>')
    literature.trials({"protocolSection": {"identificationModule": {"nctId": "NCT1", "briefTitle": "Salt"}}})
    search = ask(amina)
    assert search.beside["topics"][0] | {"publisher": ""} == {
        "title": "Sodium", "url": "https://medlineplus.gov/sodium.html", "summary": "Table salt.", "publisher": "",
    }  # fmt: skip
    assert search.beside["trials"][0]["url"] == "https://clinicaltrials.gov/study/NCT1"


def test_two_people_with_one_question_cause_one_upstream_call(amina, ben, found):
    first, second = ask(amina), ask(ben)
    assert first.results[0]["pmid"] == second.results[0]["pmid"]
    assert len(found.server.asked) == len(set(found.server.asked))
    assert Paper.objects.filter(pmid="90000001").count() == 1


def test_the_journal_tells_each_step(amina, found):
    search = ask(amina)
    events = search.journal.events()
    steps = [event["step"] for event in events if event["type"] == "progress"]
    assert steps == ["search", "found", "read", "write"]
    heard = [event["name"] for event in events if event["type"] == "tool"]
    assert sorted(heard) == ["clinicaltrials", "europepmc", "medlineplus", "pubmed"]
    assert [event["source"]["n"] for event in events if event["type"] == "source"] == [
        one["n"] for one in search.citations
    ]
    assert "".join(event["text"] for event in events if event["type"] == "delta").strip() == search.content
    assert (events[-1]["type"], events[-1]["result"]["id"]) == ("end", str(search.id))


def test_a_second_ring_does_nothing(amina, found):
    from research import searching

    search = ask(amina)
    searching.run(str(search.id))
    assert Search.objects.get(id=search.id).run == 1


def test_a_quote_cannot_forge_markup_or_citations(amina, literature):
    forged = "Salt disturbed sleep [1](javascript:alert) and **sleep** of adults &lt;b&gt;here&lt;/b&gt; [2]."
    literature.pubmed(record(1, "Salt.", forged))
    search = ask(amina)
    assert "Salt disturbed sleep [1](javascript:alert)" in search.html
    assert "javascript:" not in str(re.findall(r"href=\S*", search.html)) and "<b>" not in search.html
    assert re.findall(r'href="#source-\S*-(\d)"', search.html) == ["1"]


def test_an_address_inside_an_abstract_is_not_quoted(amina, literature):
    literature.pubmed(
        record(1, "Salt.", "Salt and sleep of adults are explained at https://evil.example in full length.")
    )
    search = ask(amina)
    assert "evil.example" not in search.html


def test_the_question_is_named_by_nobody_elses_search(amina, ben, found):
    ask(amina, "salt and sleep in amina")
    assert "amina" not in str(ask(ben).results)


def test_it_says_when_the_question_is_not_english(amina, literature):
    search = ask(amina, "¿la sal altera el sueño de las personas?")
    assert "NOT_ENGLISH" in {notice["code"] for notice in search.notices}


def test_the_exact_question_is_kept(amina, found):
    assert ask(amina).query == SALT


def test_what_was_thought_wanted_or_done_is_no_finding(amina, literature):
    """However well its words fit: only what stands behind it was found."""
    told = "Salt is thought to disturb the sleep of adults. We aimed to see whether salt does disturb sleep of adults."
    sections = f"""<Abstract><AbstractText Label="BACKGROUND">{told}</AbstractText>
        <AbstractText Label="METHODS">Salt was given to adults and their sleep was measured at night.</AbstractText>
        <AbstractText Label="RESULTS">Forty adults with salt slept as long as those without any of it.</AbstractText></Abstract>"""
    loose = (
        "We studied whether salt does disturb sleep in adults. The sleep of adults stayed as it was in all four weeks."
    )
    both = "METHODS AND RESULTS: Salt made adults wake earlier in this third of our trials."
    plain = (
        "Background noise was low throughout the whole trial. Salt left the sleep of children alone in all respects."
    )
    literature.pubmed(
        article(abstract=sections), record(2, "Sleep and salt in four weeks.", loose),
        record(3, "Salt and waking.", both), record(4, "Salt, children and their sleep.", plain),
    )  # fmt: skip
    quotes = {citation["quote"] for citation in ask(amina).citations}
    assert quotes == {
        "Forty adults with salt slept as long as those without any of it.",
        "The sleep of adults stayed as it was in all four weeks.",
        "Salt made adults wake earlier in this third of our trials.",
        "Salt left the sleep of children alone in all respects.",
    }
