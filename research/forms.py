"""The search form of the pages. What it holds goes through the same readers as a request to the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from research.grading import TYPE_WORDS
from research.records import MAX_QUERY, StudyType

FIRST_YEAR = 1800
FLAGS = ("humans", "free_full_text", "include_retracted", "include_preprints")


class SearchForm(forms.Form):
    """Shown on the page of a new search and, filled, above an answer. `filters()` is what `read_filters` takes."""

    q = forms.CharField(
        label="Your question", max_length=MAX_QUERY, strip=True, widget=forms.Textarea(attrs={"rows": 2})
    )
    years_from = forms.IntegerField(label="From the year", required=False, min_value=FIRST_YEAR, max_value=2100)
    years_to = forms.IntegerField(label="To the year", required=False, min_value=FIRST_YEAR, max_value=2100)
    types = forms.MultipleChoiceField(
        label="Kinds of study",
        required=False,
        choices=[(str(kind), words) for kind, words in TYPE_WORDS.items() if kind != StudyType.OTHER],
        widget=forms.CheckboxSelectMultiple,
    )
    humans = forms.BooleanField(label="Studies of people only", required=False)
    free_full_text = forms.BooleanField(label="Free full text only", required=False)
    include_preprints = forms.BooleanField(label="Preprints too (not peer reviewed)", required=False)
    include_retracted = forms.BooleanField(label="Retracted papers too", required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("years_from"), found.get("years_to")
        if first and last and first > last:
            self.add_error("years_to", "This is before the first year.")
        return found

    def filters(self) -> dict[str, Any]:
        """Of a valid form."""
        known = self.cleaned_data
        first, last = known.get("years_from"), known.get("years_to")
        years = [first or FIRST_YEAR, last or max(timezone.now().year, first or 0)] if first or last else None
        return {"years": years, "types": known["types"], **{name: known[name] for name in FLAGS}}


def shown(query: str, filters: dict[str, Any]) -> dict[str, Any]:
    """A search as the form's initial values."""
    years = filters.get("years") or [None, None]
    flags = {name: filters.get(name, name == "include_preprints") for name in FLAGS}
    return {"q": query, "years_from": years[0], "years_to": years[1], "types": filters.get("types") or [], **flags}


class PicoForm(forms.Form):
    """A clinical question in its four parts (Richardson 1995), which become a visible query to change before it is sent."""

    population = forms.CharField(label="In whom", required=False, max_length=120, help_text="People, or their illness")
    intervention = forms.CharField(
        label="What is done", required=False, max_length=120, help_text="A treatment, test or habit"
    )
    comparison = forms.CharField(
        label="Compared with", required=False, max_length=120, help_text="Another treatment, or none"
    )
    outcome = forms.CharField(
        label="What it changes", required=False, max_length=120, help_text="What is measured or felt"
    )

    def query(self) -> str:
        """The parts that were filled in, joined by AND; words separated by commas are alternatives."""
        parts = [_alternatives(self.cleaned_data.get(name) or "") for name in self.fields]
        return " AND ".join(part for part in parts if part)[:MAX_QUERY]


def _alternatives(part: str) -> str:
    words = [word.strip() for word in part.split(",") if word.strip()]
    return f"({' OR '.join(words)})" if len(words) > 1 else "".join(words)
