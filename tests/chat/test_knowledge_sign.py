"""Clinicians sign entries of the knowledge in the admin; a signature holds for the words that were read."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils.html import escape

from chat import signing, wording
from chat.judging import judge_text
from chat.models import KnowledgeSignature
from praxia.lib.errors import Problem
from praxia.triage import About, shipped
from tests.base import PASSWORD, setup_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule():
    return next(entry for (kind, _), entry in signing.entries().items() if kind == signing.RED_FLAG)


@pytest.fixture
def dana():
    person = setup_user("Dana", is_staff=True)
    person.user_permissions.set(
        Permission.objects.filter(
            codename__in=["sign_knowledge", "view_knowledgesignature"], content_type__app_label="chat"
        )
    )
    return person


@pytest.fixture
def browser(dana):
    client = Client()
    client.force_login(dana, backend="profiling.backends.EmailBackend")
    return client


def page_of(entry):
    return f"/admin/chat/knowledgesignature/entries/{entry.kind}/{entry.id}/"


def sign(browser, entry, **given):
    return browser.post(page_of(entry), {"password": PASSWORD, "fingerprint": entry.fingerprint, "note": ""} | given)


def test_dana_signs_an_entry(browser, rule, dana):
    assert sign(browser, rule).status_code == 302
    row = signing.signatures()[rule.kind, rule.id]
    assert row.signed_by == dana
    assert signing.signed_on([(rule.kind, rule.id)]) == {(rule.kind, rule.id): row.signed_at.date()}


def test_a_wrong_password_signs_nothing(browser, rule):
    answer = sign(browser, rule, password="wrong")
    assert answer.status_code == 422
    assert not KnowledgeSignature.objects.exists()


def test_an_entry_that_changed_meanwhile_is_not_signed(browser, rule):
    answer = sign(browser, rule, fingerprint="0" * 64)
    assert answer.status_code == 422
    assert "has changed since you opened it" in answer.content.decode()
    assert not KnowledgeSignature.objects.exists()


def test_of_two_who_sign_one_is_told(rule, dana):
    both = {"clinician": dana, "kind": rule.kind, "id_": rule.id, "fingerprint": rule.fingerprint}
    signing.entry_sign(**both)
    with pytest.raises(Problem, match="STALE"):
        signing.entry_sign(**both)
    assert KnowledgeSignature.objects.count() == 1


def test_a_signature_of_other_words_has_lapsed(rule, dana):
    KnowledgeSignature.objects.create(kind=rule.kind, entry=rule.id, fingerprint="0" * 64, signed_by=dana)
    assert signing.signatures() == {}
    assert signing.signed_on([(rule.kind, rule.id)]) == {}


def test_a_signature_is_withdrawn_with_its_reason(browser, rule):
    sign(browser, rule)
    assert browser.post(page_of(rule), {"why": ""}).status_code == 422
    assert browser.post(page_of(rule), {"why": "The threshold is out of date."}).status_code == 302
    assert signing.signatures() == {}
    assert KnowledgeSignature.objects.get().withdrawn_why == "The threshold is out of date."


def test_staff_without_the_right_cannot_sign(rule, dana):
    dana.user_permissions.remove(Permission.objects.get(codename="sign_knowledge"))
    client = Client()
    client.force_login(dana, backend="profiling.backends.EmailBackend")
    assert "Sign this entry" not in client.get(page_of(rule)).content.decode()
    assert sign(client, rule).status_code == 422
    assert not KnowledgeSignature.objects.exists()


def test_the_list_says_what_is_open(browser, rule):
    page = browser.get("/admin/chat/knowledgesignature/entries/").content.decode()
    assert f"0 of {len(signing.entries())} entries are signed" in page
    assert rule.id in page
    sign(browser, rule)
    signed = browser.get("/admin/chat/knowledgesignature/entries/?show=signed").content.decode()
    assert rule.id in signed


def test_amina_does_not_reach_it(rule):
    client = Client()
    client.force_login(setup_user("Amina"), backend="profiling.backends.EmailBackend")
    assert client.get(page_of(rule)).status_code == 302


def test_an_answer_says_who_has_reviewed_it(dana):
    judged = judge_text("I have had a sore throat for two days", about=About())
    assert wording.NOT_REVIEWED in wording.draft(signing.with_signatures(judged)).disclaimer
    for kind, shown in ((signing.RED_FLAG, judged.assessment.rules), (signing.CONDITION, judged.assessment.conditions)):
        for one in shown:
            entry = signing.entry_of(kind, one.id)
            signing.entry_sign(clinician=dana, kind=kind, id_=one.id, fingerprint=entry.fingerprint)
    draft = wording.draft(signing.with_signatures(judged))
    assert "A clinician has reviewed the rules and texts behind it" in draft.disclaimer
    assert draft.structured["diagnosis"]["conditions"][0]["reviewed_on"]


def test_what_people_are_told_stands_there_in_words(browser):
    entry = next(one for one in signing.entries().values() if dict(one.lines).get("what helps, as people are told"))
    body = shipped().body
    care = body.care_advice[body.conditions[entry.id].self_care[0]].text
    page = browser.get(page_of(entry)).content.decode()
    assert escape(care) in page and "Level." not in page and "sens_band" not in page


@pytest.mark.parametrize(
    ("text", "kind", "id_"),
    [
        ("can I take ibuprofen with warfarin", signing.PAIR, "anticoagulants_nsaids"),
        ("what does metformin do", signing.MEDICINE, "metformin"),
    ],
)
def test_what_is_told_of_medicines_is_signed_like_the_rest(browser, text, kind, id_):
    judged = judge_text(text, about=About())
    assert wording.NOT_REVIEWED in wording.draft(signing.with_signatures(judged)).disclaimer
    assert sign(browser, signing.entry_of(kind, id_)).status_code == 302
    assert "A clinician has reviewed" in wording.draft(signing.with_signatures(judged)).disclaimer


def test_two_medicines_are_read_by_their_names(browser):
    page = browser.get(page_of(signing.entry_of(signing.PAIR, "nitrates_pde5"))).content.decode()
    assert "a nitrate (nitroglycerin, isosorbide)" in page and "never" in page and "nitrate together with" in page
