"""What kind of study a publication is, and what a reader has to be warned of."""

from __future__ import annotations

import re
from datetime import date

from research.records import OLD_YEARS, Article, Badge, StudyType

# Publication types of MeSH, strongest first; by name, because not every source gives their ids.
_TYPES: tuple[tuple[StudyType, frozenset[str]], ...] = (
    (StudyType.GUIDELINE, frozenset({"practice guideline", "guideline", "consensus development conference"})),
    (StudyType.META_ANALYSIS, frozenset({"meta-analysis", "network meta-analysis"})),
    (StudyType.SYSTEMATIC_REVIEW, frozenset({"systematic review", "systematic-review"})),
    (
        StudyType.TRIAL,
        frozenset(
            {
                "randomized controlled trial", "controlled clinical trial", "clinical trial", "pragmatic clinical trial",
                "clinical trial, phase i", "clinical trial, phase ii", "clinical trial, phase iii", "clinical trial, phase iv",
                "adaptive clinical trial", "equivalence trial",
            }
        ),
    ),
    (StudyType.OBSERVATIONAL, frozenset({"observational study", "comparative study", "multicenter study", "twin study"})),
    (StudyType.REVIEW, frozenset({"review", "scoping review", "review-article", "review article"})),
    (StudyType.CASE_REPORT, frozenset({"case reports", "case-report", "case report"})),
)  # fmt: skip

TYPE_WORDS = {
    StudyType.GUIDELINE: "Guideline",
    StudyType.META_ANALYSIS: "Meta-analysis",
    StudyType.SYSTEMATIC_REVIEW: "Systematic review",
    StudyType.TRIAL: "Clinical trial",
    StudyType.OBSERVATIONAL: "Observational study",
    StudyType.REVIEW: "Review",
    StudyType.CASE_REPORT: "Case report",
    StudyType.OTHER: "Publication",
}
# What a badge costs in rank, as a factor; what was retracted stands last.
PENALTY = {Badge.RETRACTED: 0.1, Badge.CONCERN: 0.5, Badge.PREPRINT: 0.85, Badge.ANIMAL: 0.6, Badge.OLD: 0.9}
NO_ABSTRACT = 0.7  # nothing in it can be read here, and a title of one word fits too well
# What a stronger kind of study gains.
GAIN = {
    StudyType.GUIDELINE: 1.2, StudyType.META_ANALYSIS: 1.2, StudyType.SYSTEMATIC_REVIEW: 1.15, StudyType.TRIAL: 1.1,
    StudyType.CASE_REPORT: 0.85,
}  # fmt: skip

_ANIMAL = re.compile(
    r"\b(?:mice|mouse|murine|rats?|rabbits?|zebrafish|drosophila|canine|porcine|bovine|macaques?|in vitro|cell lines?)\b",
    re.IGNORECASE,
)
_HUMAN = re.compile(
    r"\b(?:patients?|participants?|volunteers?|men|women|children|adults?|infants?|people|persons?|humans?|individuals?)\b",
    re.IGNORECASE,
)


def study_type(article: Article) -> StudyType:
    """By its publication types alone: a title that promises a trial is no trial."""
    names = {kind.name.casefold() for kind in article.types}
    return next((kind for kind, known in _TYPES if names & known), StudyType.OTHER)


def strength(article: Article) -> tuple[bool, bool, int]:
    """For ordering, the strongest evidence first: in people, reviewed by others, then by the kind of study."""
    return is_animal(article), article.is_preprint, list(StudyType).index(study_type(article))


def badges(article: Article, *, today: date) -> list[Badge]:
    marks = {
        Badge.RETRACTED: article.is_retracted,
        Badge.CONCERN: article.has_concern,
        Badge.PREPRINT: article.is_preprint,
        Badge.ANIMAL: is_animal(article),
        Badge.OLD: article.year is not None and today.year - article.year > OLD_YEARS,
    }
    return [badge for badge, holds in marks.items() if holds]


def is_animal(article: Article) -> bool:
    """A study of animals or cells alone: by MeSH, and by its words where it has not been indexed yet."""
    if article.mesh:
        names = {term.name for term in article.mesh}
        return "Humans" not in names and bool(names & {"Animals", "In Vitro Techniques", "Cell Line"})
    text = f"{article.title} {article.abstract_text or ''}"
    return bool(_ANIMAL.search(text)) and not _HUMAN.search(text)


def weight(article: Article, *, today: date) -> float:
    """The factor by which kind and badges move a publication in rank."""
    found = GAIN.get(study_type(article), 1.0) * (1.0 if article.abstract_text else NO_ABSTRACT)
    for badge in badges(article, today=today):
        found *= PENALTY[badge]
    return found
