"""What the FDA's labels say, added to an answer about medicines where the person allows their names to be looked up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from chat.guards import passes
from chat.judging import Judged
from praxia.lib.journal import JournalWriter
from praxia.triage import Level, MedicineNote
from profiling.models import User
from profiling.profile.records import Use
from profiling.profile.selectors import allows
from research.labels import Named, Quoted, Stopped, is_open, read_labels

__all__ = ["Stopped", "notice", "paragraphs", "wanted"]

MOST = 2
TITLE = "## What the labels say"
LIMITS = (
    "These are labels of products of the United States, word for word, as openFDA gives them; it says itself that they are "
    "not meant for decisions about care. The leaflet in your packet counts."
)
SILENT = "The labels that were found do not name the other medicine. This does not mean that they are safe together."
NONE_FOUND = "No label was found under these names."
NOT_ALLOWED = (
    "The labels of these medicines were not looked up: you have not allowed words of your talks to be sent there. "
    "You can change that under You, Consents. The answer rests on the built-in list alone."
)
OFF = (
    "The labels of these medicines were not looked up: this installation does not ask openFDA. "
    "The answer rests on the built-in list alone."
)


def wanted(person: User, judged: Judged) -> Sequence[MedicineNote] | str | None:
    """The medicines whose labels are to be read; the notice why not; None where nobody asked or something is more pressing."""
    named = [note for note in judged.assessment.medicines if not note.is_kind]
    if judged.is_urgent or judged.level >= Level.SAME_DAY or not any(note.asked for note in named):
        return None
    if not is_open():
        return OFF
    return named[:MOST] if allows(person, Use.RESEARCH_SEARCH) else NOT_ALLOWED


def notice(why: str) -> dict[str, str]:
    return {"code": "CONSENT_REQUIRED" if why == NOT_ALLOWED else "SOURCE_UNAVAILABLE", "detail": why}


def paragraphs(
    journal: JournalWriter, judged: Judged, medicines: Sequence[MedicineNote], *, first: int
) -> dict[str, Any]:
    """`text` to say, the `sources` that it cites (numbered from `first`) and `notices`.

    Only the medicines' names are sent. What a label says passes the guard of a model's words. Raises research.labels.Stopped.
    """
    journal.event("tool", name="read_labels", state="start", summary="Reading the labels of the medicines")
    read = read_labels(journal, [Named(note.word, note.names) for note in medicines])
    quotes = [quote for quote in read.quotes if passes(quote.text, judged.level, 0)]
    journal.event("tool", name="read_labels", state="result", summary=f"Read {read.labels} labels")
    if read.notices:
        return {"text": "", "sources": [], "notices": list(read.notices)}
    urls = list(dict.fromkeys(quote.url for quote in quotes))
    lines = [f"- {_line(quote)}[{first + urls.index(quote.url)}]" for quote in quotes]
    said = "\n".join([*lines, "", LIMITS]) if lines else SILENT if read.labels else NONE_FOUND
    sources = [_source(next(one for one in quotes if one.url == url), first + nth) for nth, url in enumerate(urls)]
    return {"text": f"\n\n{TITLE}\n\n{said}\n\n", "sources": sources, "notices": []}


def _line(quote: Quoted) -> str:
    dated = f" of {_day(quote.effective_on)}" if quote.effective_on else ""
    return f"The label of **{quote.medicine}**{dated}, {quote.section}: “{quote.text}”"


def _day(written: str) -> str:
    day = date.fromisoformat(written)
    return f"{day.day} {day:%B %Y}"


def _source(quote: Quoted, number: int) -> dict[str, Any]:
    return {
        "n": number,
        "kind": "label",
        "title": quote.title,
        "publisher": "US Food and Drug Administration, by openFDA",
        "url": quote.url,
        "pmid": None,
        "doi": None,
        "year": int(quote.effective_on[:4]) if quote.effective_on else None,
        "quote": quote.text,
        "checked_on": quote.retrieved_at[:10],
        "badges": [],
    }
