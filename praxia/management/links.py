"""Whether the pages that the triage knowledge cites exist and bear the title that it gives them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path

import httpx2

from praxia.lib.http import client
from praxia.triage import Source
from praxia.triage.dating import dated
from praxia.triage.loading import read_folder
from praxia.triage.text import pattern_words

AT_ONCE = 4
TIMEOUT_S = 15.0
_TITLED = re.compile(r"<(title|h1)\b[^>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def confirm(folder: Path, day: str, *, allow_private: Iterable[str] = ()) -> tuple[list[str], int]:
    """Ask every page that bears no date yet, and write the day beside those that exist and bear their title.

    Gives the lines to show and how many could not be confirmed. `allow_private` as in `praxia.lib.http.client`.
    """
    body, _ = read_folder(folder)
    undated = [source for source in body.sources.values() if source.checked_on is None]
    refusals = asyncio.run(refused(undated, allow_private=allow_private))
    confirmed = {name for name, reason in refusals.items() if not reason}
    for path in sorted(folder.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        new = dated(text, confirmed, day)
        if new != text:
            path.write_text(new, encoding="utf-8")
    lines = [f"{one.where}: {one.id}: {refusals[one.id]}: {one.url}" for one in undated if refusals[one.id]]
    return [*lines, f"{len(confirmed)} of {len(undated)} undated links confirmed."], len(undated) - len(confirmed)


async def refused(sources: Iterable[Source], *, allow_private: Iterable[str] = ()) -> dict[str, str]:
    """For each source id why its page could not be confirmed; empty where the page bears the title. Never raises for a page."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with client(timeout=TIMEOUT_S, allow_private=allow_private) as http:

        async def ask(source: Source) -> tuple[str, str]:
            async with gate:
                return source.id, await _refusal(http, source)

        return dict(await asyncio.gather(*(ask(source) for source in sources)))


async def _refusal(http: httpx2.AsyncClient, source: Source) -> str:
    try:
        async with asyncio.timeout(2 * TIMEOUT_S):
            answer = await http.get(source.url, follow_redirects=True)
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError):
        return "the page could not be reached"
    if answer.status_code != httpx2.codes.OK:
        return f"the page answered {answer.status_code}"
    return "" if bears(answer.text, source.title) else f"the page does not bear the title {source.title!r}"


def bears(page: str, title: str) -> bool:
    """Whether the page's title or first-level heading contains the given title, marks and spelling variants aside."""
    wanted = " ".join(pattern_words(title))
    headings = (unescape(_TAG.sub(" ", found[2])) for found in _TITLED.finditer(page))
    return any(f" {wanted} " in f" {' '.join(pattern_words(heading))} " for heading in headings)
