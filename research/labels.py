"""What the FDA's labels of medicines say of one another, for somebody else's answer (a talk): quoted, nothing stored.

Only names of medicines go out: RxNorm gives the ingredient of a name, openFDA the label of the ingredient.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from praxia.lib.errors import SourceError
from praxia.lib.journal import JournalWriter
from praxia.lib.loop import submit
from research.hearing import Stopped, result
from research.pieces import sentences
from research.records import SOURCE_AWAY, Label
from research.sources import openfda, rxnorm
from research.sources.openfda import OPENFDA
from research.sources.rxnorm import RXNORM

__all__ = ["Named", "Quoted", "Read", "Stopped", "is_open", "read_labels"]

DEADLINE_S = 9.0
LABELS = 5  # asked for, of which the one of the medicine alone is read
SENTENCES = 2  # of each label
LONGEST = 420
SECTIONS = {
    "boxed_warning": "boxed warning",
    "contraindications": "who should not take it",
    "interactions": "interactions",
    "warnings": "warnings",
}
_HEADING = re.compile(r"^(?:\d+(?:\.\d+)*\s+)?(?:[A-Z][A-Z,&/ ]{6,}\s+)?(?:\d+\.\d+\s+)?")


@dataclass(frozen=True)
class Named:
    """A medicine: `name` is what is sent, `words` all by which the label of another may speak of it."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Quoted:
    """A sentence of a label, word for word. `effective_on` is the date of the label."""

    medicine: str
    section: str
    text: str
    title: str
    url: str
    effective_on: str | None
    retrieved_at: str


@dataclass(frozen=True)
class Read:
    """`labels` is how many were found; `quotes` are empty where none of them speaks of the other medicine."""

    quotes: tuple[Quoted, ...] = ()
    labels: int = 0
    notices: tuple[dict[str, str], ...] = ()


def is_open() -> bool:
    """Whether this installation asks for labels at all."""
    return OPENFDA.is_on


def read_labels(journal: JournalWriter, medicines: Sequence[Named]) -> Read:
    """What the labels of two medicines say of each other, or that of one says it is for. Raises Stopped."""
    return result(journal, submit(_read(medicines)))


async def _read(medicines: Sequence[Named]) -> Read:
    try:
        async with asyncio.timeout(DEADLINE_S):
            found = await asyncio.gather(*(_label(one.name) for one in medicines))
    except TimeoutError:
        return Read(notices=(_away(f"{OPENFDA.title} took too long to answer."),))
    except SourceError as error:
        return Read(notices=(_away(await OPENFDA.failed(error)),))
    at = timezone.now().isoformat(timespec="seconds")
    quotes: list[Quoted] = []
    for nth, (medicine, (label, _)) in enumerate(zip(medicines, found, strict=True)):
        others = [
            name for place, one in enumerate(medicines) if place != nth for name in (*one.words, *found[place][1])
        ]
        if label:
            said = _mentions(label, others) if others else _purpose(label)
            quotes += [_quoted(medicine, label, section, text, at) for section, text in said]
    return Read(tuple(quotes), sum(label is not None for label, _ in found))


async def _label(name: str) -> tuple[Label | None, tuple[str, ...]]:
    """The label of a medicine, best that of its ingredient alone, and the ingredients."""
    ingredients = await _ingredients(name)
    wanted = ingredients[0] if len(ingredients) == 1 else name
    labels = await openfda.labels(wanted, most=LABELS)
    alone = [one for one in labels if [generic.casefold() for generic in one.generic_names] == [wanted.casefold()]]
    return next(iter(alone or labels), None), ingredients


async def _ingredients(name: str) -> tuple[str, ...]:
    """Without RxNorm the name itself has to do."""
    if not RXNORM.is_on:
        return ()
    try:
        medicine = await rxnorm.medicine(name)
    except SourceError:
        return ()
    return medicine.ingredients if medicine else ()


def _mentions(label: Label, words: Iterable[str]) -> list[tuple[str, str]]:
    """The sentences of a label that name one of these, the gravest sections first."""
    named = re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in words)})\b", re.IGNORECASE)
    found: dict[str, str] = {}
    for section, title in SECTIONS.items():
        for text in _sentences(getattr(label, section)):
            if named.search(text):
                found.setdefault(text, title)
    return [(title, text) for text, title in found.items()][:SENTENCES]


def _purpose(label: Label) -> list[tuple[str, str]]:
    return [("what it is for", text) for text in _sentences(label.indications)][:SENTENCES]


def _sentences(text: str | None) -> list[str]:
    plain = [_HEADING.sub("", one.text).strip() for one in sentences(text or "")]
    return [one for one in plain if 20 <= len(one) <= LONGEST]


def _quoted(medicine: Named, label: Label, section: str, text: str, at: str) -> Quoted:
    names = ", ".join(label.brand_names[:1] or label.generic_names[:1]) or medicine.name
    return Quoted(medicine.name, section, text, f"Label of {names}", label.url, label.effective_on, at)


def _away(detail: str) -> dict[str, Any]:
    return {"code": SOURCE_AWAY, "detail": detail, "source": OPENFDA.name}
