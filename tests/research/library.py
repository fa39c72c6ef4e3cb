"""Papers in the library, as tests need them."""

from __future__ import annotations

from django.utils import timezone

from research.articles import title_key, to_json
from research.models import Paper, Passage
from research.records import Article, Section, StudyType

HEART = "Aspirin after a heart attack"
SLEEP = "Magnesium against bad sleep"
BREAD = "Baking bread at home"


def setup_paper(
    title: str,
    *passages: str,
    year: int | None = 2020,
    study_type: StudyType = StudyType.TRIAL,
    via: str = "pubmed",
    is_retracted: bool = False,
    pmid: str | None = None,
    doi: str | None = None,
    **known,
) -> Paper:
    article = Article(
        title=title, via=via, pmid=pmid, doi=doi, year=year, abstract=tuple(Section(text) for text in passages), **known
    )
    now = timezone.now()
    paper = Paper.objects.create(
        pmid=pmid,
        doi=doi,
        title_key=title_key(title),
        title=title,
        article=to_json(article),
        text_sha256="0" * 64,
        year=year,
        study_type=study_type,
        via=via,
        is_retracted=is_retracted,
        fetched_at=now,
        checked_at=now,
    )
    for position, text in enumerate(passages):
        Passage.objects.create(paper=paper, position=position, text=text, start=0, end=len(text))
    return paper
