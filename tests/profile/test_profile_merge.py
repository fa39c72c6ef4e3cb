"""Merging without loss, over every order of entries; two writers at once, in threads of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import product
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from praxia.lib.errors import Problem
from praxia.lib.stores import Db, store
from profiling.profile.born import Born, years_before
from profiling.profile.merging import may_replace
from profiling.profile.models import Change, HealthProfile
from profiling.profile.records import Confidence, Provenance, Source
from profiling.profile.selectors import etag_of, profile_of, profile_wire
from profiling.profile.services import change_undo, profile_update
from profiling.profile.values import read
from tests.base import api_of, setup_token
from tests.profile.setup import typed

bounded = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
days = st.dates(date(1900, 1, 1), date(2026, 11, 20))


# --- The rule by itself ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("known", "sure", "source", "confidence"), product(Source, Confidence, Source, Confidence))
def test_what_may_replace_what(known, sure, source, confidence):
    may = may_replace(Provenance(known, timezone.now(), sure), source=source, confidence=confidence)
    if source == Source.TYPED:
        assert may
    elif known == Source.TYPED:
        assert not may
    elif source == Source.CLINICIAN:
        assert may
    else:
        assert may == (known != Source.CLINICIAN and confidence.rank >= sure.rank)


@given(today=days, years=st.integers(1, 130))
def test_an_age_is_that_age(today, years):
    if today.year - years < 2:
        return
    born = Born.with_age(years, today)
    assert born.age(today) == years
    assert born.year == years_before(today, years).year
    assert years <= born.age_years(today) + 0.51


@given(day=days, after=st.integers(366, 36500))
def test_a_date_of_birth_makes_exact_ages(day, after):
    today = min(day + timedelta(days=after), date(2100, 1, 1))
    born = Born.on(day)
    assert years_before(today, born.age(today)) >= day
    assert years_before(today, born.age(today) + 1) < day


@given(day=days, today=days)
def test_what_agrees_narrows_and_what_contradicts_is_seen(day, today):
    if day >= today - timedelta(days=366):
        return
    exact = Born.on(day)
    assert exact.also(Born.with_age(exact.age(today), today)) == exact
    assert exact.also(Born.with_age(exact.age(today) + 1, today)) is None


# --- In the database ---------------------------------------------------------------------------------------------------

entries = st.fixed_dictionaries(
    {},
    optional={
        "age": st.none() | st.integers(1, 130),
        "gender": st.none() | st.sampled_from(["male", "female", "other"]),
        "weight": st.none() | st.floats(1, 500),
        "allergies": st.lists(st.sampled_from(["nuts", "milk", "penicillin"]), max_size=3),
        "wellness": st.fixed_dictionaries({}, optional={"sleepQuality": st.sampled_from(["poor", "good"])}),
    },
)
steps = st.lists(st.tuples(entries, st.sampled_from(Source), st.sampled_from(Confidence), st.booleans()), max_size=6)
KEYS = ("age", "gender", "weight", "allergies", "wellness.sleepQuality")


@pytest.mark.django_db
@bounded
@given(told=steps)
def test_no_order_of_entries_loses_what_was_typed_and_undoing_all_leads_back(amina, told):
    Change.objects.all().delete()
    HealthProfile.objects.all().delete()
    amina.__dict__.pop("health_profile", None)
    for values, source, confidence, explicit in told:
        before = profile_of(amina)
        kept = {key: read(before, key) for key in KEYS}
        after = profile_update(person=amina, values=values, source=source, confidence=confidence, explicit=explicit)
        flat = {**values, **{f"wellness.{key}": one for key, one in values.get("wellness", {}).items()}}
        for key in KEYS:
            origin = before.origin(key)
            if key not in flat or (
                origin and origin.source == Source.TYPED and source != Source.TYPED and not explicit
            ):
                assert read(after, key) == kept[key]
            if key in flat and source == Source.TYPED and flat[key] is not None:
                assert after.provenance[key]["source"] == "typed"
        assert set(after.provenance) <= set(KEYS)
    assert profile_wire(profile_of(amina))["age"] in (None, *range(1, 131))
    for change in Change.objects.order_by("-created_at", "-id"):
        change_undo(person=amina, change_id=change.pk)
    empty = profile_of(amina)
    assert [read(empty, key) for key in KEYS] == [None, None, None, [], None]


@pytest.mark.django_db
@bounded
@given(
    known=entries,
    sent=st.dictionaries(st.sampled_from(["age", "weight", "gender", "wellness", "allergies", "x"]), st.text()),
)
def test_what_is_refused_changes_nothing(amina, known, sent):
    typed(amina, **known)
    before = etag_of(profile_wire(profile_of(amina)))
    changes = Change.objects.count()
    try:
        typed(amina, **sent)
    except Problem as problem:
        assert problem.code == "VALIDATION_ERROR" and problem.errors
        assert (etag_of(profile_wire(profile_of(amina))), Change.objects.count()) == (before, changes)


# --- At once -----------------------------------------------------------------------------------------------------------


def at_once(*acts) -> list:
    """Everybody begins in the same moment, each with a connection of their own."""
    begin = Barrier(len(acts))

    def run(act):
        try:
            begin.wait(60)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def patch(secret: str, values: dict, **headers: str):
    return lambda: api_of(secret=secret).patch("/api/profile/", values, format="json", headers=headers)


@pytest.mark.django_db(transaction=True)
def test_two_patches_at_once_are_both_kept(amina):
    secret = setup_token(amina)[1]
    store(Db.CACHE).flushdb()
    fields = [{"age": 34}, {"weight": 62}, {"wellness": {"sleepQuality": "good"}}, {"wellness": {"stressLevel": "low"}}]
    assert [answer.status_code for answer in at_once(*(patch(secret, one) for one in fields))] == [200] * 4
    wire = profile_wire(profile_of(amina))
    assert (wire["age"], wire["weight"]) == (34, 62)
    assert (wire["wellness"]["sleepQuality"], wire["wellness"]["stressLevel"]) == ("good", "low")
    assert set(wire["provenance"]) == {"age", "weight", "wellness.sleepQuality", "wellness.stressLevel"}
    assert HealthProfile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_that_build_on_the_same_state_one_wins(amina):
    secret = setup_token(amina)[1]
    store(Db.CACHE).flushdb()
    tag = api_of(secret=secret).get("/api/profile/")["ETag"]
    answers = at_once(*(patch(secret, {"age": age}, If_Match=tag) for age in (34, 43, 52)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    [won] = [answer.json()["age"] for answer in answers if answer.status_code == 200]
    assert profile_of(amina).age == won
    assert Change.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_undo_twice_at_once(amina):
    secret = setup_token(amina)[1]
    store(Db.CACHE).flushdb()
    typed(amina, age=34)
    typed(amina, age=35)
    change_id = str(Change.objects.latest("created_at").pk)

    def undo():
        return api_of(secret=secret).post("/api/profile/undo/", {"change_id": change_id}, format="json").status_code

    assert sorted(at_once(undo, undo)) == [200, 409]
    assert profile_of(amina).age == 34


@pytest.mark.django_db(transaction=True)
def test_interview_and_person_at_once(amina):
    """Whoever is first, the person's own entry is what stays."""
    for _ in range(3):
        HealthProfile.objects.all().delete()
        at_once(
            lambda: typed(amina, age=34),
            lambda: profile_update(
                person=type(amina).objects.get(pk=amina.pk), values={"age": 43}, source=Source.INTERVIEW
            ),
        )
        assert profile_of(amina).age == 34
