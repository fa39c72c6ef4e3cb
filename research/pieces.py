"""A publication as text, its passages and its sentences, each with its place: what is searched is what is quoted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from research.records import Article

PASSAGE_CHARS = 900  # about 200 tokens, what the encoder reads of a text
_END = re.compile(r"[.!?][\"”')\]]*\s+(?=[\"“'(\[]?[A-Z0-9])|\n+")
_SHORT = re.compile(r"\b(?:vs|e\.g|i\.e|cf|al|Fig|No|approx|resp|Dr|St|ca|spp?)\.[\"”')\]]*\s+$")
LABEL = re.compile(
    r"^(?:[A-Z][A-Z &/,()-]{2,60}|(?:Background|Introduction|Objectives?|Aims?|Purpose|Design|Setting|Results?|Findings?|"
    r"(?:(?:Materials?|Patients|Subjects) and )?[Mm]ethods?|Conclusions?|Discussion|Interpretation|Significance)): "
)


@dataclass(frozen=True, slots=True)
class Span:
    """`text` is `whole[start:end]` of the publication's text; `section` the label under which it stands, in small letters."""

    text: str
    start: int
    end: int
    section: str = ""


def text_of(article: Article) -> str:
    """Title and abstract; quotes are places in it."""
    return "\n".join(part for part in (article.title, article.abstract_text) if part)


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def passages(article: Article) -> list[Span]:
    """The abstract in pieces of whole sentences; the title alone where there is no abstract."""
    text = text_of(article)
    begin = len(article.title) + 1 if article.abstract_text else 0
    found: list[Span] = []
    for sentence in sentences(text, begin):
        last = found[-1] if found else None
        if last and sentence.end - last.start <= PASSAGE_CHARS:
            found[-1] = Span(text[last.start : sentence.end], last.start, sentence.end)
        else:
            found.append(sentence)
    return found


def sentences(text: str, begin: int = 0) -> Iterator[Span]:
    """Sentences with their places, labels of sections ("METHODS:") left out of them."""
    start, section = begin, ""
    for end in (*_ends(text, begin), len(text)):
        piece = text[start:end]
        label = LABEL.match(piece)
        if label:
            section = label[0].casefold()
        elif (
            text[start - 1 : start] == "\n"
        ):  # each section has a line; one in a line of many goes on to the next label
            section = ""
        first = start + (label.end() if label else 0) + _indent(piece[label.end() :] if label else piece)
        last = start + len(piece.rstrip())
        if last > first:
            yield Span(text[first:last], first, last, section)
        start = end


def _ends(text: str, begin: int) -> Iterator[int]:
    for found in _END.finditer(text, begin):
        is_line = found[0].startswith("\n")
        if is_line or not _SHORT.search(text[max(0, found.start() - 12) : found.end()]):  # "vs. 3", "et al. The"
            yield found.end()


def _indent(piece: str) -> int:
    return len(piece) - len(piece.lstrip())
