"""An answer in which each claim stands on words that are really there: quoted from records fetched for this question, with places.

A model may write claims; code checks them. Without one the best sentences answer for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from praxia import llm
from research import findings, pieces, prompts, quoting
from research.grading import TYPE_WORDS, badges, strength, study_type
from research.joining import Joined
from research.records import Article, Badge, StudyType
from research.retrieval.words import words
from research.wire import stamp

if TYPE_CHECKING:
    from research import extraction

MOST_CLAIMS, MOST_READ = 6, 8
CLAIM_CHARS = 400
NOTHING = (
    "None of the publications found has a sentence that speaks to this question directly. "
    "What was found is listed, so that you can look for yourself."
)
NO_RESULTS = "Nothing was found for this question. Fewer or other words may find more."
ABSTRACTS = "Only abstracts were read, not whole articles. {}"
LIMITS = "This is what publications say, not advice about you. Talk to a clinician before you change anything about your care."
_WARNINGS = {
    Badge.CONCERN: "an expression of concern was published about it",
    Badge.PREPRINT: "a preprint, not yet reviewed by others",
    Badge.ANIMAL: "in animals or cells, not in people",
    Badge.OLD: "more than ten years old",
}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~!])")


@dataclass(frozen=True)
class Readable:
    """A result that may be cited: with an abstract, and not retracted. `text` is where its quotes stand."""

    article: Article
    via: tuple[str, ...]
    text: str
    at: datetime  # when its source gave it


@dataclass(frozen=True)
class Quote:
    source: Readable
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]


@dataclass(frozen=True)
class Claim:
    """`text` is None where the quote says it by itself."""

    text: str | None
    quotes: tuple[Quote, ...]


@dataclass
class Written:
    """`claims` and `citations` as on the wire; `pieces` are the Markdown."""

    claims: list[dict[str, Any]] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(self.pieces)


def readable(results: Iterable[Joined], *, now: datetime) -> list[Readable]:
    """What an answer may stand on, in rank order. What was retracted never supports anything."""
    found = [
        Readable(one.article, one.via, pieces.text_of(one.article), one.at or now)
        for one in results
        if one.article.abstract_text and not one.article.is_retracted and not one.article.is_retraction_notice
    ]
    return found[:MOST_READ]


# -- Without a model ---------------------------------------------------------------------------------------------------


def extracted(question: str, sources: Sequence[Readable]) -> list[Claim]:
    """The sentence that answers best, of each of the publications that fit best; the strongest evidence first."""
    spans = findings.best(question, [(source.text, len(source.article.title) + 1) for source in sources])
    found = [(source, span) for source, span in zip(sources, spans, strict=True) if span][:MOST_CLAIMS]
    found.sort(key=lambda one: strength(one[0].article))
    return [Claim(None, (Quote(source, span.start, span.end),)) for source, span in found]


# -- What a model wrote --------------------------------------------------------------------------------------------------


def checked(found: extraction.Claims, sources: Sequence[Readable]) -> tuple[list[Claim], int]:
    """The claims that hold, and how many do not."""
    claims = [claim for one in found.claims if (claim := _checked(one, sources))]
    return claims[:MOST_CLAIMS], len(found.claims) - len(claims)


def _checked(claim: extraction.Claim, sources: Sequence[Readable]) -> Claim | None:
    """None unless every citation is of a publication of this answer and its quote stands there word for word.

    A number that is in no quote, an address or a word to the reader is not from the publications either.
    """
    text = " ".join(claim.text.split())
    quotes = [_quote(citation, sources) for citation in claim.citations]
    if not text or len(text) > CLAIM_CHARS or not quotes or None in quotes:
        return None
    held = [quote for quote in quotes if quote]
    told = " ".join(quoting.alike(quote.text) for quote in held)
    if set(_NUMBER.findall(quoting.alike(text))) - set(_NUMBER.findall(told)):
        return None
    if not findings.is_told(text):
        return None
    return Claim(text, tuple(held)) if set(words(text)) & set(words(told)) else None


def _quote(citation: extraction.Citation, sources: Sequence[Readable]) -> Quote | None:
    if not 1 <= citation.publication <= len(sources):
        return None
    source = sources[citation.publication - 1]
    place = quoting.place_of(citation.quote, source.text)
    return Quote(source, *place) if place else None


# -- Words for a person --------------------------------------------------------------------------------------------------


def written(claims: Sequence[Claim], *, found: int, today: date, first: int = 1) -> Written:
    """The answer, with its sources numbered from `first` in the order in which they are cited."""
    answer = Written()
    numbers: dict[tuple[str, int, int], int] = {}
    lines = []
    for claim in claims:
        ids = [_number(answer, numbers, quote, first=first, today=today) for quote in claim.quotes]
        kind = min((study_type(quote.source.article) for quote in claim.quotes), key=list(StudyType).index)
        answer.claims.append(
            {
                "text": claim.text or claim.quotes[0].text,
                "is_quote": claim.text is None,
                "study_type": str(kind),
                "study_type_words": TYPE_WORDS[kind],
                "citations": ids,
            }
        )
        lines.append(f"- {_line(claim, today)} {''.join(f'[{one}]' for one in dict.fromkeys(ids))}")
    if not claims:
        answer.pieces = [NOTHING if found else NO_RESULTS]
        return answer
    answer.pieces = ["\n".join(lines), ABSTRACTS.format(LIMITS)]
    return answer


def _line(claim: Claim, today: date) -> str:
    first = claim.quotes[0].source.article
    about = [TYPE_WORDS[study_type(first)], *([str(first.year)] if first.year else [])]
    warnings = [_WARNINGS[badge] for badge in badges(first, today=today) if badge in _WARNINGS]
    warned = f" ({'; '.join(warnings)})" if warnings else ""
    head = f"**{', '.join(about)}**{warned}:"
    return f"{head} {plain(claim.text)}" if claim.text else f"{head} “{plain(claim.quotes[0].text)}”"


def _number(answer: Written, numbers: dict[tuple[str, int, int], int], quote: Quote, *, first: int, today: date) -> int:
    sha256 = pieces.sha256_of(quote.source.text)
    key = (sha256, quote.start, quote.end)
    if key not in numbers:
        numbers[key] = first + len(numbers)
        answer.citations.append(citation_wire(numbers[key], quote, sha256, today=today))
    return numbers[key]


def citation_wire(number: int, quote: Quote, sha256: str, *, today: date) -> dict[str, Any]:
    article, kind = quote.source.article, study_type(quote.source.article)
    return {
        "n": number,
        "kind": article.via,
        "title": article.title,
        "publisher": article.journal,
        "url": article.url,
        "pmid": article.pmid,
        "doi": article.doi,
        "year": article.year,
        "quote": quote.text,
        "start": quote.start,
        "end": quote.end,
        "text_sha256": sha256,
        "study_type": str(kind),
        "study_type_words": TYPE_WORDS[kind],
        "badges": [str(badge) for badge in badges(article, today=today)],
        "via": list(quote.source.via),
        "retrieved_at": stamp(quote.source.at),
    }


def plain(text: str) -> str:
    """Words of others inside our Markdown: nothing in them is markup or a citation of ours."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def by_model(question: str, sources: Sequence[Readable], *, deadline_s: float) -> llm.Request:
    return prompts.answer_request(
        question, [source.text for source in sources], most=MOST_CLAIMS, deadline_s=deadline_s
    )
