"""The sentence of a publication that says what was found about a question: by what it means, by its words without an encoder."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from praxia.lib.embeddings import encoder
from research import pieces
from research.abbreviations import explained, written_out
from research.pieces import Span
from research.retrieval.words import words

SENTENCE_CHARS = (40, 450)
SENTENCE_TOKENS = 96
LEAST_MEANING = 0.35  # cosine to the question: 19 of 20 sentences about something else are below (docs/research.md)
# What a sentence is worth that says what was done or wanted, and one with which an abstract without sections opens.
ASIDE, OPENING = 0.5, 0.9
# Sections before the findings: what was thought, wanted or done.
BEFORE = (
    "background", "introduction", "context", "rationale", "importance", "objective", "aim", "purpose", "hypothesis",
    "method", "material", "patients and", "subjects and", "design", "setting", "participants", "trial registration", "funding",
)  # fmt: skip
FINDINGS = ("conclusion", "interpretation", "discussion", "significance", "result", "finding")
_INTENT = re.compile(
    r"(?:here,? |in this [\w-]+(?: \w+)?,? )?"
    r"(?:we(?: also)?|the authors|(?:this|the present|the current|our) (?:study|review|paper|article|trial|work)) "
    r"(?:aim|sought|stud|investigat|examin|evaluat|assess|explor|review|describe|present|propose|provide|mention|discuss)"
    r"|(?:the|our) (?:aims?|purpose|objectives?|goals?) "
    r"|to (?:determine|assess|evaluate|investigate|examine|explore|compare|describe|review|study) ",
    re.IGNORECASE,
)
_FOUND = re.compile(r"\b(?:found|show(?:ed|s|n)?|observed|concluded?|suggests?|revealed)\b", re.IGNORECASE)
_ASIDE = re.compile(
    r"\b(?:databases?|search(?:ed|es|ing)|keywords|questionnaires?|pre-registered|(?:in|ex)clusion criteria"
    r"|were (?:included|enrolled|recruited|randomi[sz]ed|assigned|collected|measured|assessed|analy[sz]ed|calculated|performed)"
    r"|was (?:assessed|performed|measured|conducted|calculated)|studies included|we identified \d+"
    r"|we (?:conducted|performed|measured|collected|included|invited|analy[sz]ed|used|randomly|estimated)"
    r"|this (?:study|review|paper) (?:aims?|will|includes|offers)|aimed|hypothesi[sz]ed?"
    r"|(?:further|future) (?:studies|research)|remains? (?:unclear|unknown)|is unclear|(?:is|are) (?:lacking|scarce))\b",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"\b(?:funded by|NCT\d{8}|regist(?:ration|ry) number|copyright|all rights reserved)\b", re.IGNORECASE
)
_READER = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Candidate:
    span: Span
    plain: str  # with short forms written out
    weight: float


def best(question: str, texts: Sequence[tuple[str, int]]) -> list[Span | None]:
    """One sentence for each text, or None where none speaks to the question. Each text comes with where its abstract begins."""
    found = []
    for text, begin in texts:
        known = explained(text)
        candidates = _candidates(text, begin, known)
        fits = _fits(written_out(question, known), text[:begin], [one.plain for one in candidates])
        worth = [fit * one.weight for fit, one in zip(fits, candidates, strict=True)]
        place = max(range(len(worth)), key=worth.__getitem__, default=None)
        found.append(candidates[place].span if place is not None and fits[place] > 0 else None)
    return found


def is_told(sentence: str) -> bool:
    """Neither an address nor a word to whoever reads it."""
    return not (_READER.search(sentence) or _LINK.search(sentence))


def _candidates(text: str, begin: int, known: dict[str, str]) -> list[_Candidate]:
    spans = list(pieces.sentences(text, begin))
    return [
        _Candidate(span, written_out(span.text, known), _weight(span, opens=place == 0 and len(spans) > 1))
        for place, span in enumerate(spans)
        if not _is_before(span.section) and _is_whole(span.text)
    ]


def _weight(span: Span, *, opens: bool) -> float:
    is_aside = _ASIDE.search(span.text) and not _FOUND.search(span.text)
    return (ASIDE if is_aside else 1.0) * (OPENING if opens and not span.section else 1.0)


def _is_before(section: str) -> bool:
    return section.startswith(BEFORE) and not any(end in section for end in FINDINGS)  # "methods and results"


def _is_whole(sentence: str) -> bool:
    """A finding is neither a fragment nor an intention, no imprint and nobody's address."""
    is_intent = _INTENT.match(sentence) and not _FOUND.search(sentence)
    return (
        not (is_intent or _IMPRINT.search(sentence))
        and is_told(sentence)
        and SENTENCE_CHARS[0] <= len(sentence) <= SENTENCE_CHARS[1]
    )


def _fits(question: str, title: str, sentences: Sequence[str]) -> list[float]:
    """How well each speaks to the question; 0 for one that does not. Under a title that does, a sentence need not say of what."""
    model = encoder()
    if model is None:
        return _word_fits(set(words(question)), [set(words(sentence)) for sentence in sentences])
    asked, titled = model.encode([question, title], tokens=SENTENCE_TOKENS)
    meanings = [float(vector @ asked) for vector in model.encode(sentences, tokens=SENTENCE_TOKENS)]
    least = 0.0 if titled @ asked >= LEAST_MEANING else LEAST_MEANING
    return [meaning if meaning >= least else 0.0 for meaning in meanings]


def _word_fits(asked: set[str], sentences: Sequence[set[str]]) -> list[float]:
    """How much of what was asked each speaks of; a long one has to speak of more."""
    counts = Counter(word for sentence in sentences for word in sentence & asked)
    rarity = {word: math.log(1 + len(sentences) / (1 + counts[word])) for word in asked}
    return [sum(rarity[word] for word in one & asked) / math.sqrt(10 + len(one)) for one in sentences]
