"""MedlinePlus: health topics of the US National Library of Medicine, for everybody. Topic summaries are in the public domain."""

from __future__ import annotations

from praxia.lib.http_kept import Kept
from praxia.lib.xml import Element, parse, whole_text
from research.records import Topic
from research.sources.upstream import Upstream, plain

MEDLINEPLUS = Upstream("medlineplus", "MedlinePlus", "https://wsearch.nlm.nih.gov/ws", per_s=1.4)
PUBLISHER = "MedlinePlus (US National Library of Medicine)"
SUMMARY_CHARS = 1500


async def topics(term: str, *, most: int = 3) -> Kept[list[Topic]]:
    params: dict[str, str | int] = {"db": "healthTopics", "term": term, "retmax": most, "tool": "praxia"}
    return await MEDLINEPLUS.source().fetch_kept("query", listed, params=params)


def listed(body: bytes) -> list[Topic]:
    root = parse(body)
    if root.tag != "nlmSearchResult":
        raise ValueError("not a list of topics")
    return [_topic(document) for document in root.findall("list/document") if _is_linked(document)]


def _is_linked(document: Element) -> bool:
    return str(document.get("url", "")).startswith("https://")


def _topic(document: Element) -> Topic:
    known = {content.get("name"): plain(whole_text(content)) for content in document.findall("content")}
    summary = known.get("FullSummary") or known.get("snippet") or ""
    return Topic(known.get("title") or document.get("url"), document.get("url"), summary[:SUMMARY_CHARS], PUBLISHER)
