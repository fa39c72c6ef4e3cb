"""Europe PMC: the same PubMed records by another way, and preprints. Synonyms are expanded (`synonym=true`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from praxia.lib.errors import SaidNo
from praxia.lib.http_kept import Kept
from research.articles import plain_doi
from research.pubmed_xml import with_standing
from research.records import Article, Author, Correction, MeshTerm, PublicationType, Section
from research.sources.upstream import Upstream, json_object, plain

EUROPEPMC = Upstream("europepmc", "Europe PMC", "https://www.ebi.ac.uk/europepmc/webservices/rest", per_s=5)
PREPRINTS = "PPR"
_HEADING = re.compile(r"<h4>(.*?)</h4>", re.IGNORECASE | re.DOTALL)
_SITES = {"Europe_PMC": "Europe PMC", "Unpaywall": "Unpaywall", "DOI": "publisher"}  # best first


@dataclass(frozen=True)
class Page:
    """`next_cursor` is None at the end."""

    articles: tuple[Article, ...]
    count: int
    next_cursor: str | None


async def search(query: str, *, most: int, cursor: str = "*", cache: bool = True) -> Kept[Page]:
    params: dict[str, str | int] = {
        "query": query,
        "format": "json",
        "resultType": "core",
        "pageSize": most,
        "cursorMark": cursor,
        "synonym": "true",
    }
    return await EUROPEPMC.source().fetch_kept(
        "search", lambda body: page(body, sent=cursor), params=params, cache=cache
    )


async def by_pmids(pmids: Sequence[str], *, cache: bool = True) -> Kept[Page]:
    """The same records that PubMed has under these ids, in the order of the ids."""
    ids = " OR ".join(pmid for pmid in pmids if pmid.isdecimal())
    kept = await search(f"EXT_ID:({ids}) AND SRC:MED", most=len(pmids), cache=cache)
    place = {pmid: place for place, pmid in enumerate(pmids)}
    inside = sorted((one for one in kept.record.articles if one.pmid in place), key=lambda one: place[one.pmid or ""])
    return replace(kept, record=replace(kept.record, articles=tuple(inside)))


def page(body: bytes, *, sent: str) -> Page:
    answer = json_object(body)
    if "hitCount" not in answer:
        if "errMsg" in answer:
            raise SaidNo
        raise ValueError("not a page of results")
    following = answer.get("nextCursorMark")
    found = answer.get("resultList", {}).get("result", [])
    return Page(
        articles=tuple(_article(one) for one in found if one.get("title")),
        count=int(answer["hitCount"]),
        next_cursor=None if not found or following == sent else following,
    )


def _article(found: dict[str, Any]) -> Article:
    info = found.get("journalInfo") or {}
    journal = info.get("journal") or {}
    types = tuple(PublicationType(plain(name)) for name in _listed(found, "pubTypeList", "pubType"))
    corrections = tuple(_correction(one) for one in _listed(found, "commentCorrectionList", "commentCorrection"))
    title, (full_text_url, full_text_via) = plain(found["title"]), _full_text(found)
    read = Article(
        via=EUROPEPMC.name,
        pmid=found.get("pmid"),
        pmcid=found.get("pmcid"),
        doi=found.get("doi") if plain_doi(found.get("doi")) else None,
        title=title[1:].replace("]", "", 1) if title.startswith("[") and title.rstrip(".").endswith("]") else title,
        abstract=_sections(found.get("abstractText") or ""),
        authors=_authors(found),
        journal=journal.get("title") or (found.get("bookOrReportDetails") or {}).get("publisher"),
        journal_abbreviation=journal.get("isoabbreviation"),
        volume=info.get("volume"),
        issue=info.get("issue"),
        pages=found.get("pageInfo"),
        published=_date(info.get("printPublicationDate") or found.get("firstPublicationDate")),
        year=_year(found.get("pubYear")),
        languages=(found["language"],) if found.get("language") else (),
        types=types,
        mesh=tuple(_mesh(one) for one in _listed(found, "meshHeadingList", "meshHeading")),
        keywords=tuple(plain(one) for one in _listed(found, "keywordList", "keyword")),
        corrections=corrections,
        is_preprint=found.get("source") == PREPRINTS,
        full_text_url=full_text_url,
        full_text_via=full_text_via,
    )
    return with_standing(read)


def _listed(found: dict[str, Any], outer: str, inner: str) -> list[Any]:
    return (found.get(outer) or {}).get(inner) or []


def _authors(found: dict[str, Any]) -> tuple[Author, ...]:
    listed = _listed(found, "authorList", "author")
    if not listed:
        named = [name.strip(" .") for name in (found.get("authorString") or "").split(",")]
        return tuple(Author(name) for name in named if name)
    return tuple(author for author in map(_author, listed) if author.name)


def _author(one: dict[str, Any]) -> Author:
    if group := one.get("collectiveName"):
        return Author(group, is_group=True)
    return Author(one.get("fullName") or "", one.get("lastName"), one.get("firstName"), one.get("initials"))


def _sections(markup: str) -> tuple[Section, ...]:
    """Headings of a structured abstract come as `<h4>`."""
    first, *rest = _HEADING.split(markup)
    parts = [("", first), *zip(rest[::2], rest[1::2], strict=True)]
    return tuple(Section(plain(text), plain(label).rstrip(":") or None) for label, text in parts if plain(text))


def _mesh(one: dict[str, Any]) -> MeshTerm:
    listed = (one.get("meshQualifierList") or {}).get("meshQualifier") or []
    qualifiers = tuple((name.get("qualifierName", ""), name.get("majorTopic_YN") == "Y") for name in listed)
    is_major = one.get("majorTopic_YN") == "Y" or any(major for _, major in qualifiers)
    return MeshTerm(one.get("descriptorName", ""), None, is_major, qualifiers)


def _correction(one: dict[str, Any]) -> Correction:
    """ "Retraction in" here is PubMed's `RetractionIn`."""
    words = str(one.get("type", "")).split()
    kind = "".join(word[0].upper() + word[1:] for word in words)
    return Correction(kind, one.get("reference"), one.get("id") if one.get("source") == "MED" else None)


def _date(text: str | None) -> str | None:
    found = re.match(r"\d{4}(-\d\d){0,2}$", text or "")
    return found[0] if found else None


def _year(text: object) -> int | None:
    return int(str(text)) if re.fullmatch(r"\d{4}", str(text)) else None


def _full_text(found: dict[str, Any]) -> tuple[str | None, str | None]:
    """Where the whole article may be read by everybody, and who has it there. Unpaywall's finds are among Europe PMC's links."""
    if pmcid := found.get("pmcid"):
        return f"https://europepmc.org/article/PMC/{pmcid}", _SITES["Europe_PMC"]
    links = {
        one.get("site"): str(one.get("url"))
        for one in reversed(_listed(found, "fullTextUrlList", "fullTextUrl"))
        if one.get("availabilityCode") in ("OA", "F") and str(one.get("url", "")).startswith("https://")
    }
    best = ((links[site], name) for site, name in _SITES.items() if site in links)
    return next(best, (next(reversed(links.values()), None), None))
