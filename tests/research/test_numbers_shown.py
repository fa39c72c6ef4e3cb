"""A question that asks how many gets WHO's figure beside its answer; whatever else is asked, WHO is not."""

from __future__ import annotations

import json

import pytest

from tests.fakes.http_server import status, text
from tests.research.setup import ask
from tests.research.test_pages_search import page_of

pytestmark = pytest.mark.django_db(transaction=True)

DIABETES = {
    "IndicatorCode": "NCD_DIABETES_PREVALENCE_AGESTD",
    "IndicatorName": "Prevalence of diabetes, age-standardized",
}
KENYA = "how common is diabetes in Kenya?"


def row(place: str, year: int, value: float, *groups: str, **more: object) -> dict[str, object]:
    told = {"IndicatorCode": DIABETES["IndicatorCode"], "SpatialDim": place, "TimeDim": year, "NumericValue": value}
    return told | {f"Dim{number}": group for number, group in enumerate(groups, start=1)} | more


def gives(literature, indicators: list[dict[str, str]], *answers: list[dict[str, object]]) -> None:
    literature.server.script("/who/Indicator", text(json.dumps({"value": indicators})))
    figures = [text(json.dumps({"value": rows})) for rows in answers]
    literature.server.script(f"/who/{DIABETES['IndicatorCode']}", *figures)


def test_it_works(amina, literature):
    everybody = ("SEX_BTSX", "AGEGROUP_YEARS18-PLUS")
    gives(literature, [DIABETES], [
        row("KEN", 2022, 3.1, "SEX_FMLE", everybody[1]),
        row("KEN", 2022, 6.0, "SEX_BTSX", "AGEGROUP_YEARS30-PLUS"),
        row("KEN", 2022, 4.2, *everybody, Value="4.2 [2.9-5.8]", Low=2.9, High=5.8),
        row("KEN", 2021, 4.0, *everybody),
    ])  # fmt: skip
    search = ask(amina, KENYA)
    [number] = search.beside["numbers"]
    assert (number["place"], number["year"], number["value"]) == ("Kenya", 2022, "4.2 [2.9\N{EN DASH}5.8]")
    assert (number["unit"], number["whom"]) == ("%", "people aged 18 and over")
    assert number["url"].endswith("/NCD_DIABETES_PREVALENCE_AGESTD?$filter=SpatialDim%20eq%20%27KEN%27")
    assert [source["status"] for source in search.sources if source["name"] == "who"] == ["ok"]
    page = page_of(amina).get(f"/research/{search.id}/").content.decode()
    assert "In numbers (WHO)" in page and "Kenya, 2022:" in page and "CC BY-NC-SA 3.0 IGO" in page


def test_the_libraries_are_asked_for_it_in_their_words(amina, literature):
    gives(literature, [])
    ask(amina, KENYA)
    asked = next(call["term"] for call in literature.asked("pubmed") if "term" in call)
    assert asked == "(diabetes prevalence Kenya)"
    assert literature.asked("medlineplus")[0]["term"] == "diabetes"


def test_without_a_figure_of_the_place_the_worlds_is_shown_as_that(amina, literature):
    gives(literature, [DIABETES], [], [row("GLOBAL", 2022, 14.0)])
    [number] = ask(amina, KENYA).beside["numbers"]
    assert (number["place"], number["value"]) == ("The world", "14")


def test_the_profile_names_no_country(amina, literature):
    """Who allows searches was told that nothing of the profile is sent."""
    amina.country = "KE"
    amina.save()
    gives(literature, [DIABETES], [row("GLOBAL", 2022, 14.0)])
    assert ask(amina, "how common is diabetes?").beside["numbers"][0]["place"] == "The world"
    assert "KEN" not in str(literature.server.asked)


@pytest.mark.parametrize("indicators", [[], [{"IndicatorCode": "A", "IndicatorName": "Diabetes registry (yes or no)"}]])
def test_nothing_fitting_is_nothing_shown(amina, literature, indicators):
    gives(literature, indicators)
    search = ask(amina, "how common is gestational diabetes in Kenya?")
    assert search.beside["numbers"] == []
    assert "gestational" in str(literature.asked("who"))


def test_who_away_is_named_and_the_rest_is_shown(amina, literature):
    literature.server.script("/who/Indicator", status(500))
    search = ask(amina, KENYA)
    assert (search.status, search.beside["numbers"]) == ("complete", [])
    assert "WHO Global Health Observatory reported a fault of its own." in str(search.notices)


def test_other_questions_are_not_sent_to_who(amina, literature):
    assert "who" not in {source["name"] for source in ask(amina, "does turmeric help arthritis?").sources}
    assert literature.asked("who") == []
