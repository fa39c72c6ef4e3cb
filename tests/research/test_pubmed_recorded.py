"""Every recorded answer of PubMed, compared with a second, simple reading by the standard library's own parser."""

from __future__ import annotations

import re
import xml.etree.ElementTree as Tree

import pytest

from praxia.lib.xml import XmlError
from research.pubmed_xml import articles
from tests.research.recorded import bodies, recorded

BODIES = bodies()


def pairs():
    """Each article with the element it came from."""
    found = []
    for name, body in BODIES:
        elements = list(Tree.fromstring(body.strip()).iter("PubmedArticle"))
        read = articles(body)
        assert len(read) == len(elements), name
        found += [(name, article, element) for article, element in zip(read, elements, strict=True)]
    return found


PAIRS = pairs()


def words(element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def test_there_is_something_to_read():
    assert len(PAIRS) >= 6
    if len(BODIES) > 100:  # the whole development set
        assert len(PAIRS) == 121


def test_abstracts_are_whole_with_their_labels():
    for name, article, element in PAIRS:
        parts = element.findall("MedlineCitation/Article/Abstract/AbstractText")
        text = article.abstract_text or ""
        for part in parts:
            assert words(part) in text, name
            assert (part.get("Label") or "") in text, name
        assert bool(text) == any(words(part) for part in parts), name


def test_titles_are_whole():
    for name, article, element in PAIRS:
        title = words(element.find("MedlineCitation/Article/ArticleTitle"))
        assert article.title in (title, title.replace("[", "", 1).replace("]", "", 1)), name


def test_ids_are_the_records_own():
    for name, article, element in PAIRS:
        own = {found.get("IdType"): words(found) for found in element.findall("PubmedData/ArticleIdList/ArticleId")}
        assert article.pmid == words(element.find("MedlineCitation/PMID")) == own["pubmed"], name
        assert (article.doi, article.pmcid) == (own.get("doi"), own.get("pmc")), name


def test_every_author_is_named():
    for name, article, element in PAIRS:
        listed = element.findall("MedlineCitation/Article/AuthorList/Author")
        assert len(article.authors) == len(listed), name
        for author, found in zip(article.authors, listed, strict=True):
            assert author.name.startswith(words(found.find("LastName") or found.find("CollectiveName") or found[0])), (
                name
            )


def test_years_are_of_publication():
    for name, article, element in PAIRS:
        assert str(article.year) == words(element.find(".//JournalIssue/PubDate/Year")), name


def test_types_and_mesh_are_all_there():
    for name, article, element in PAIRS:
        citation = element.find("MedlineCitation")
        kinds = [words(kind) for kind in citation.findall("Article/PublicationTypeList/PublicationType")]
        assert [kind.name for kind in article.types] == kinds, name
        headings = [words(one) for one in citation.findall("MeshHeadingList/MeshHeading/DescriptorName")]
        assert [term.name for term in article.mesh] == headings, name


def test_the_retracted_one_is_known_with_its_notice():
    [article] = articles(recorded("31844417_trimmed.xml"))
    assert (article.is_retracted, article.retraction_pmid, article.has_concern) == (True, "40251503", False)
    assert {one.pmid for _, one, _ in PAIRS if one.is_retracted} == {"31844417"}


def test_a_translated_title_stands_without_brackets_beside_its_own():
    [article] = articles(recorded("36987902.xml"))
    assert article.title.startswith("Patients over 75 years admitted to the National Burn Centre")
    assert article.vernacular_title.startswith("Pasienter over 75 år innlagt")


def test_a_group_is_an_author():
    [article] = articles(recorded("34843274.xml"))
    assert [author.name for author in article.authors if author.is_group] == [
        "Guideline Development Panel for the Treatment of Depressive Disorders"
    ]


@pytest.mark.parametrize("name", ["esearch5.xml", "espell.xml", "elink1.xml", "37909814.xml"])
def test_answers_without_records_have_none(name):
    assert articles(recorded(name)) == []


def test_text_is_no_xml():
    with pytest.raises(XmlError):
        articles(b"PMID- 12230038\nOWN - NLM\n")
