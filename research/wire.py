"""How questions and papers look on the wire: the same objects in REST, journals and pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from research import counting
from research.articles import from_json
from research.grading import TYPE_WORDS, badges, study_type
from research.models import Collection, PaperNotice, Saved, Search
from research.records import Article, Counted, SourceState
from research.sources import who_gho


def search_wire(search: Search) -> dict[str, Any]:
    return {
        "id": str(search.id),
        "status": search.status,
        "query": search.query,
        "about": str(search.about_id) if search.about_id else None,
        "filters": search.filters,
        "translated_query": search.plan.get("translated_query"),
        "plan": search.plan,
        "results": search.results,
        "beside": {"numbers": [], "topics": [], "trials": []} | search.beside,
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
        "about",
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
        "full_text_url": _pmc(article.pmcid) or article.full_text_url,
        "full_text_via": "PMC" if article.pmcid else article.full_text_via,
    }


def number_wire(number: Counted) -> dict[str, Any]:
    """A figure of WHO. `value` is as WHO prints it, with its interval; `unit` and `whom` are empty where nothing says them."""
    figure = number.figure
    return {
        "title": number.indicator.name,
        "code": number.indicator.code,
        "place": number.place,
        "year": figure.year,
        "value": counting.printed(figure),
        "unit": counting.unit(number.indicator),
        "whom": counting.whom(figure),
        "url": number.url,
        "publisher": who_gho.PUBLISHER,
        "licence": who_gho.LICENCE,
    }


def saved_wire(saved: Saved, *, today: date) -> dict[str, Any]:
    """A saved paper as a result is shown, with what its person wrote and where they put it."""
    shown = article_wire(from_json(saved.paper.article), via=(saved.paper.via,), today=today)
    place = saved.collection
    return shown | {
        "id": str(saved.id),
        "paper_id": str(saved.paper_id),
        "note": saved.note,
        "collection": {"id": str(place.id), "name": place.name} if place else None,
        "created_at": stamp(saved.created_at),
    }


def collection_wire(collection: Collection, *, papers: int = 0) -> dict[str, Any]:
    return {
        "id": str(collection.id),
        "name": collection.name,
        "papers": papers,
        "created_at": stamp(collection.created_at),
    }


def notice_wire(notice: PaperNotice) -> dict[str, Any]:
    paper = notice.paper
    told = {"paper_id": str(paper.id), "title": paper.title, "pmid": paper.pmid, "doi": paper.doi}
    return {"id": str(notice.id), "kind": notice.kind, **told, "created_at": stamp(notice.created_at)}


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
