"""WHO's Global Health Observatory: population statistics. They are no guidelines. CC BY-NC-SA 3.0 IGO, non-commercial."""

from __future__ import annotations

from typing import Any

from praxia.lib.http_kept import Kept
from research.records import Figure, Indicator
from research.sources.upstream import Upstream, json_object

WHO_GHO = Upstream("who", "WHO Global Health Observatory", "https://ghoapi.azureedge.net/api", per_s=2)
MOST = 100


async def indicators(text: str, *, most: int = 10) -> Kept[list[Indicator]]:
    """Indicators whose name holds these words."""
    params: dict[str, str | int] = {"$filter": f"contains(IndicatorName,{_quoted(text)})", "$top": most}
    return await WHO_GHO.source().fetch_kept("Indicator", named, params=params)


async def figures(code: str, *, place: str = "") -> Kept[list[Figure]]:
    """Values of an indicator, newest first; `place` is a country by its three letters ("KEN")."""
    if not code.replace("_", "").isalnum():
        raise ValueError("An indicator's code has letters, digits and underscores.")
    params: dict[str, str | int] = {"$orderby": "TimeDim desc", "$top": MOST}
    if place:
        params["$filter"] = f"SpatialDim eq {_quoted(place)}"
    return await WHO_GHO.source().fetch_kept(code, measured, params=params)


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
        group=one.get("Dim1"),
        value=one.get("NumericValue"),
        low=one.get("Low"),
        high=one.get("High"),
        shown=one.get("Value"),
    )


def _quoted(text: str) -> str:
    """A text of OData: a quote inside is written twice."""
    return "'" + text.replace("'", "''") + "'"
