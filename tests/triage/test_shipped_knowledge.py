"""The knowledge that is part of Praxia: valid, whole, and judged as its own cases say."""

from __future__ import annotations

import pytest

from praxia.triage import Level, crisis_lines, emergency, judge, shipped
from praxia.triage.check import report
from praxia.triage.loading import read_folder


def test_every_case_is_judged_as_expected():
    lines, wrong = report()
    assert not wrong, "\n".join(lines)


def test_quotas():
    body, _ = read_folder()
    assert len(body.red_flags) >= 90
    assert len(body.conditions) >= 120
    assert len(body.cases) >= 3 * len(body.red_flags)


def test_advice_is_made_of_whole_sentences():
    """A comma outside quotation marks in YAML makes two pieces of advice out of one."""
    rules = shipped().body.red_flags.values()
    advice = [piece for rule in rules for piece in (*rule.do_now, *rule.do_not)]
    assert [piece for piece in advice if not (piece[0].isupper() and piece.endswith((".", "?", '"')))] == []


def test_nothing_claims_a_review_that_did_not_happen():
    body = shipped().body
    assert all(entry.reviewed_on is None for entry in (*body.red_flags.values(), *body.conditions.values()))


def test_rules_that_hold_back_need_a_reason_that_is_not_a_crisis():
    assert all(not rule.none or rule.level is not Level.CALL_NOW or not rule.crisis for rule in shipped().rules)


@pytest.mark.parametrize("text", ["what is a cardiac arrest", "what causes chest pain and vomiting in children"])
def test_a_sign_that_a_crisis_may_bring_can_be_asked_about(text):
    assert judge(text).level is Level.SELF_CARE


@pytest.mark.parametrize("country", ["GB", "US", "FR", "KE", "IN", "DE"])
def test_numbers_of_a_country(country):
    assert emergency(country)[0].country == country
    assert crisis_lines(country)


def test_the_two_texts_of_the_first_page():
    assert judge("I have had a sore throat and fever for two days").level < Level.ED_NOW
    assert judge("crushing chest pain going into my left arm, I'm sweating").level is Level.CALL_NOW


def test_the_age_of_a_cut_is_no_newborns():
    assert "newborn" not in {one.id for one in judge("my 2 week old cut is red and I have a fever").findings}
    assert "newborn" in {one.id for one in judge("my 2 week old has a fever").findings}
