"""Which count a question asks for, where, and which of the figures that WHO has for it may be shown."""

from __future__ import annotations

import pytest

from research import counting
from research.counting import Measure
from research.filters import Filters
from research.places import _REGIONS, _known, place_in
from research.planning import plan
from research.records import Figure, Indicator


@pytest.mark.parametrize(
    ("question", "measure", "topic", "place"),
    [
        ("How many people die of malaria in Nigeria every year?", Measure.DEATHS, "malaria", "NGA"),
        ("what is the life expectancy in Japan", Measure.LIFE, "", "JPN"),
        ("how many Americans have high blood pressure", Measure.COMMON, "high blood pressure", "USA"),
        ("How many people in the US smoke?", Measure.COMMON, "smoke", "USA"),
        ("maternal mortality in the Democratic Republic of the Congo", Measure.DEATHS, "maternal", "COD"),
        ("suicide rates in South-East Asia", Measure.DEATHS, "suicide", "SEAR"),
        ("how deadly is measles in Guinea-Bissau", Measure.DEATHS, "measles", "GNB"),
        ("how many people have TB in Papua New Guinea", Measure.COMMON, "tb", "PNG"),
    ],
)
def test_what_is_counted_and_where(question, measure, topic, place):
    found = plan(question, Filters()).counted
    assert found and (found.measure, found.topic, found.place.code) == (measure, topic, place)


@pytest.mark.parametrize(
    "question",
    [
        "how many hours of sleep do I need",
        "does aspirin reduce mortality",
        "diabetes[mh] AND prevalence",
        "how common is it",
    ],
)
def test_what_asks_for_no_count(question):
    assert plan(question, Filters()).counted is None


def test_every_country_is_known_by_its_name():
    assert len({place.code for place in _known().values()} - {region.code for region in _REGIONS.values()}) == 249
    assert [place_in(f"asthma in {name}")[0].code for name in ("Viet Nam", "the UK", "Côte d'Ivoire", "trinidad & tobago")] == [
        "VNM", "GBR", "CIV", "TTO"
    ]  # fmt: skip


def figure(year: int | None, *groups: str, value: float | None = 1.0) -> Figure:
    return Figure("A", "KEN", year, groups, value, None, None, None)


@pytest.mark.parametrize(
    "figures",
    [
        [figure(2030)],
        [figure(2020, "SEX_FMLE")],
        [figure(2020, value=None)],
        [figure(None)],
        [figure(2020, "SEX_BTSX", "AGEGROUP_YEARS10-19")],
    ],
)
def test_what_is_not_about_everybody_or_not_yet_is_no_figure(figures):
    assert counting.newest(figures, year=2026) is None


def test_an_unknown_count_is_chosen_by_whole_words_prevalence_first():
    named = ("Prevalence of symptoms (%)", "Number of new cases of MS", "MS prevalence (per 100 000)", "MS registries")
    listed = [Indicator(str(place), name) for place, name in enumerate(named)]
    asked = plan("how common is MS", Filters()).counted
    assert asked and counting.chosen(listed, asked) == listed[2]
    assert counting.unit(listed[2]) == "per 100 000"
