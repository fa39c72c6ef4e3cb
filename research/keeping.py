"""Publications into the library that all questions share: each once, with its passages, and what is newly known of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from research import pieces, retractions
from research.articles import plain_doi, title_key, to_json
from research.grading import is_animal, study_type
from research.models import Paper, Passage, TitleVector
from research.pubmed_xml import VIA
from research.records import Article

DOI_CHARS = 300


def keep(article: Article, *, at: datetime) -> Paper:
    """The paper of this article, made or brought up to date. Two processes that keep it at once end with one.

    `at` is when its source gave it.
    """
    try:
        with transaction.atomic():
            return _keep(article, at)
    except IntegrityError:  # somebody else made it just now
        with transaction.atomic():
            return _keep(article, at)


def find(article: Article) -> Paper | None:
    """By PMID, else DOI, else by its title among papers without ids."""
    doi = _doi(article)
    if article.pmid and (paper := Paper.objects.filter(pmid=article.pmid).first()):
        return paper
    if doi and (paper := Paper.objects.filter(doi=doi).first()):
        return paper if not (article.pmid and paper.pmid) else None
    nameless = Paper.objects.filter(title_key=title_key(article.title), pmid=None, doi=None)
    return None if article.pmid or doi else nameless.first()


def _keep(article: Article, at: datetime) -> Paper:
    paper = find(article) or Paper()
    is_new = paper._state.adding
    if not is_new and at <= paper.fetched_at:  # what is kept, told again, is no news and no look at its source
        return paper
    text = pieces.text_of(article)
    sha256 = pieces.sha256_of(text)
    has_other_text = paper.text_sha256 != sha256
    paper.pmid = article.pmid or paper.pmid
    paper.doi = _free_doi(_doi(article), paper) or paper.doi
    changes = [] if is_new else retractions.news(paper, article)
    article = _with_standing(article, paper)
    paper.title, paper.title_key = article.title, title_key(article.title)
    paper.article, paper.text_sha256 = to_json(article), sha256
    paper.year, paper.study_type, paper.via = article.year, study_type(article), article.via
    paper.is_retracted, paper.has_concern = article.is_retracted, article.has_concern
    paper.is_preprint, paper.is_animal = article.is_preprint, is_animal(article)
    paper.fetched_at = paper.checked_at = at
    paper.save(force_insert=is_new)
    for kind in changes:
        retractions.tell(paper, kind)
    if has_other_text:
        _cut(paper, article)
    return paper


def _with_standing(article: Article, known: Paper) -> Article:
    """With what is known already: not every source knows of a retraction, and nothing is un-retracted."""
    return replace(
        article,
        is_retracted=article.is_retracted or known.is_retracted,
        retraction_pmid=article.retraction_pmid or (known.article or {}).get("retraction_pmid"),
        has_concern=article.has_concern or (known.has_concern and article.via != VIA),
    )


def _cut(paper: Paper, article: Article) -> None:
    paper.passages.all().delete()
    TitleVector.objects.filter(paper=paper).delete()
    Passage.objects.bulk_create(
        Passage(paper=paper, position=position, text=span.text, start=span.start, end=span.end)
        for position, span in enumerate(pieces.passages(article))
    )


def _doi(article: Article) -> str | None:
    doi = plain_doi(article.doi)
    return doi if doi and len(doi) <= DOI_CHARS else None


def _free_doi(doi: str | None, paper: Paper) -> str | None:
    """A DOI belongs to one paper; sources sometimes give it to two (an article and its erratum)."""
    taken = doi and Paper.objects.filter(Q(doi=doi) & ~Q(pk=paper.pk)).exists()
    return None if taken else doi
