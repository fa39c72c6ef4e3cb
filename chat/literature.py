"""What publications say, added to an answer where somebody asks for studies, or for what the built-in knowledge has no text on,
and allows their words to be searched for."""

from __future__ import annotations

import re
from typing import Any

from chat.guards import passes
from chat.judging import Judged
from praxia.lib.journal import JournalWriter
from praxia.triage import Level
from profiling.models import User
from profiling.profile.records import Use
from profiling.profile.selectors import allows
from research.lookup import Stopped, is_open, look_up

__all__ = ["NOT_ALLOWED", "Stopped", "paragraphs", "wanted"]

TITLE = "## What publications say"
NOT_ALLOWED = (
    "The medical literature was not searched: you have not allowed words of your talks to be sent there. "
    "You can change that under You, Consents, or ask on the Research page."
)
AWAY = "The medical literature could not be reached just now."
NOTHING = "No publication was found that speaks to this directly."
_ASKED = re.compile(
    r"\b(?:studies|(?:clinical |controlled )?trials|medical literature|pubmed|meta-?analys[ie]s|"
    r"(?:scientific|medical|clinical|any|the|good|strong) evidence|evidence (?:for|that|on|about|say)|"
    r"research (?:say|show|on|about|paper)s?|publications|papers (?:on|about))\b",
    re.IGNORECASE,
)


def wanted(person: User, text: str, judged: Judged) -> bool | None:
    """Whether to look: None where nobody asked or something is more pressing than reading, False where it is not allowed."""
    asks = _ASKED.search(text) or (judged.is_open_question and is_open())
    if not asks or judged.is_urgent or judged.level >= Level.SAME_DAY:
        return None
    return allows(person, Use.RESEARCH_SEARCH)


def paragraphs(journal: JournalWriter, judged: Judged, text: str, *, first: int) -> dict[str, Any]:
    """`text` to say, the `sources` that it cites (numbered from `first`), `related` publications and `notices`.

    What a publication says passes the same guard as the words of a model. Raises research.lookup.Stopped.
    """
    journal.event("tool", name="search_research", state="start", summary="Searching the medical literature")
    looked = look_up(journal, text, first=first)
    lines = [line for line in looked.lines if passes(line, judged.level, first + len(looked.citations))]
    found = len(looked.related)
    journal.event("tool", name="search_research", state="result", summary=f"Read {found} publications")
    cited = {int(number) for line in lines for number in re.findall(r"\[(\d+)\]", line)}
    said = "\n".join(lines) or (AWAY if looked.notices and not found else NOTHING)
    return {
        "text": f"\n\n{TITLE}\n\n{said}\n\n",
        "sources": [_source(one) for one in looked.citations if one["n"] in cited],
        "related": list(looked.related),
        "notices": list(looked.notices),
    }


def _source(citation: dict[str, Any]) -> dict[str, Any]:
    """As talks show sources: where it was published, what kind of study it is, and when its record was fetched."""
    kind = ", ".join(str(one) for one in (citation["study_type_words"], citation["year"]) if one)
    publisher = " · ".join(one for one in (citation["publisher"], kind) if one)
    return citation | {"publisher": publisher, "checked_on": citation["retrieved_at"][:10]}
