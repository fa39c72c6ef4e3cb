"""What a search lets through: as a request gives it, as it is stored, and as it is applied to every record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from praxia.lib.errors import Problem, invalid
from research.grading import is_animal, study_type
from research.records import MAX_RESULTS, RESULTS, Article, StudyType

FIRST_YEAR = 1781  # of the oldest record in PubMed
TYPES = tuple(kind for kind in StudyType if kind != StudyType.OTHER)
# Meta-analyses and systematic reviews are reviews to whoever asks for reviews.
_ALSO = {StudyType.REVIEW: {StudyType.REVIEW, StudyType.SYSTEMATIC_REVIEW, StudyType.META_ANALYSIS}}


@dataclass(frozen=True, slots=True)
class Filters:
    """`years` from and to, both included. `humans`: without studies of animals or cells alone."""

    years: tuple[int, int] | None = None
    types: tuple[StudyType, ...] = ()
    humans: bool = False
    free_full_text: bool = False
    include_retracted: bool = False
    include_preprints: bool = True
    limit: int = RESULTS

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"types": [str(kind) for kind in self.types], "years": list(self.years or ()) or None}

    def admits(self, article: Article) -> bool:
        """Applied to every record: not every source can apply every filter."""
        if self.years and not (article.year and self.years[0] <= article.year <= self.years[1]):
            return False
        if self.types and study_type(article) not in self.kinds():
            return False
        if self.humans and is_animal(article):
            return False
        return self.include_preprints or not article.is_preprint

    def kinds(self) -> set[StudyType]:
        """The wanted types with those that are also such."""
        return {also for kind in self.types for also in _ALSO.get(kind, {kind})}


def read_filters(given: Mapping[str, Any]) -> Filters:
    """Filters of a request. Raises Problem VALIDATION_ERROR, naming the field."""
    return Filters(
        years=_years(given.get("years")),
        types=_types(given.get("types")),
        limit=_limit(given.get("limit")),
        **{name: _flag(given, name) for name in ("humans", "free_full_text", "include_retracted")},
        include_preprints=_flag(given, "include_preprints", otherwise=True),
    )


def _years(given: Any) -> tuple[int, int] | None:
    if given in (None, []):
        return None
    if not (isinstance(given, list | tuple) and len(given) == 2 and all(type(year) is int for year in given)):
        raise invalid("years", "Please give two years: from and to.")
    first, last = given
    if not FIRST_YEAR <= first <= last <= 2100:
        raise invalid(
            "years", f"The first year must not be after the last, and both lie between {FIRST_YEAR} and 2100."
        )
    return first, last


def _types(given: Any) -> tuple[StudyType, ...]:
    if given is None:
        return ()
    known = {str(kind): kind for kind in TYPES}
    if not isinstance(given, list | tuple) or not all(isinstance(one, str) and one in known for one in given):
        raise invalid("types", f"Please choose from: {', '.join(known)}.", code="invalid_choice")
    return tuple(dict.fromkeys(known[one] for one in given))


def _limit(given: Any) -> int:
    if given is None:
        return RESULTS
    if type(given) is not int or not 1 <= given <= MAX_RESULTS:
        raise invalid("limit", f"Please ask for 1 to {MAX_RESULTS} results.")
    return int(given)


def _flag(given: Mapping[str, Any], name: str, *, otherwise: bool = False) -> bool:
    value = given.get(name, otherwise)
    if not isinstance(value, bool):
        raise invalid(name, "Please send true or false.")
    return value


def stored_filters(kept: Mapping[str, Any]) -> Filters:
    """What `Filters.as_json` gave."""
    try:
        return read_filters(kept)
    except Problem:  # kept by an older edition
        return Filters()
