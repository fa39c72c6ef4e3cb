"""Shapes of PubMed's XML that no recorded answer shows. The records are synthetic (`shapes.py`)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praxia.lib.xml import XmlError, parse
from research.articles import from_json, to_json
from research.pubmed_xml import articles
from research.records import Section
from tests.research.shapes import CHAPTER, answer, article, link, types


def read(**parts: str):
    [found] = articles(answer(article(**parts)))
    return found


def test_it_works():
    found = read()
    assert (found.pmid, found.doi, found.title) == ("90000001", "10.9999/salt.1", "Salt and sleep.")
    assert (found.year, found.published, found.authors[0].name) == (2021, "2021-03-09", "Doe JQ")
    assert found.url == "https://pubmed.ncbi.nlm.nih.gov/90000001/"


def test_labelled_sections_are_all_there():
    parts = '<AbstractText Label="AIM" NlmCategory="OBJECTIVE">To rest.</AbstractText><AbstractText Label="">We did.</AbstractText>'
    found = read(abstract=f"<Abstract>{parts}<CopyrightInformation>(c)</CopyrightInformation></Abstract>")
    assert found.abstract == (Section("To rest.", "AIM", "OBJECTIVE"), Section("We did.", None, None))
    assert found.abstract_text == "AIM: To rest.\nWe did."


def test_markup_inside_text_is_read_through():
    math = '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mi>x</mml:mi><mml:mo>=</mml:mo><mml:mn>2</mml:mn></mml:math>'
    abstract = (
        f"<Abstract><AbstractText>CO<sub>2</sub> of <i>E. <b>coli</b></i> rose, {math} times.</AbstractText></Abstract>"
    )
    found = read(abstract=abstract, title="<ArticleTitle><i>E. coli</i> at rest.</ArticleTitle>")
    assert (found.title, found.abstract_text) == ("E. coli at rest.", "CO2 of E. coli rose, x=2 times.")


def test_no_abstract_is_not_an_empty_one():
    assert read(abstract="").abstract_text is None
    assert read(abstract="<Abstract><AbstractText/></Abstract>").abstract_text is None


def test_an_abstract_in_another_language_alone_is_read():
    other = '<OtherAbstract Type="Publisher" Language="fre"><AbstractText Label="BUT">Dormir.</AbstractText></OtherAbstract>'
    found = read(abstract="", citation=other)
    assert (found.abstract, found.abstract_text, found.other_abstracts[0].language) == ((), "BUT: Dormir.", "fre")
    assert read(citation=other).abstract_text == "People slept."


def test_a_chapter_of_a_book_is_no_lost_record():
    [found, plain] = articles(answer(CHAPTER, article()))
    assert (found.is_book, found.pmid, found.doi, found.year) == (True, "90000002", "10.9999/book.1", 2019)
    assert (found.title, found.journal, found.publisher) == ("Salt", "Handbook of Rest", "House of Rest")
    assert ([author.name for author in found.authors], found.types[0].name) == (["Doe J"], "Review")
    assert found.abstract_text == "CLINICAL CHARACTERISTICS: Thirst.\nRest."
    assert plain.pmid == "90000001"


def test_a_whole_book_has_its_own_title_and_editors():
    start, end = CHAPTER.index("<ArticleTitle"), CHAPTER.index("<PublicationType")
    [found] = articles(answer(CHAPTER[:start] + CHAPTER[end:]))
    assert (found.title, found.journal, found.authors[0].name) == ("Handbook of Rest", None, "Roe A")


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("<CollectiveName>Rest Study <i>Group</i></CollectiveName>", "Rest Study Group"),
        ("<LastName>Doe</LastName>", "Doe"),
        ("<LastName>Doe</LastName><ForeName>Jane-Ann Q</ForeName>", "Doe JAQ"),
        ("<LastName>Doe</LastName><Initials>J</Initials><Suffix>Jr</Suffix>", "Doe J Jr"),
        ("<ForeName>Madonna</ForeName>", "Madonna"),
    ],
)
def test_authors_in_every_form_have_a_name(author, name):
    assert [one.name for one in read(authors=f"<AuthorList><Author>{author}</Author></AuthorList>").authors] == [name]


def test_an_empty_author_is_nobody():
    assert read(authors="<AuthorList><Author/></AuthorList>").authors == ()


def test_a_corrected_name_stands_once():
    both = '<Author ValidYN="N"><LastName>Deo</LastName></Author><Author ValidYN="Y"><LastName>Doe</LastName></Author>'
    assert [one.name for one in read(authors=f"<AuthorList>{both}</AuthorList>").authors] == ["Doe"]


@pytest.mark.parametrize(
    ("title", "vernacular", "shown"),
    [
        ("[Sal and sleep].", "Sal y sueño.", "Sal and sleep."),
        ("[Salt.]", "Sal.", "Salt."),
        ("[Not Available].", "Sal y sueño.", "Sal y sueño."),
        ("", "Sal y sueño.", "Sal y sueño."),
        ("[Ca] and [Mg]", None, "[Ca] and [Mg]"),
        ("Effects of [Ca]", None, "Effects of [Ca]"),
    ],
)
def test_titles_in_brackets(title, vernacular, shown):
    after = f"<VernacularTitle>{vernacular}</VernacularTitle>" if vernacular else ""
    found = read(title=f"<ArticleTitle>{title}</ArticleTitle>", after=after)
    assert (found.title, found.vernacular_title) == (shown, vernacular)


@pytest.mark.parametrize(
    ("date", "year", "published"),
    [
        ("<MedlineDate>2024 Dec-2025 Jan</MedlineDate>", 2024, "2024"),
        ("<MedlineDate>Winter 1998-1999</MedlineDate>", 1998, "1998"),
        ("<Year>2020</Year><Season>Spring</Season>", 2020, "2020"),
        ("<Year>2020</Year><Month>04</Month>", 2020, "2020-04"),
        ("", None, None),
    ],
)
def test_dates(date, year, published):
    found = read(date=f"<PubDate>{date}</PubDate>")
    assert (found.year, found.published) == (year, published)


def test_a_date_in_words_is_kept():
    found = read(date="<PubDate><MedlineDate>2024 Dec-2025 Jan</MedlineDate></PubDate>")
    assert found.published_words == "2024 Dec-2025 Jan"


def test_an_electronic_date_stands_in_for_a_missing_one():
    found = read(date="<PubDate/>", after="<ArticleDate><Year>2018</Year><Month>12</Month><Day>04</Day></ArticleDate>")
    assert (found.year, found.published) == (2018, "2018-12-04")


def test_ids_of_references_are_other_peoples():
    ids = '<ArticleId IdType="doi">10.9999/cited</ArticleId><ArticleId IdType="pmc">PMC1</ArticleId>'
    found = read(
        ids='<ArticleId IdType="pubmed">90000001</ArticleId>',
        data=f"<ReferenceList><Reference><ArticleIdList>{ids}</ArticleIdList></Reference></ReferenceList>",
    )
    assert (found.doi, found.pmcid, found.pmid) == (None, None, "90000001")


def test_the_doi_may_stand_in_the_article():
    ids = '<ELocationID EIdType="doi" ValidYN="N">10.9999/wrong</ELocationID><ELocationID EIdType="doi">10.9999/right</ELocationID>'
    assert read(ids="", after=ids).doi == "10.9999/right"


def test_mesh_keeps_qualifiers_and_what_is_major():
    heading = (
        '<MeshHeading><DescriptorName UI="D012890" MajorTopicYN="N">Sleep</DescriptorName>'
        '<QualifierName UI="Q0" MajorTopicYN="Y">drug effects</QualifierName></MeshHeading>'
    )
    [term] = read(citation=f"<MeshHeadingList>{heading}</MeshHeadingList>").mesh
    assert (term.name, term.ui, term.is_major, term.qualifiers) == ("Sleep", "D012890", True, (("drug effects", True),))


@pytest.mark.parametrize(
    ("parts", "retracted", "concern", "notice"),
    [
        ({"types": types(("D016441", "Retracted Publication"))}, True, False, False),
        ({"types": types(("", "Retracted publication"))}, True, False, False),
        ({"links": link("RetractionIn")}, True, False, False),
        ({"links": link("RetractionOf")}, False, False, True),
        ({"types": types(("D016440", "Retraction of Publication"))}, False, False, True),
        ({"links": link("ExpressionOfConcernIn")}, False, True, False),
        ({"types": types(("", "Expression of Concern"))}, False, True, False),
        ({"types": types(("", "Expression of Concern")), "links": link("ExpressionOfConcernFor")}, False, False, False),
        ({"links": link("ErratumIn") + link("UpdateIn") + link("CommentIn")}, False, False, False),
    ],
)
def test_retraction_and_concern_by_every_route(parts, retracted, concern, notice):
    found = read(**parts)
    assert (found.is_retracted, found.has_concern, found.is_retraction_notice) == (retracted, concern, notice)


def test_the_notice_of_a_retraction_is_kept():
    assert read(links=link("RetractionIn", "90000042")).retraction_pmid == "90000042"


def test_preprints_are_known():
    assert read(types=types(("D000076942", "Preprint"))).is_preprint


def test_names_in_a_namespace_are_read():
    body = answer().replace(b"<PubmedArticleSet>", b'<PubmedArticleSet xmlns="https://example.org/ns">')
    assert [one.pmid for one in articles(body)] == ["90000001"]


# -- What no parser may do -----------------------------------------------------------------------------------------------

BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;">]><PubmedArticleSet>&b;</PubmedArticleSet>'
FILE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><PubmedArticleSet>&x;</PubmedArticleSet>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        FILE,
        b"<a>" * 200 + b"</a>" * 200,
        b"<a>" * 100_000 + b"</a>" * 100_000,
        answer()[:-30],
        b"",
        b"<html><body>Sorry<br></body></html>",
        b'{"error": "API rate limit exceeded"}',
    ],
)
def test_what_is_dangerous_or_broken_is_refused(body):
    with pytest.raises(XmlError):
        articles(body)


def test_what_is_too_large_is_refused_unread():
    with pytest.raises(XmlError, match="larger than"):
        parse(b"<a>" + b"x" * (1024 * 1024) + b"</a>", max_bytes=1024 * 1024)


def test_a_dtd_is_not_fetched():
    body = answer().replace(
        b"<PubmedArticleSet>", b'<!DOCTYPE a PUBLIC "x" "http://127.0.0.1:9/a.dtd"><PubmedArticleSet>', 1
    )
    assert len(articles(body)) == 1


@given(st.text(max_size=40))
def test_any_text_comes_back_as_it_is(text):
    plain = "".join(char for char in text if char.isprintable() and char not in "<&>")
    found = read(abstract=f"<Abstract><AbstractText>{plain}</AbstractText></Abstract>")
    assert (found.abstract_text or "") == " ".join(plain.split())


@pytest.mark.parametrize("record", [article(links=link("RetractionIn")), CHAPTER])
def test_an_article_survives_its_json(record):
    [found] = articles(answer(record))
    assert from_json(to_json(found)) == found
