"""Synthetic records: written by hand in PubMed's shapes for what no recorded answer shows. Nobody published any of this."""

from __future__ import annotations

_PLAIN = {
    "title": "<ArticleTitle>Salt and sleep.</ArticleTitle>",
    "abstract": "<Abstract><AbstractText>People slept.</AbstractText></Abstract>",
    "date": "<PubDate><Year>2021</Year><Month>Mar</Month><Day>9</Day></PubDate>",
    "authors": (
        "<AuthorList><Author><LastName>Doe</LastName><ForeName>Jane Q</ForeName><Initials>JQ</Initials></Author></AuthorList>"
    ),
    "types": '<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList>',
    "after": "",  # in Article, behind the types
    "links": "",
    "citation": "",  # in MedlineCitation
    "ids": '<ArticleId IdType="pubmed">90000001</ArticleId><ArticleId IdType="doi">10.9999/salt.1</ArticleId>',
    "data": "",  # in PubmedData
}


def article(**parts: str) -> str:
    """A `PubmedArticle` with some of its parts replaced."""
    known = _PLAIN | parts
    return (
        '<PubmedArticle><MedlineCitation><PMID Version="1">90000001</PMID>'
        "<DateRevised><Year>2025</Year></DateRevised>"
        f"<Article><Journal><JournalIssue><Volume>3</Volume>{known['date']}</JournalIssue><Title>Journal of Rest</Title></Journal>"
        f"{known['title']}{known['abstract']}{known['authors']}<Language>eng</Language>{known['types']}{known['after']}</Article>"
        f"{known['citation']}<CommentsCorrectionsList>{known['links']}</CommentsCorrectionsList></MedlineCitation>"
        f"<PubmedData><ArticleIdList>{known['ids']}</ArticleIdList>{known['data']}</PubmedData></PubmedArticle>"
    )


def link(kind: str, pmid: str = "90000009") -> str:
    return f'<CommentsCorrections RefType="{kind}"><RefSource>J Rest. 2022;4:1</RefSource><PMID>{pmid}</PMID></CommentsCorrections>'


def types(*names: tuple[str, str]) -> str:
    inside = "".join(f'<PublicationType UI="{ui}">{name}</PublicationType>' for ui, name in names)
    return f"<PublicationTypeList>{inside}</PublicationTypeList>"


CHAPTER = """
<PubmedBookArticle><BookDocument><PMID Version="1">90000002</PMID>
<ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId><ArticleId IdType="doi">10.9999/book.1</ArticleId></ArticleIdList>
<Book><Publisher><PublisherName>House of Rest</PublisherName></Publisher><BookTitle book="rest">Handbook of <i>Rest</i></BookTitle>
<PubDate><Year>2019</Year></PubDate>
<AuthorList Type="editors"><Author><LastName>Roe</LastName><Initials>A</Initials></Author></AuthorList></Book>
<ArticleTitle book="rest" part="salt">Salt</ArticleTitle><Language>eng</Language>
<AuthorList Type="authors"><Author><LastName>Doe</LastName><ForeName>Jane</ForeName></Author></AuthorList>
<PublicationType UI="D016454">Review</PublicationType>
<Abstract><AbstractText Label="CLINICAL CHARACTERISTICS">Thirst.</AbstractText><AbstractText>Rest.</AbstractText></Abstract>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.9999/other</ArticleId></ArticleIdList></Reference>
</ReferenceList>
</BookDocument><PubmedBookData><ArticleIdList><ArticleId IdType="pubmed">90000002</ArticleId></ArticleIdList></PubmedBookData>
</PubmedBookArticle>"""


def answer(*records: str) -> bytes:
    inside = "".join(records or (article(),))
    return f'<?xml version="1.0"?><PubmedArticleSet>{inside}</PubmedArticleSet>'.encode()
