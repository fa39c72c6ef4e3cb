"""Telephone numbers by country. Where the country is unknown, 112 and an honest word about it."""

from __future__ import annotations

from dataclasses import replace

from praxia.triage.knowledge import Knowledge, shipped
from praxia.triage.records import Number

DEFAULT = "112"
UNKNOWN_COUNTRY = (
    "Your country is not known here. 112 works in Europe and from most mobile phones in the world; where it does not, "
    "call your local emergency number."
)
_ANYWHERE = Number(
    label="Find a helpline in your country",
    number="",
    country="",
    url="https://findahelpline.com",
    note="A directory of crisis lines by country. Link not yet checked.",
)


def emergency(country: str | None, knowledge: Knowledge | None = None) -> tuple[Number, ...]:
    """The emergency numbers of a country (ISO 3166 alpha-2, any case); 112 with a note where it is unknown."""
    known = (knowledge or shipped()).body.emergency.get((country or "").upper())
    if known:
        return known
    return (Number("Emergency", DEFAULT, "", note=UNKNOWN_COUNTRY),)


def crisis_lines(country: str | None, knowledge: Knowledge | None = None) -> tuple[Number, ...]:
    """Lines for people in a crisis; an international directory where none is known for the country."""
    known = (knowledge or shipped()).body.crisis.get((country or "").upper(), ())
    return known or (replace(_ANYWHERE, country=(country or "").upper()),)
