"""WHO's Global Health Observatory: population statistics. They are no guidelines. CC BY-NC-SA 3.0 IGO, non-commercial."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from praxia.lib.http_kept import Kept
from research.records import Figure, Indicator
from research.sources.upstream import Upstream, json_object

WHO_GHO = Upstream("who", "WHO Global Health Observatory", "https://ghoapi.azureedge.net/api", per_s=2)
PUBLISHER = "World Health Organization, Global Health Observatory"
LICENCE = "CC BY-NC-SA 3.0 IGO, not for commercial use"
MOST = 100


async def indicators(*, codes: Sequence[str] = (), words: Sequence[str] = ()) -> Kept[list[Indicator]]:
    """Those of these codes; without codes, those whose name holds all of these words."""
    named_so = " and ".join(f"contains(tolower(IndicatorName),{_quoted(word.lower())})" for word in words)
    coded_so = " or ".join(f"IndicatorCode eq {_quoted(code)}" for code in codes)
    params: dict[str, str | int] = {"$filter": coded_so or named_so, "$top": MOST}
    return await WHO_GHO.source().fetch_kept("Indicator", named, params=params)


async def figures(code: str, *, place: str = "") -> Kept[list[Figure]]:
    """Values of an indicator, newest first; `place` is a country by its three letters ("KEN")."""
    if not code.replace("_", "").isalnum():
        raise ValueError("An indicator's code has letters, digits and underscores.")
    params: dict[str, str | int] = {"$orderby": "TimeDim desc", "$top": MOST}
    if place:
        params["$filter"] = _of(place)
    return await WHO_GHO.source().fetch_kept(code, measured, params=params)


def link(code: str, *, place: str) -> str:
    """Where anybody can look the same figures up."""
    return f"{WHO_GHO.url}/{code}?$filter={quote(_of(place))}"


async def probe() -> None:
    """Ask something small, whatever is kept. Raises SourceError."""
    await WHO_GHO.source().fetch("Indicator", named, params={"$top": 1}, cache=False)


def named(body: bytes) -> list[Indicator]:
    return [Indicator(one["IndicatorCode"], one["IndicatorName"]) for one in json_object(body)["value"]]


def measured(body: bytes) -> list[Figure]:
    return [_figure(one) for one in json_object(body)["value"]]


def _figure(one: dict[str, Any]) -> Figure:
    return Figure(
        indicator=one["IndicatorCode"],
        place=one.get("SpatialDim"),
        year=one.get("TimeDim") if isinstance(one.get("TimeDim"), int) else None,
        groups=tuple(str(one[name]) for name in ("Dim1", "Dim2", "Dim3") if one.get(name)),
        value=one.get("NumericValue"),
        low=one.get("Low"),
        high=one.get("High"),
        shown=one.get("Value"),
    )


def _of(place: str) -> str:
    return f"SpatialDim eq {_quoted(place)}"


def _quoted(text: str) -> str:
    """A text of OData: a quote inside is written twice."""
    return "'" + text.replace("'", "''") + "'"
