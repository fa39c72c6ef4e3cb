"""RxNorm: names of medicines and their ingredients. (Its interactions ended on 2 January 2024.)"""

from __future__ import annotations

from typing import Any

from research.records import Medicine
from research.sources.upstream import Upstream, json_object

RXNORM = Upstream("rxnorm", "RxNorm", "https://rxnav.nlm.nih.gov/REST", per_s=15)


async def medicine(name: str) -> Medicine | None:
    """What a written name stands for, with its ingredients; the nearest spelling where none fits exactly."""
    rxcui = await RXNORM.source().fetch("rxcui.json", exact, params={"name": name, "search": 2})
    is_exact = rxcui is not None
    if rxcui is None:
        asked: dict[str, str | int] = {"term": name, "maxEntries": 1}
        rxcui = await RXNORM.source().fetch("approximateTerm.json", nearest, params=asked)
    if rxcui is None:
        return None
    ingredients = await RXNORM.source().fetch(f"rxcui/{rxcui}/related.json", related, params={"tty": "IN"})
    return Medicine(rxcui, tuple(ingredients), is_exact)


def exact(body: bytes) -> str | None:
    ids = json_object(body)["idGroup"].get("rxnormId") or []
    return _id(ids[0]) if ids else None


def nearest(body: bytes) -> str | None:
    found = json_object(body)["approximateGroup"].get("candidate") or []
    return _id(found[0].get("rxcui")) if found else None


def related(body: bytes) -> list[str]:
    groups = json_object(body)["relatedGroup"].get("conceptGroup") or []
    return [one["name"] for group in groups for one in group.get("conceptProperties") or []]


def _id(value: Any) -> str | None:
    """It becomes part of a path."""
    return str(value) if str(value).isdecimal() else None
