"""Which sentence of an abstract answers a question: chosen by meaning where there is an encoder, by words where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from research import findings, pieces
from research.abbreviations import explained, written_out
from research.pubmed_xml import articles
from tests.research.recorded import bodies

LABELLED = Path(__file__).parent / "sentences.jsonl"
MOST_OF_THEM = 50  # a checkout without the development set has a few of the records


def chosen(question: str, text: str, *, title: str = "A trial.") -> str | None:
    [span] = findings.best(question, [(f"{title}\n{text}", len(title) + 1)])
    return span.text if span else None


@pytest.fixture
def no_encoder(monkeypatch):
    monkeypatch.setattr(findings, "encoder", lambda: None)


def test_other_words_for_the_same_are_understood():
    told = "Venous thromboembolism recurred less often with aspirin than with placebo. Aspirin was bought from one maker only."
    assert chosen("does it prevent blood clots", told) == told.split(". ")[0] + "."


def test_what_speaks_of_something_else_is_not_quoted():
    told = "The bicycle was invented in the nineteenth century by several people. It was at first made of wood."
    assert chosen("does aspirin prevent blood clots", told, title="A history of the bicycle.") is None


def test_who_paid_and_where_it_is_registered_is_no_finding():
    told = "Salt raised the pressure of blood in adults. (Funded by the makers of salt; blood pressure trial number NCT02149199.)"
    assert chosen("who paid for the trial of salt and blood pressure", told) == told.split(". ")[0] + "."


def test_labels_inside_a_line_end_at_the_next_label():
    """The whole abstract was once taken for its background."""
    told = "Background: Salt may raise the pressure of blood. Results: Salt raised the pressure of blood in adults by 2 mm."
    assert chosen("does salt raise blood pressure", told) == "Salt raised the pressure of blood in adults by 2 mm."


def test_a_line_without_a_label_stands_under_none():
    [first, second] = pieces.sentences("METHODS: We gave salt to adults.\nSalt raised their pressure.")
    assert (first.section, second.section) == ("methods: ", "")


def test_short_forms_are_read_as_what_they_stand_for(no_encoder):
    told = (
        "Acute post-streptococcal nephritis (APSN) is common among children of all lands. "
        "The treatment of APSN is rest and little salt."
    )
    assert (
        chosen("treatment of acute post-streptococcal nephritis", told)
        == "The treatment of APSN is rest and little salt."
    )


def test_what_was_done_or_is_still_wanted_gives_way_to_what_was_found(no_encoder):
    told = (
        "Salt is an old friend of the kitchen in all lands. Databases were searched for salt and blood pressure. "
        "Blood pressure rose with salt in both groups of adults. Future research on salt and blood pressure is a must."
    )
    assert chosen("salt and blood pressure", told) == "Blood pressure rose with salt in both groups of adults."


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("type 2 diabetes mellitus (T2DM) was", {"T2DM": "type 2 diabetes mellitus"}),
        ("in cardiac magnetic resonance (CMR) and", {"CMR": "cardiac magnetic resonance"}),
        ("were measured (OR, 1.2; P = 0.04)", {}),
        (r"a \1 graver disease (AGD) was", {"AGD": r"a \1 graver disease"}),
    ],
)
def test_short_forms_that_a_text_explains(text, known):
    assert explained(text) == known
    assert written_out("AGD", {"AGD": r"a \1 graver disease"}) == r"a \1 graver disease"


# -- Recorded abstracts and what somebody might ask of them; which sentences answer was written down before they were chosen from,
# the last 18 questions after the way to choose was settled


def shares() -> tuple[int, int]:
    """How many were answered, and how many there are in this checkout."""
    texts = {}
    for _, body in bodies():
        for article in articles(body) if body.lstrip().startswith(b"<") else []:
            texts[article.pmid] = (pieces.text_of(article), len(article.title) + 1)
    rows = [row for line in LABELLED.read_text().splitlines() if (row := json.loads(line))["pmid"] in texts]
    found = [findings.best(row["question"], [texts[row["pmid"]]])[0] for row in rows]
    answered = (span and span.text.startswith(tuple(row["answers"])) for row, span in zip(rows, found, strict=True))
    return sum(map(bool, answered)), len(rows)


def test_most_questions_get_a_sentence_that_answers_them():
    hits, total = shares()
    if total < MOST_OF_THEM:
        pytest.skip("the recorded abstracts are not in this checkout")
    assert hits / total >= 0.62  # 0.48 when sentences were chosen by their words


def test_without_an_encoder_still_more_than_half(no_encoder):
    hits, total = shares()
    if total < MOST_OF_THEM:
        pytest.skip("the recorded abstracts are not in this checkout")
    assert hits / total >= 0.52
