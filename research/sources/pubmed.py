"""PubMed through NCBI's E-utilities: search, records, related articles, spelling."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from praxia.lib.errors import SaidNo
from praxia.lib.http_kept import Kept
from praxia.lib.xml import Element, parse, whole_text
from research import pubmed_xml
from research.records import Article
from research.sources.upstream import Upstream

if TYPE_CHECKING:
    from praxia.lib.http import Source

PUBMED = Upstream("pubmed", "PubMed", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils", per_s=2.8, attempt_s=6.0)
WITH_KEY_PER_S = 9.0
MOST_IDS = 200  # in one GET


@dataclass(frozen=True)
class Found:
    """`count` is of all that fit, `ids` the first of them. `not_found` are phrases that PubMed does not know.

    `translation` is the query as PubMed understood it.
    """

    ids: tuple[str, ...]
    count: int
    translation: str | None = None
    not_found: tuple[str, ...] = ()


def source() -> Source:
    """NCBI counts by key, and by address where there is none."""
    key = settings.NCBI_API_KEY
    counted_by = hashlib.sha256(key.encode()).hexdigest()[:12] if key else ""
    return PUBMED.source(per_s=WITH_KEY_PER_S if key else PUBMED.per_s, counted_by=counted_by)


async def search(term: str, *, most: int) -> Kept[Found]:
    return await source().fetch_kept("esearch.fcgi", found, params=_params(term=term, retmax=most, sort="relevance"))


async def fetch(pmids: Sequence[str], *, cache: bool = True) -> Kept[list[Article]]:
    """Records in the order of the ids, without those that PubMed does not have. At most `MOST_IDS`."""
    params = _params(id=",".join(pmids[:MOST_IDS]), rettype="abstract")
    return await source().fetch_kept("efetch.fcgi", fetched, params=params, cache=cache)


async def related(pmid: str, *, most: int) -> Kept[Found]:
    """The articles most like this one, best first, without itself."""
    params = _params(dbfrom="pubmed", id=pmid, cmd="neighbor_score", linkname="pubmed_pubmed")
    kept = await source().fetch_kept("elink.fcgi", linked, params=params)
    others = tuple(one for one in kept.record if one != pmid)
    return Kept(Found(others[:most], len(others)), kept.at, kept.is_stale)


async def spelled(text: str) -> str | None:
    """The text as PubMed would spell it; None when it has nothing to correct."""
    return await source().fetch("espell.fcgi", corrected, params=_params(term=text))


async def probe() -> None:
    """Ask something small, whatever is kept. Raises SourceError."""
    await source().fetch("esearch.fcgi", found, params=_params(term="health", retmax=1), cache=False)


def _params(**asked: str | int) -> dict[str, str | int]:
    """Empty ones are left out: an empty date gives no results at all."""
    ours = {"tool": "praxia", "email": settings.CONTACT_EMAIL, "api_key": settings.NCBI_API_KEY}
    known = {"db": "pubmed", "retmode": "xml"} | asked | ours
    return {name: value for name, value in known.items() if value != ""}


def found(body: bytes) -> Found:
    root = _answer(body, "eSearchResult")
    unknown = (*root.findall("ErrorList/PhraseNotFound"), *root.findall("WarningList/QuotedPhraseNotFound"))
    return Found(
        ids=_ids(root.findall("IdList/Id")),
        count=int(whole_text(root.find("Count")) or 0),
        translation=whole_text(root.find("QueryTranslation")),
        not_found=tuple(text for one in unknown if (text := whole_text(one))),
    )


def fetched(body: bytes) -> list[Article]:
    root = parse(body)
    if root.tag not in ("PubmedArticleSet", "PubmedBookArticleSet"):
        _refuse_errors(root)
        raise ValueError("not a set of records")
    return pubmed_xml.articles(body)


def linked(body: bytes) -> list[str]:
    root = _answer(body, "eLinkResult")
    for links in root.findall("LinkSet/LinkSetDb"):
        if whole_text(links.find("LinkName")) == "pubmed_pubmed":
            return list(_ids(links.findall("Link/Id")))
    return []


def corrected(body: bytes) -> str | None:
    return whole_text(_answer(body, "eSpellResult").find("CorrectedQuery"))


def _answer(body: bytes, name: str) -> Element:
    root = parse(body)
    if root.tag != name:
        raise ValueError(f"not {name}")
    _refuse_errors(root)
    return root


def _refuse_errors(root: Element) -> None:
    """PubMed says with status 200 that it failed; what it says is not an answer and not kept."""
    if any(whole_text(error) for error in root.iter("ERROR")):
        raise SaidNo


def _ids(elements: Sequence[Element]) -> tuple[str, ...]:
    return tuple(text for one in elements if (text := whole_text(one)) and text.isdecimal())
