"""Records of PubMed (efetch, XML) as articles: journal articles and books, every shape whole. Pure; nothing is fetched.

Paths are exact where the same element also stands in reference lists or linked notices (`PMID`, `ArticleId`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from praxia.lib.xml import Element, local, parse, whole_text
from research.articles import plain_doi
from research.records import Article, Author, Correction, MeshTerm, OtherAbstract, PublicationType, Section

VIA = "pubmed"
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BRACKETED = re.compile(r"^\[(.*)\]([.?!]?)$")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
# MeSH publication types by their unique id; names are for sources that give no id, and for types that we know by name alone.
RETRACTED, NOTICE, CONCERN, PREPRINT = "D016441", "D016440", "expression of concern", "D000076942"
_NAMED = {
    "retracted publication": RETRACTED,
    "retraction of publication": NOTICE,
    "retraction notice": NOTICE,
    "expression of concern": CONCERN,
    "preprint": PREPRINT,
}


def articles(body: bytes) -> list[Article]:
    """Every record of an answer, in its order; other elements are passed over. Raises praxia.lib.xml.XmlError."""
    return [_article(record) for record in records(parse(body))]


def records(root: Element) -> Iterator[Element]:
    """The `PubmedArticle` and `PubmedBookArticle` elements, with every name freed of its namespace."""
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.startswith("{"):
            element.tag = local(element)
    return root.iter("PubmedArticle", "PubmedBookArticle")


def _article(record: Element) -> Article:
    if record.tag == "PubmedBookArticle":
        return _of_book(record)
    citation = _child(record, "MedlineCitation", record)
    article = _child(citation, "Article", citation)
    journal, issue = article.find("Journal"), article.find("Journal/JournalIssue")
    vernacular = whole_text(article.find("VernacularTitle"))
    date = _first(article, "Journal/JournalIssue/PubDate")
    read = Article(
        via=VIA,
        pmid=whole_text(citation.find("PMID")) or _article_id(record, "PubmedData", "pubmed"),
        doi=_article_doi(record, "PubmedData") or _location_doi(article),
        pmcid=_article_id(record, "PubmedData", "pmc"),
        title=_title(whole_text(article.find("ArticleTitle")), vernacular),
        vernacular_title=vernacular,
        abstract=_sections(article.find("Abstract")),
        other_abstracts=_other_abstracts(citation),
        authors=_authors(article.findall("AuthorList/Author")),
        journal=_text(journal, "Title") or _text(citation, "MedlineJournalInfo/MedlineTA"),
        journal_abbreviation=_text(journal, "ISOAbbreviation") or _text(citation, "MedlineJournalInfo/MedlineTA"),
        volume=_text(issue, "Volume"),
        issue=_text(issue, "Issue"),
        pages=_pages(article),
        published=_published(date) or _published(article.find("ArticleDate")),
        published_words=_text(date, "MedlineDate"),
        year=_year(date) or _year(article.find("ArticleDate")),
        languages=_texts(article, "Language"),
        types=_types(article),
        mesh=tuple(_mesh(heading) for heading in citation.findall("MeshHeadingList/MeshHeading")),
        keywords=_texts(citation, "KeywordList/Keyword"),
        corrections=_corrections(citation),
    )
    return with_standing(read)


def _of_book(record: Element) -> Article:
    """A book, or a chapter of one: then the chapter's title, authors and abstract, with the book as its journal."""
    document = _child(record, "BookDocument", record)
    book = document.find("Book")
    title, book_title = whole_text(document.find("ArticleTitle")), _text(book, "BookTitle")
    vernacular = whole_text(document.find("VernacularTitle"))
    date = _first(book, "PubDate")
    revised = document.find("ContributionDate")
    read = Article(
        via=VIA,
        pmid=whole_text(document.find("PMID")) or _article_id(record, "PubmedBookData", "pubmed"),
        doi=_article_doi(record, "BookDocument") or _article_doi(record, "PubmedBookData") or _location_doi(book),
        pmcid=_article_id(record, "BookDocument", "pmc"),
        title=_title(title or book_title, vernacular),
        vernacular_title=vernacular,
        abstract=_sections(document.find("Abstract")),
        other_abstracts=_other_abstracts(document),
        authors=_book_authors(document, book),
        journal=book_title if title else None,
        publisher=_text(book, "Publisher/PublisherName"),
        pages=_text(document, "Pagination/MedlinePgn"),
        published=_published(date) or _published(revised),
        published_words=_text(date, "MedlineDate"),
        year=_year(date) or _year(_first(book, "BeginningDate")) or _year(revised),
        languages=_texts(document, "Language"),
        types=_types(document),
        keywords=_texts(document, "KeywordList/Keyword"),
        is_book=True,
    )
    return with_standing(read)


def with_standing(article: Article) -> Article:
    """Whether it was retracted or doubted, by its publication types or by a link to the notice.

    A notice of retraction or concern is about another publication and is not itself retracted or doubted.
    """
    ids, kinds = _ids(article.types), {link.kind for link in article.corrections}
    retraction = [link for link in article.corrections if link.kind in ("RetractionIn", "RetractedandRepublishedIn")]
    return replace(
        article,
        is_retracted=RETRACTED in ids or bool(retraction),
        retraction_pmid=next((link.pmid for link in retraction if link.pmid), None),
        has_concern="ExpressionOfConcernIn" in kinds or (CONCERN in ids and "ExpressionOfConcernFor" not in kinds),
        is_retraction_notice=NOTICE in ids or "RetractionOf" in kinds,
        is_preprint=article.is_preprint or PREPRINT in ids,
    )


def _ids(types: tuple[PublicationType, ...]) -> set[str]:
    return {_NAMED.get(kind.name.casefold(), kind.ui or "") for kind in types}


# -- Titles, abstracts, people -----------------------------------------------------------------------------------------


def _title(title: str | None, vernacular: str | None) -> str:
    """The English title. A translated one stands in brackets, and is "[Not Available]." where nobody translated it."""
    found = _BRACKETED.match(title or "")
    plain = f"{found[1]}{found[2]}" if found and _is_one_bracket(found[1]) else title or ""
    if vernacular and plain.casefold().rstrip(".") in ("", "not available"):
        return vernacular
    return plain


def _is_one_bracket(inside: str) -> bool:
    """Not "[a] and [b]"."""
    level = 0
    for char in inside:
        level += (char == "[") - (char == "]")
        if level < 0:
            return False
    return level == 0


def _sections(abstract: Element | None) -> tuple[Section, ...]:
    if abstract is None:
        return ()
    found = ((part, whole_text(part)) for part in abstract.findall("AbstractText"))
    return tuple(
        Section(text, (part.get("Label") or "").strip() or None, (part.get("NlmCategory") or "").strip() or None)
        for part, text in found
        if text
    )


def _other_abstracts(parent: Element) -> tuple[OtherAbstract, ...]:
    found = ((other, _sections(other)) for other in parent.findall("OtherAbstract"))
    return tuple(
        OtherAbstract(sections, other.get("Language"), other.get("Type")) for other, sections in found if sections
    )


def _authors(elements: list[Element]) -> tuple[Author, ...]:
    """Without those whose name was corrected: then the right spelling stands beside them."""
    valid = [element for element in elements if element.get("ValidYN") != "N"]
    return tuple(author for author in map(_author, valid or elements) if author)


def _author(element: Element) -> Author | None:
    if group := _text(element, "CollectiveName"):
        return Author(group, is_group=True)
    last, fore, initials = (_text(element, name) for name in ("LastName", "ForeName", "Initials"))
    initials = initials or "".join(part[0] for part in re.split(r"[\s-]+", fore or "") if part) or None
    suffix = _text(element, "Suffix")
    name = " ".join(part for part in (last, initials if last else fore, suffix) if part)
    return Author(name, last, fore, initials) if name else None


def _book_authors(document: Element, book: Element | None) -> tuple[Author, ...]:
    """Of the chapter; else of the book; else its editors."""
    lists = [*document.findall("AuthorList"), *(book.findall("AuthorList") if book is not None else ())]
    written = [one for one in lists if one.get("Type", "authors") == "authors"]
    for chosen in (*written, *lists):
        if authors := _authors(chosen.findall("Author")):
            return authors
    return ()


# -- Ids and links -----------------------------------------------------------------------------------------------------


def _article_id(record: Element, parent: str, kind: str) -> str | None:
    """Of the record itself: the lists below `ReferenceList` are other people's."""
    for found in record.findall(f"{parent}/ArticleIdList/ArticleId"):
        if found.get("IdType") == kind and (text := whole_text(found)):
            return text
    return None


def _article_doi(record: Element, parent: str) -> str | None:
    return _doi(_article_id(record, parent, "doi"))


def _location_doi(article: Element | None) -> str | None:
    for found in article.findall("ELocationID") if article is not None else ():
        if found.get("EIdType") == "doi" and found.get("ValidYN") != "N" and (doi := _doi(whole_text(found))):
            return doi
    return None


def _doi(text: str | None) -> str | None:
    """As printed, in its own capitals, without a resolver in front."""
    found = _DOI.search(text or "")
    return found[0] if found and plain_doi(text) else None


def _corrections(citation: Element) -> tuple[Correction, ...]:
    return tuple(
        Correction(link.get("RefType") or "", _text(link, "RefSource"), _text(link, "PMID"))
        for link in citation.findall("CommentsCorrectionsList/CommentsCorrections")
        if link.get("RefType") != "Cites"
    )


def _types(parent: Element) -> tuple[PublicationType, ...]:
    elements = [*parent.findall("PublicationTypeList/PublicationType"), *parent.findall("PublicationType")]
    found = ((kind.get("UI"), whole_text(kind)) for kind in elements)
    return tuple(dict.fromkeys(PublicationType(name, ui) for ui, name in found if name))


def _mesh(heading: Element) -> MeshTerm:
    descriptor = _child(heading, "DescriptorName", heading)
    qualifiers = tuple(
        (whole_text(one) or "", one.get("MajorTopicYN") == "Y") for one in heading.findall("QualifierName")
    )
    is_major = descriptor.get("MajorTopicYN") == "Y" or any(major for _, major in qualifiers)
    return MeshTerm(whole_text(descriptor) or "", descriptor.get("UI"), is_major, qualifiers)


# -- Dates and places --------------------------------------------------------------------------------------------------


def _year(date: Element | None) -> int | None:
    """Of a publication date; a span of years counts from its first."""
    found = _YEAR.search(_text(date, "Year") or _text(date, "MedlineDate") or "")
    return int(found[1]) if found else None


def _published(date: Element | None) -> str | None:
    year = _year(date)
    if year is None:
        return None
    month = _month(_text(date, "Month"))
    day = _text(date, "Day") or ""
    if month and day.isdecimal() and 1 <= int(day) <= 31:
        return f"{year}-{month:02}-{int(day):02}"
    return f"{year}-{month:02}" if month else str(year)


def _month(text: str | None) -> int | None:
    """Of "Apr", "April" or "04"."""
    if not text:
        return None
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 12 else None
    return next((number for number, name in enumerate(_MONTHS, start=1) if text.lower().startswith(name)), None)


def _pages(article: Element) -> str | None:
    start, end = _text(article, "Pagination/StartPage"), _text(article, "Pagination/EndPage")
    return _text(article, "Pagination/MedlinePgn") or (f"{start}-{end}" if start and end else start)


# -- Elements ----------------------------------------------------------------------------------------------------------


def _child(element: Element, path: str, otherwise: Element) -> Element:
    found = element.find(path)
    return otherwise if found is None else found


def _first(element: Element | None, path: str) -> Element | None:
    return None if element is None else element.find(path)


def _text(element: Element | None, path: str) -> str | None:
    return whole_text(_first(element, path))


def _texts(element: Element, path: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for found in element.findall(path) if (text := whole_text(found))))
