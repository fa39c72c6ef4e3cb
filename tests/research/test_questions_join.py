"""Doubles become one; kinds, badges, passages and quotes of a publication."""

from __future__ import annotations

from datetime import date

import pytest

from research import pieces, quoting
from research.grading import badges, study_type
from research.joining import join
from research.records import Article, MeshTerm, PublicationType, Section, StudyType

TODAY = date(2026, 11, 20)
TITLE = "Dietary salt and the sleep of adults: a randomised trial"


def article(title: str = TITLE, via: str = "pubmed", **fields) -> Article:
    return Article(title=title, via=via, **fields)


def test_the_same_pmid_is_one_and_the_second_fills_in():
    [one] = join([article(pmid="1", year=2020), article("Salt", "europepmc", pmid="1", doi="10.1/x", year=2021)])
    assert (one.article.doi, one.article.year, one.via) == ("10.1/x", 2020, ("pubmed", "europepmc"))


def test_the_same_doi_in_other_letters_is_one():
    assert len(join([article("A", doi="10.1234/ABC"), article("B", doi="https://doi.org/10.1234/abc")])) == 1


def test_the_same_title_is_one_whatever_its_points_and_accents():
    assert len(join([article(pmid="1"), article(TITLE.upper() + ".", "europepmc")])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (article(pmid="1"), article(pmid="2")),
        (article(doi="10.1234/a"), article(doi="10.1234/b")),
        (article("Editorial"), article("Editorial", "europepmc")),
    ],
)
def test_what_has_other_ids_or_an_empty_title_stays_two(one, other):
    assert len(join([one, other])) == 2


def test_the_published_version_leads_over_its_preprint():
    preprint = article(via="europepmc", doi="10.1101/1", is_preprint=True, year=2024)
    [one] = join([preprint, article(pmid="1", doi="10.1234/a")])
    assert (one.article.is_preprint, one.article.pmid, one.article.doi) == (False, "1", "10.1234/a")


def test_one_source_that_knows_of_a_retraction_is_enough():
    [one] = join([article(pmid="1"), article(via="europepmc", pmid="1", is_retracted=True, retraction_pmid="9")])
    assert (one.article.is_retracted, one.article.retraction_pmid) == (True, "9")


def test_doubles_of_doubles_are_one():
    chain = [article(pmid="1"), article("Something else entirely, in other words", doi="10.1234/a", pmid="1")]
    assert len(join([*chain, article("A third title that nothing else has", "europepmc", doi="10.1234/a")])) == 1


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["Journal Article"], StudyType.OTHER),
        (["Review", "Meta-Analysis"], StudyType.META_ANALYSIS),
        (["Randomized Controlled Trial", "Journal Article"], StudyType.TRIAL),
        (["Practice Guideline"], StudyType.GUIDELINE),
        (["Systematic Review", "Review"], StudyType.SYSTEMATIC_REVIEW),
        (["Case Reports"], StudyType.CASE_REPORT),
        (["review-article"], StudyType.REVIEW),
    ],
)
def test_the_kind_of_study_is_its_strongest_type(names, kind):
    assert study_type(article(types=tuple(PublicationType(name) for name in names))) == kind


def test_a_title_that_promises_a_trial_is_no_trial():
    assert study_type(article("A randomised controlled trial of salt")) == StudyType.OTHER


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"year": 2016}, []),
        ({"year": 2015}, ["old"]),
        ({"mesh": (MeshTerm("Animals"), MeshTerm("Mice"))}, ["animal"]),
        ({"mesh": (MeshTerm("Animals"), MeshTerm("Humans"))}, []),
        ({"abstract": (Section("Salt was given to mice."),)}, []),  # its title speaks of adults
        ({"is_preprint": True, "has_concern": True}, ["concern", "preprint"]),
        ({"is_retracted": True, "year": 1999}, ["retracted", "old"]),
    ],
)
def test_badges(fields, expected):
    assert badges(article(**fields), today=TODAY) == expected


def test_animals_are_known_by_words_where_nothing_is_indexed_yet():
    assert badges(article("Salt and the sleep of mice"), today=TODAY) == ["animal"]


# -- Passages and quotes -------------------------------------------------------------------------------------------------


def test_sentences_end_where_sentences_end():
    text = "AIM: To see, e.g. in adults vs. Children, what 1.5 g do. We did (n = 3). Doe et al. Found it! P < 0.05. And so on"
    assert [span.text for span in pieces.sentences(text)] == [
        "To see, e.g. in adults vs. Children, what 1.5 g do.", "We did (n = 3).", "Doe et al. Found it!", "P < 0.05.", "And so on",
    ]  # fmt: skip


def test_the_name_of_a_section_is_no_part_of_its_first_sentence():
    text = "Materials and methods: We asked adults.\nResults: They slept.\nConclusion: Salt: a spice."
    assert [span.text for span in pieces.sentences(text)] == ["We asked adults.", "They slept.", "Salt: a spice."]


def test_passages_are_whole_and_hold_every_word_of_the_abstract():
    long = article(
        abstract=tuple(Section(f"Sentence number {number} speaks of salt. " * 9, "PART") for number in range(8))
    )
    text, spans = pieces.text_of(long), pieces.passages(long)
    assert len(spans) > 2
    assert all(text[span.start : span.end] == span.text and len(span.text) <= 900 for span in spans)
    assert sum(len(span.text.split()) for span in spans) >= len(text.split()) - len(TITLE.split()) - 8


def test_without_an_abstract_the_title_is_the_passage():
    assert [span.text for span in pieces.passages(article())] == [TITLE]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("salt – 1.4 times “more” than", "salt \u2014 1.4  times \"more\" than"),
        ("salt - 1.4 times \"more\" than", "salt \u2014 1.4  times \"more\" than"),
        ("SALT - 1.4 times", None),
        ("salt 1.4 times more", None),
        ("alt — 1.4 times", None),
        ("", None),
        ("salt", None),
    ],
)  # fmt: skip
def test_quotes_stand_there_word_for_word_or_not_at_all(quote, found):
    text = 'Of the adults, salt \u2014 1.4  times "more" than ever.'
    place = quoting.place_of(quote, text)
    assert (text[place[0] : place[1]] if place else None) == found
