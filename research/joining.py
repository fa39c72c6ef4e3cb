"""The same publication from several sources becomes one: by PMID, else DOI, else title."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime

from research.articles import plain_doi, plain_title
from research.records import Article

TITLE_CHARS = 20  # shorter titles ("Editorial") say nothing about which publication it is
_NOT_FILLED = frozenset({"via", "is_preprint", "is_book", "is_retraction_notice"})


@dataclass(frozen=True, slots=True)
class Joined:
    """An article with the names of all sources that told of it, the first of them leading, and when the last of them did."""

    article: Article
    via: tuple[str, ...]
    at: datetime | None = None  # None: not looked at yet


def join(articles: Iterable[Article]) -> list[Joined]:
    """In the order in which each was first told of. What the first does not know is filled in from the others."""
    found: list[Joined] = []
    by_key: dict[str, int] = {}
    for article in articles:
        place = _place(article, found, by_key)
        if place is None:
            place = len(found)
            found.append(Joined(article, (article.via,)))
        else:
            found[place] = _merged(found[place], article)
        for key in _keys(found[place].article):
            by_key.setdefault(key, place)
    return found


def _place(article: Article, found: list[Joined], by_key: dict[str, int]) -> int | None:
    for key in _keys(article):
        place = by_key.get(key)
        if place is not None and not _differ(found[place].article, article):
            return place
    return None


def _keys(article: Article) -> list[str]:
    doi, title = plain_doi(article.doi), plain_title(article.title)
    keys = [f"pmid:{article.pmid}"] if article.pmid else []
    keys += [f"doi:{doi}"] if doi else []
    return keys + ([f"title:{title}"] if len(title) >= TITLE_CHARS else [])


def _differ(one: Article, other: Article) -> bool:
    """Two ids of one kind that are not the same: two publications, whatever their titles. A preprint has a DOI of its own."""
    if one.pmid and other.pmid:
        return one.pmid != other.pmid
    dois = {plain_doi(article.doi) for article in (one, other)} - {None}
    return len(dois) == 2 and one.is_preprint == other.is_preprint


def _merged(known: Joined, other: Article) -> Joined:
    """The published version leads over its preprint; otherwise who came first."""
    first, second = known.article, other
    if first.is_preprint and not second.is_preprint:
        first, second = second, first
    filled = {
        field.name: getattr(second, field.name)
        for field in fields(Article)
        if field.name not in _NOT_FILLED and not getattr(first, field.name)
    }
    return Joined(replace(first, **filled), tuple(dict.fromkeys((*known.via, other.via))))
