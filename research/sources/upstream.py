"""What every source has: an address, a rate, deadlines; and the words for how it failed."""

from __future__ import annotations

import html
import json
import re
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from praxia.lib.bucket import Bucket
from praxia.lib.errors import SourceError
from praxia.lib.standing import Word

if TYPE_CHECKING:
    from praxia.lib.http import Source

STALE_S = 30 * 24 * 3600
WAITS = (0.5, 1.0, 2.0)
_INSIDE = re.compile(
    r"</?(?:a|b|i|em|strong|sub|sup|span|u|sc|small)\b[^>]*>", re.IGNORECASE
)  # no gap in a word: CO<sub>2</sub>
_TAG = re.compile(r"</?[A-Za-z][^>]*>|<!--.*?-->", re.DOTALL)  # "p < 0.05" is none
_SPACE = re.compile(r"\s+")

_FAILED = {
    "timeout": "{} took too long to answer.",
    "busy": "{} could not be asked in time: too many questions are waiting for it here.",
    "status_429": "{} asked us to wait.",
    "status_4xx": "{} did not accept the question.",
    "status_5xx": "{} reported a fault of its own.",
    "said_no": "{} answered that it could not do this search.",
    "unreadable": "{} gave an answer that could not be read.",
    "too_large": "{} gave an answer that was too large.",
}


@dataclass(frozen=True)
class Upstream:
    """`per_s` is how often it may be asked, counted as it counts us. `title` is how people know it."""

    name: str
    title: str
    url: str
    per_s: float
    deadline_s: float = 10.0
    attempt_s: float = 5.0

    @property
    def is_on(self) -> bool:
        return self.name in settings.RESEARCH_SOURCES

    def source(self, *, per_s: float = 0.0, counted_by: str = "") -> Source:
        """The door to it. `per_s` and `counted_by` where a key buys a rate of its own."""
        return _source(self, settings.RESEARCH_URLS.get(self.name, self.url), per_s or self.per_s, counted_by)

    def word(self) -> Word:
        """How it stands, by what real calls saw."""
        return self.source().word()

    @property
    def opened_at(self) -> float | None:
        """When its breaker opened, in seconds since the epoch; None while it is closed."""
        return self.source().breaker.standing().opened_at

    async def failed(self, error: SourceError) -> str:
        """Why it is missing, as a sentence for a person."""
        if error.detail != "breaker_open":
            return _FAILED.get(error.detail, "{} could not be reached.").format(self.title)
        from praxia.lib.http import OPEN_S

        opened_at = (await self.source().breaker.astanding()).opened_at
        left_s = max(1, round((opened_at or time.time()) + OPEN_S - time.time()))
        return f"{self.title} has been failing and is left alone; next try in {left_s} s."


@cache
def _source(upstream: Upstream, url: str, per_s: float, counted_by: str) -> Source:
    from praxia.lib.http import Source  # its HTTP client is for who really asks: the web process does without

    return Source(
        upstream.name,
        url,
        deadline_s=upstream.deadline_s,
        attempt_s=upstream.attempt_s,
        private=url != upstream.url,
        waits=WAITS,
        bucket=Bucket(f"{upstream.name}:{counted_by}", per_s=per_s),
        stale_s=STALE_S,
    )


def json_object(body: bytes) -> dict[str, Any]:
    """Raises ValueError for everything else."""
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def plain(markup: str | None) -> str:
    """Text without tags and entities, with spaces as one."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", _INSIDE.sub("", markup or "")))).strip()
