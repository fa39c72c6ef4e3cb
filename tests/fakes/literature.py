"""Sources of literature on 127.0.0.1 that answer in their own formats, or fail on command.

`Literature` scripts an `HttpServer`: each source has a path of its own there, and settings point to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from praxia.lib.stores import Db, store
from tests.fakes.http_server import Answer, HttpServer, html, status, text, truncated
from tests.research.shapes import answer, article

NAMES = ("pubmed", "europepmc", "medlineplus", "clinicaltrials", "who", "openfda", "rxnorm", "usda", "openfoodfacts", "who_news",
         "cdc_news")  # fmt: skip
PATHS = {"pubmed": "/pubmed/esearch.fcgi", "europepmc": "/europepmc/search", "medlineplus": "/medlineplus/query",
         "clinicaltrials": "/clinicaltrials/studies"}  # fmt: skip
BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><eSearchResult>&b;</eSearchResult>'


class Literature:
    """What each source answers. Everything is there and finds nothing until told otherwise."""

    def __init__(self, server: HttpServer) -> None:
        self.server = server
        self.pubmed()
        self.europepmc()
        self.medlineplus()
        self.trials()

    @property
    def urls(self) -> dict[str, str]:
        return {name: f"{self.server.url}/{name}" for name in NAMES}

    def pubmed(self, *records: str, count: int | None = None) -> None:
        """These records (of `tests.research.shapes`) fit every question."""
        self.server.script("/pubmed/esearch.fcgi", text(found(len(records) if count is None else count)))
        self.server.script("/pubmed/efetch.fcgi", text(answer(*records).decode() if records else EMPTY))
        self.server.script("/pubmed/espell.fcgi", text("<eSpellResult><CorrectedQuery/></eSpellResult>"))

    def europepmc(self, *results: dict[str, Any]) -> None:
        page = {"hitCount": len(results), "nextCursorMark": "*", "resultList": {"result": list(results)}}
        self.server.script("/europepmc/search", text(json.dumps(page)))

    def medlineplus(self, *documents: str) -> None:
        self.server.script(
            "/medlineplus/query", text(f"<nlmSearchResult><list>{''.join(documents)}</list></nlmSearchResult>")
        )

    def trials(self, *studies: dict[str, Any]) -> None:
        self.server.script("/clinicaltrials/studies", text(json.dumps({"studies": list(studies)})))

    def fails(self, name: str, *answers: Answer) -> None:
        """This source answers so from now on."""
        self.server.script(PATHS[name], *answers)

    def asked(self, name: str) -> list[dict[str, str]]:
        """The parameters of each call to a source."""
        calls = [urlsplit(path) for path in self.server.asked if path.startswith(f"/{name}/")]
        return [{key: values[0] for key, values in parse_qs(call.query).items()} for call in calls]


EMPTY = "<PubmedArticleSet></PubmedArticleSet>"


def found(count: int, *, more: str = "") -> str:
    ids = "".join(f"<Id>{90000001 + number}</Id>" for number in range(min(count, 20)))
    translated = '<QueryTranslation>"salt"[MeSH Terms]</QueryTranslation>'
    return f"<eSearchResult><Count>{count}</Count><IdList>{ids}</IdList>{translated}{more}</eSearchResult>"


def record(number: int, title: str, abstract: str, **parts: str) -> str:
    """A synthetic PubMed record; `number` makes its ids."""
    pmid = 90000000 + number
    ids = f'<ArticleId IdType="pubmed">{pmid}</ArticleId><ArticleId IdType="doi">10.9999/{pmid}</ArticleId>'
    made = article(
        title=f"<ArticleTitle>{title}</ArticleTitle>",
        abstract=f"<Abstract><AbstractText>{abstract}</AbstractText></Abstract>" if abstract else "",
        **{"ids": ids} | parts,
    )
    return made.replace('<PMID Version="1">90000001</PMID>', f'<PMID Version="1">{pmid}</PMID>')


def soft_error() -> Answer:
    """Status 200, and an error inside."""
    return text("<eSearchResult><ERROR>Search Backend failed: Couldn't resolve #exLinkSrv2</ERROR></eSearchResult>")


FAULTS: dict[str, Answer] = {
    "html": html(),
    "truncated": truncated(),
    "half a document": text("<eSearchResult><Count>3</Count><IdList><Id>1"),
    "an entity bomb": text(BOMB),
    "an error with status 200": soft_error(),
    "a limit": status(429, Retry_After="60"),
    "a fault of its own": status(500),
}


@pytest.fixture
def literature(http_server: HttpServer, settings: Any) -> Iterator[Literature]:
    store(Db.BREAKERS).flushdb()
    store(Db.CACHE).flushdb()
    fake = Literature(http_server)
    settings.RESEARCH_URLS = fake.urls
    settings.RESEARCH_SOURCES = list(NAMES)
    yield fake
    store(Db.BREAKERS).flushdb()
    store(Db.CACHE).flushdb()
