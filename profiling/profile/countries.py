"""Countries and their time zones, from the IANA time zone database (package `tzdata`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones


@cache
def countries() -> dict[str, str]:
    """English names by ISO 3166-1 alpha-2 code, in the order of the names."""
    found = {code: _COMMON.get(code, name) for code, name, *_ in _lines("iso3166.tab")}
    return dict(sorted(found.items(), key=lambda one: one[1]))


@cache
def zones() -> tuple[str, ...]:
    """The time zones that people live in, and UTC."""
    return ("UTC", *sorted({zone for _, _, zone, *_ in _lines("zone.tab")} & known_zones()))


@cache
def known_zones() -> frozenset[str]:
    """Every name that is accepted, older ones too."""
    return frozenset(available_timezones())


@cache
def only_zone(country: str) -> str | None:
    """The time zone of a country that has one."""
    found = [zone for code, _, zone, *_ in _lines("zone.tab") if code == country]
    return found[0] if len(found) == 1 else None


# The table writes some names for another purpose than to be looked for in a list.
_COMMON = {
    "GB": "United Kingdom",
    "KR": "South Korea",
    "KP": "North Korea",
    "CD": "Congo (Kinshasa)",
    "CG": "Congo (Brazzaville)",
}


def _lines(name: str) -> Iterator[list[str]]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
