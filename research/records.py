"""What sources answer with, as typed values. Unknown is None and never guessed; text is as published, without markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_QUERY, MIN_QUERY = 500, 2
MAX_RESULTS, RESULTS = 50, 10
OLD_YEARS = 10
DAILYMED = "https://dailymed.nlm.nih.gov/dailymed/"
LIBRARY = "library"  # among those who were asked: what earlier searches found
NO_MODEL, SOURCE_AWAY, FROM_STORE = "NO_LANGUAGE_MODEL", "SOURCE_UNAVAILABLE", "KEPT_COPY"


class Badge(StrEnum):
    RETRACTED = "retracted"
    CONCERN = "concern"
    PREPRINT = "preprint"
    ANIMAL = "animal"
    OLD = "old"


class StudyType(StrEnum):
    """Strongest evidence first. `OTHER` also stands for what the record does not say."""

    GUIDELINE = "guideline"
    META_ANALYSIS = "meta_analysis"
    SYSTEMATIC_REVIEW = "systematic_review"
    TRIAL = "trial"
    OBSERVATIONAL = "observational"
    REVIEW = "review"
    CASE_REPORT = "case_report"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Author:
    """`name` is "Last Initials" as PubMed cites ("Aroda VR"), or the name of a group."""

    name: str
    last: str | None = None
    fore: str | None = None
    initials: str | None = None
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an abstract. `label` is as printed ("METHODS"), None where there is none."""

    text: str
    label: str | None = None
    category: str | None = None

    def __str__(self) -> str:
        return f"{self.label}: {self.text}" if self.label else self.text


@dataclass(frozen=True, slots=True)
class OtherAbstract:
    """An abstract in another language or by somebody else than the authors."""

    sections: tuple[Section, ...]
    language: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class PublicationType:
    name: str
    ui: str | None = None


@dataclass(frozen=True, slots=True)
class MeshTerm:
    """A descriptor with its qualifiers; `is_major` when it, or one of them, is what the article is mainly about."""

    name: str
    ui: str | None = None
    is_major: bool = False
    qualifiers: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A link between publications: `kind` is PubMed's RefType (`RetractionIn`, `ErratumIn`, `ExpressionOfConcernIn`, …)."""

    kind: str
    source: str | None = None
    pmid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One publication. `abstract` is empty where there is none; texts are whole, with every descendant of their element.

    `published` is as exact as is known: "2016", "2016-04" or "2016-04-13"; `year` comes from the publication date alone.
    `retraction_pmid` is the notice; the notice itself has `is_retraction_notice` and is not retracted.
    """

    title: str
    via: str  # the name of the source that told of it
    pmid: str | None = None
    doi: str | None = None
    pmcid: str | None = None
    vernacular_title: str | None = None
    abstract: tuple[Section, ...] = ()
    other_abstracts: tuple[OtherAbstract, ...] = ()
    authors: tuple[Author, ...] = ()
    journal: str | None = None
    journal_abbreviation: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    publisher: str | None = None
    published: str | None = None
    published_words: str | None = None  # PubMed's MedlineDate, where a date is no date: "2024 Dec-2025 Jan"
    year: int | None = None
    languages: tuple[str, ...] = ()
    types: tuple[PublicationType, ...] = ()
    mesh: tuple[MeshTerm, ...] = ()
    keywords: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    is_book: bool = False
    is_preprint: bool = False
    is_retracted: bool = False
    retraction_pmid: str | None = None
    has_concern: bool = False
    is_retraction_notice: bool = False
    full_text_url: str | None = None
    full_text_via: str | None = None  # who has it for everybody: "Europe PMC", "Unpaywall", "publisher"

    @property
    def abstract_text(self) -> str | None:
        """The whole abstract with its labels, a line for each section; one in another language where it is the only one.

        None: not available.
        """
        sections = self.abstract or next((other.sections for other in self.other_abstracts if other.sections), ())
        return "\n".join(map(str, sections)) or None

    @property
    def url(self) -> str | None:
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return f"https://doi.org/{self.doi}" if self.doi else self.full_text_url


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of patient education."""

    title: str
    url: str
    summary: str
    publisher: str


@dataclass(frozen=True, slots=True)
class Trial:
    nct_id: str
    title: str
    status: str | None
    conditions: tuple[str, ...]
    interventions: tuple[str, ...]
    updated_on: str | None

    @property
    def url(self) -> str:
        return f"https://clinicaltrials.gov/study/{self.nct_id}"


@dataclass(frozen=True, slots=True)
class Indicator:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of an indicator; `groups` is whom it is about ("SEX_BTSX"), `shown` the value as WHO prints it."""

    indicator: str
    place: str | None
    year: int | None
    groups: tuple[str, ...]
    value: float | None
    low: float | None
    high: float | None
    shown: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with what it counts and where; `url` leads to it at WHO."""

    indicator: Indicator
    place: str
    figure: Figure
    url: str


@dataclass(frozen=True, slots=True)
class Label:
    """What the label of a medicine says, by section; None where it has none. `effective_on` is its date, as "2024-03-12"."""

    set_id: str | None
    generic_names: tuple[str, ...]
    brand_names: tuple[str, ...]
    indications: str | None
    boxed_warning: str | None
    warnings: str | None
    interactions: str | None
    contraindications: str | None
    effective_on: str | None

    @property
    def url(self) -> str:
        return f"https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid={self.set_id}" if self.set_id else DAILYMED


@dataclass(frozen=True, slots=True)
class Medicine:
    rxcui: str
    ingredients: tuple[str, ...]
    is_exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Food:
    """Amounts are per 100 g; None is unknown, never 0."""

    id: str
    name: str
    via: str
    brand: str | None = None
    kcal: float | None = None
    protein_g: float | None = None
    carbs_g: float | None = None
    fat_g: float | None = None
    fibre_g: float | None = None
    sugars_g: float | None = None


@dataclass(frozen=True, slots=True)
class News:
    title: str
    url: str
    source: str
    summary: str
    published_at: datetime | None


class SourceStatus(StrEnum):
    OK = "ok"
    KEPT = "kept"  # away; an earlier answer was used, with its date
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class SourceState:
    """How one source answered one question. `detail` is a sentence for a person; `as_of` when it gave it, up to a day ago."""

    name: str
    status: SourceStatus
    count: int = 0
    detail: str = ""
    as_of: datetime | None = None
