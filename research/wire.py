"""How questions and papers look on the wire: the same objects in REST, journals and pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from research.grading import TYPE_WORDS, badges, study_type
from research.models import Search
from research.records import Article, SourceState


def search_wire(search: Search) -> dict[str, Any]:
    return {
        "id": str(search.id),
        "status": search.status,
        "query": search.query,
        "filters": search.filters,
        "translated_query": search.plan.get("translated_query"),
        "plan": search.plan,
        "results": search.results,
        "beside": {"topics": [], "trials": []} | search.beside,
        "claims": search.claims,
        "answer": search.content,
        "html": search.html,
        "citations": search.citations,
        "sources": search.sources,
        "notices": search.notices,
        "usage": search.usage,
        "model": search.model,
        "error": search.error,
        "events_url": search.events_url,
        "created_at": stamp(search.created_at),
        "finished_at": stamp(search.finished_at) if search.finished_at else None,
    }


def search_listed_wire(search: Search) -> dict[str, Any]:
    """As in lists: without what was found."""
    whole = search_wire(search)
    kept = (
        "id",
        "status",
        "query",
        "filters",
        "sources",
        "notices",
        "error",
        "events_url",
        "created_at",
        "finished_at",
    )
    return {name: whole[name] for name in kept} | {"count": len(search.results)}


def article_wire(article: Article, *, via: tuple[str, ...], today: date) -> dict[str, Any]:
    """One result. Unknown values are null; `abstract` is null where there is none."""
    kind = study_type(article)
    return {
        "title": article.title,
        "vernacular_title": article.vernacular_title,
        "authors": [author.name for author in article.authors],
        "journal": article.journal,
        "publication_date": article.published,
        "year": article.year,
        "pmid": article.pmid,
        "pmcid": article.pmcid,
        "doi": article.doi,
        "abstract": article.abstract_text,
        "types": [one.name for one in article.types],
        "study_type": str(kind),
        "study_type_words": TYPE_WORDS[kind],
        "badges": [str(badge) for badge in badges(article, today=today)],
        "retraction_pmid": article.retraction_pmid,
        "is_retraction_notice": article.is_retraction_notice,
        "source_icon": article.via,
        "via": list(via),
        "url": article.url,
        "full_text_url": article.full_text_url or _pmc(article.pmcid),
    }


def state_wire(state: SourceState) -> dict[str, Any]:
    told: dict[str, Any] = {"name": state.name, "status": str(state.status), "count": state.count}
    if state.detail:
        told["detail"] = state.detail
    if state.as_of:
        told["as_of"] = stamp(state.as_of)
    return told


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC, with Z."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _pmc(pmcid: str | None) -> str | None:
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/" if pmcid else None
