"""From a question in anybody's words to the exact queries that sources are sent. By rules, so that one question is one query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from praxia.lib.errors import invalid
from praxia.lib.text import clean_text
from praxia.triage.text import pattern_words
from praxia.triage.words import word_set
from research import counting
from research.filters import Filters
from research.records import MAX_QUERY, MIN_QUERY, Article, StudyType

MOST_TERMS = 12

_OPERATORS = frozenset({"AND", "OR", "NOT"})
_EXPERT = re.compile(r"\b(?:AND|OR|NOT)\b|\[[A-Za-z /:]{2,40}\]|\"[^\"]+\"|\w\*")
_WORD = re.compile(r"[^\W_][\w'+./-]*", re.UNICODE)
# Words of a question that are not what it is about. Sources join all words with AND, so each of these would lose results.
_ASKING = word_set(
    """a an the is are was were be been being am do does did done have has had having can could may might must shall should will
    would i me my mine myself you your we our they their he she his her it its this that these those there here what which who
    whom whose when where why how if whether and or but so than then of to in on at by for from with without about into over
    under between during before after against as up down out off again more most less least very too much many any some all each
    every no not only own same such just also please tell find show give get gets got take takes taking took use uses using used
    help helps cause causes caused make makes making effect effects affect affects evidence study studies research literature
    paper papers article articles information know known good bad best better work works working thing things people person
    someone somebody anybody say says said long often safe safely risk really still ever new latest current while him himself
    herself vs versus father mother dad mum mom son daughter wife husband partner friend anyone anything something instead like
    mg ml kg year years month months old age"""
)
# Names in which such a word is part of what it is about.
_NAMED = frozenset(
    ("long covid", "down syndrome", "bad breath", "good cholesterol", "bad cholesterol", "shift work", "old age", "risk factors")
)  # fmt: skip
_NUMBERED = word_set("type stage grade phase class factor vitamin omega covid h1n group")
_LATIN = re.compile(r"[A-Za-z]")
_LETTER = re.compile(r"[^\W\d_]", re.UNICODE)
_FOREIGN = word_set(
    """la un el los las por para una del con como cual que qué es son tiene efectos sobre der die das und ist nicht eine mit für
    bei wie welche le les des est une dans avec pour quels quelle sur aux il lo gli della nel perché di che uma dos não
    são como mais ou"""
)

_PUBMED_TYPES = {
    StudyType.GUIDELINE: "practice guideline[pt] OR guideline[pt]",
    StudyType.META_ANALYSIS: "meta-analysis[pt]",
    StudyType.SYSTEMATIC_REVIEW: "systematic review[pt]",
    StudyType.TRIAL: "clinical trial[pt] OR randomized controlled trial[pt]",
    StudyType.OBSERVATIONAL: "observational study[pt]",
    StudyType.REVIEW: "review[pt]",
    StudyType.CASE_REPORT: "case reports[pt]",
}
_EUROPEPMC_TYPES = {
    StudyType.GUIDELINE: '"practice guideline" OR "guideline"',
    StudyType.META_ANALYSIS: '"meta-analysis"',
    StudyType.SYSTEMATIC_REVIEW: '"systematic review"',
    StudyType.TRIAL: '"clinical trial" OR "randomized controlled trial"',
    StudyType.OBSERVATIONAL: '"observational study"',
    StudyType.REVIEW: '"review"',
    StudyType.CASE_REPORT: '"case reports"',
}


@dataclass(frozen=True, slots=True)
class Plan:
    """`terms` is what the question is about; `queries` are sent as they stand here, by source. `wide` is asked where they
    find next to nothing. `is_expert`: written in a source's own language and taken as it is."""

    question: str
    terms: tuple[str, ...]
    is_expert: bool
    queries: Mapping[str, str]
    wide: Mapping[str, str]
    beside: str  # for topics and trials
    is_english: bool = True
    left_out: tuple[str, ...] = field(default=())  # words beyond the most that are sent
    like_pmid: str | None = None  # PubMed is asked for what is like this record, not for words
    counted: counting.Wanted | None = None  # where it asks how many: of what WHO is asked for a figure

    def as_json(self) -> dict[str, Any]:
        return {"terms": list(self.terms), "queries": dict(self.queries), "is_expert": self.is_expert} | (
            {"left_out": list(self.left_out)} if self.left_out else {}
        )


def read_question(text: object) -> str:
    """Raises Problem VALIDATION_ERROR: too short, too long, or nothing in it to search for."""
    question = " ".join(clean_text(text, field="query", min_chars=MIN_QUERY, max_chars=MAX_QUERY).split())
    if not any(word.upper() not in _OPERATORS for word in _WORD.findall(_without_tags(question))):
        raise invalid("query", "There is nothing in this to search for. Please write a question or a few words.")
    return question


def plan(question: str, filters: Filters, *, like: Article | None = None) -> Plan:
    """`question` is one that `read_question` gave; with `like` it is that publication's title, and what is like it is wanted.

    PubMed knows what is like its own records; others are asked for the words of the title.
    """
    is_expert = like is None and bool(_EXPERT.search(question))
    like_pmid = like.pmid if like else None
    to_pubmed = {} if like_pmid else {"pubmed": _pubmed}
    ask = to_pubmed | {"europepmc": _europepmc}
    words = [question] if is_expert else _terms(question)
    counted = None if is_expert or like else counting.wanted(question, words)
    words = counted.terms if counted else words
    terms, rest = words[:MOST_TERMS], words[MOST_TERMS:]
    narrow = _balanced(question) if is_expert else " ".join(terms)
    wide = "" if is_expert or len(terms) < 2 else " OR ".join(terms)
    return Plan(
        question=question,
        terms=tuple(terms),
        is_expert=is_expert,
        queries={name: write(narrow, filters) for name, write in ask.items()},
        wide={name: write(wide, filters) for name, write in ask.items()} if wide else {},
        beside=" ".join(_WORD.findall(_without_tags(question))[:MOST_TERMS])
        if is_expert
        else (counted and counted.topic) or " ".join(terms),
        is_english=_is_english(question),
        left_out=() if like else tuple(rest),
        like_pmid=like_pmid,
        counted=counted,
    )


def _terms(question: str) -> list[str]:
    words = [word.strip("'./-") for word in _WORD.findall(question.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))]
    words = [word.removesuffix("'s") for word in words if word]
    about = [word for place, word in enumerate(words) if _is_about(words, place)]
    return list(dict.fromkeys(about or words))


def _is_about(words: list[str], place: int) -> bool:
    """A number says something only behind what it numbers: "type 2", not "over 75"."""
    before, word, after = (one.casefold() for one in ["", *words, ""][place : place + 3])
    if word.isdecimal():
        return before in _NUMBERED
    return word not in _ASKING or f"{before} {word}" in _NAMED or f"{word} {after}" in _NAMED


def _is_english(question: str) -> bool:
    """Literature is indexed in English. A name alone ("Morbus Crohn") is not held against anybody."""
    letters = _LETTER.findall(question)
    if len(_LATIN.findall(question)) * 2 < len(letters):
        return False
    words = pattern_words(question)
    foreign = sum(word in _FOREIGN for word in words)
    return not (foreign >= 2 and foreign > sum(word in _ASKING and word not in _FOREIGN for word in words))


def _without_tags(question: str) -> str:
    return re.sub(r"\[[^\]]*\]", " ", question)


def _balanced(query: str) -> str:
    """Brackets and quotes that nothing closes mean nothing and would be refused."""
    if query.count('"') % 2:
        query = query.replace('"', " ")
    for opening, closing in ("()", "[]"):
        level = 0
        for char in query:
            level += (char == opening) - (char == closing)
            if level < 0:
                break
        if level:
            query = query.replace(opening, " ").replace(closing, " ")
    return " ".join(query.split())


def _pubmed(query: str, filters: Filters) -> str:
    parts = [f"({query})"]
    if filters.years:
        parts.append(f'("{filters.years[0]}"[dp] : "{filters.years[1]}"[dp])')
    if filters.types:
        parts.append(f"({' OR '.join(_PUBMED_TYPES[kind] for kind in filters.types)})")
    if filters.free_full_text:
        parts.append("free full text[sb]")
    found = " AND ".join(parts)
    # What is not indexed yet has neither term, so people are not asked for but animals alone are left out.
    return f"{found} NOT (animals[mh] NOT humans[mh])" if filters.humans else found


def _europepmc(query: str, filters: Filters) -> str:
    sources = "(SRC:MED OR SRC:PPR)" if filters.include_preprints else "SRC:MED"
    parts = [f"({_without_tags(query).strip()})", sources]
    if filters.years:
        parts.append(f"PUB_YEAR:[{filters.years[0]} TO {filters.years[1]}]")
    if filters.types:
        parts.append(f"PUB_TYPE:({' OR '.join(_EUROPEPMC_TYPES[kind] for kind in filters.types)})")
    if filters.free_full_text:
        parts.append("OPEN_ACCESS:y")
    return " AND ".join(parts)
