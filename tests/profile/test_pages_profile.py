"""The pages of one's profile, as a browser without script uses them."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from praxia.lib.stores import Db, store
from profiling.privacy.models import AccessLog
from profiling.profile.models import Change, Picture, Share
from profiling.profile.records import Confidence, Source, Use
from profiling.profile.selectors import allows, profile_of, profile_wire
from profiling.profile.services import profile_update
from tests.chat.setup import setup_answer
from tests.imaging.setup import setup_study
from tests.profile.setup import jpeg, share, typed, verified

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_counters() -> None:
    store(Db.CACHE).flushdb()


@pytest.fixture
def browser(client, amina):
    client.force_login(amina)
    return client


def text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def form(section: str, **fields: str) -> dict[str, str]:
    return {"section": section} | fields


def test_empty(browser):
    page = browser.get("/profile/")
    assert page.status_code == 200
    assert "Nothing is known about you yet" in text(page)
    assert "Not said" in text(page)


def test_values_with_where_they_came_from(browser, amina):
    typed(amina, weight=62.5, conditions="asthma")
    profile_update(
        person=amina, values={"age": 34}, source=Source.INTERVIEW, confidence=Confidence.MEDIUM, quote="I'm 34, I think"
    )
    page = text(browser.get("/profile/"))
    assert "62.5 kg Written by you on" in page
    assert "34 years From the interview on" in page and "fairly sure" in page and "I&#x27;m 34, I think" in page


def test_edit_in_place(browser, amina):
    assert 'name="medicine_0_name"' in browser.get("/profile/?edit=health").content.decode()
    answer = browser.post(
        "/profile/",
        form("health", conditions="asthma\nhigh blood pressure", allergies="nuts, milk", medicine_0_name="salbutamol",
             medicine_0_dose="100 µg", medicine_0_needed="yes", medicine_1_name="", medicine_1_dose=""),
    )  # fmt: skip
    assert (answer.status_code, answer["Location"]) == (302, "/profile/#health")
    known = profile_of(amina)
    assert known.conditions == ["asthma", "high blood pressure"]
    assert known.allergies == ["nuts", "milk"]
    assert known.medications == [{"name": "salbutamol", "dose": "100 µg", "as_needed": True}]
    assert "salbutamol, 100 µg, as needed" in text(browser.get("/profile/"))


def test_an_entry_with_a_comma_outlives_a_change_beside_it(browser, amina):
    typed(amina, conditions=["diabetes, type 2"])
    browser.post(
        "/profile/", form("health", conditions="diabetes, type 2\r\nasthma, eczema", allergies="", medical_history="")
    )
    assert profile_of(amina).conditions == ["diabetes, type 2", "asthma", "eczema"]


def test_a_dose_without_its_medicine_is_not_thrown_away(browser, amina):
    answer = browser.post("/profile/", form("health", conditions="", medicine_0_name="", medicine_0_dose="100 µg"))
    assert answer.status_code == 422
    assert (
        "Please write the name of the medicine beside its dose." in text(answer) and "100 µg" in answer.content.decode()
    )


def test_what_was_left_as_it_stood_keeps_its_origin(browser, amina):
    profile_update(person=amina, values={"age": 34, "gender": "female"}, source=Source.INTERVIEW)
    browser.post(
        "/profile/", form("you", full_name="Amina", birth_date="", age="34", gender="other", sex="", pregnant="")
    )
    known = profile_of(amina)
    assert known.provenance["age"]["source"] == "interview"
    assert (known.gender, known.provenance["gender"]["source"]) == ("other", "typed")


def test_a_date_of_birth_and_then_an_age(browser, amina):
    def sent(**fields: str):
        blank = {"full_name": "Amina", "birth_date": "", "age": "", "gender": "", "sex": "", "pregnant": ""}
        browser.post("/profile/", form("you", **blank | fields))
        return profile_wire(profile_of(amina))["age"], profile_wire(profile_of(amina))["birth_date"]

    assert sent(birth_date="1992-05-17")[1] == "1992-05-17"
    assert "17 May 1992 (" in text(browser.get("/profile/"))
    assert sent(birth_date="1992-05-17")[1] == "1992-05-17"
    assert sent(birth_date="1992-05-17", age="20") == (20, None), "what was typed last"
    assert sent(age="20") == (20, None)
    assert sent() == (None, None)


def test_what_was_understood_is_confirmed(browser, amina):
    profile_update(person=amina, values={"age": 34}, source=Source.INTERVIEW, confidence=Confidence.LOW)
    assert "Is it right?" in text(browser.get("/profile/"))
    browser.post("/profile/", form("you", confirm="yes"))
    assert profile_of(amina).provenance["age"]["source"] == "typed"
    assert "Is it right?" not in text(browser.get("/profile/"))


def test_a_refusal_keeps_what_was_typed(browser, amina):
    answer = browser.post("/profile/", form("body", weight="900", height="tall", units="metric"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="900"' in page and 'value="tall"' in page
    assert page.count("Weight must be between 1 and 500 kg.") == 2, "in the summary and beside the field"
    assert profile_of(amina).weight_kg is None and not Change.objects.exists()


def test_a_country_that_is_refused_is_not_kept_in_memory_either(browser, amina):
    answer = browser.post("/profile/", form("place", country="XX", time_zone="UTC", preferred_language="en"))
    assert answer.status_code == 422
    assert 'href="tel:112"' in browser.get("/chat/").content.decode()


def test_pounds_and_feet(browser, amina):
    typed(amina, units="imperial", weight=62.5, height=168)
    page = text(browser.get("/profile/"))
    assert "137.8 lb" in page and "5 ft 6 in" in page
    browser.post("/profile/", form("body", weight_lb="137.8", height_ft="5", height_in="6", units="imperial"))
    assert (profile_of(amina).weight_kg, profile_of(amina).height_cm) == (62.5, 168), "unchanged is unchanged"
    browser.post("/profile/", form("body", weight_lb="150", height_ft="6", height_in="", units="imperial"))
    wire = profile_wire(profile_of(amina))
    assert (wire["weight"], wire["height"]) == (68.04, 182.88)
    refused = browser.post("/profile/", form("body", weight_lb="2000", height_ft="6", height_in="0", units="imperial"))
    assert refused.status_code == 422 and "1,102 lb" in text(refused)


def test_a_decimal_comma(browser, amina):
    browser.post("/profile/", form("body", weight="62,5", height="", units="metric"))
    assert profile_of(amina).weight_kg == 62.5


def test_clearing(browser, amina):
    typed(amina, weight=62.5, emergency_contact={"name": "Ben", "phone": "+254 700 000000"})
    browser.post("/profile/", form("body", weight="", height="", units="metric"))
    browser.post("/profile/", form("contact", contact_name="", contact_phone="", contact_relationship=""))
    assert (profile_of(amina).weight_kg, profile_of(amina).emergency_contact) == (None, None)


def test_a_contact_without_a_number(browser):
    answer = browser.post("/profile/", form("contact", contact_name="Ben", contact_phone="", contact_relationship=""))
    assert answer.status_code == 422 and 'value="Ben"' in answer.content.decode()


def test_an_unknown_section_changes_nothing(browser):
    assert browser.post("/profile/", form("x", weight="7")).status_code == 302
    assert browser.get("/profile/?edit=x").status_code == 200


def test_a_picture(browser, amina):
    browser.post("/profile/", {"picture": SimpleUploadedFile("me.png", jpeg(form="PNG"))})
    assert "Your picture" in browser.get("/profile/").content.decode()
    refused = browser.post("/profile/", {"picture": SimpleUploadedFile("me.png", b"nothing")})
    assert refused.status_code == 422
    browser.post("/profile/", {"picture": ""})
    assert not Picture.objects.exists()


def test_history_and_back(browser, amina):
    assert "Nothing has changed yet" in text(browser.get("/profile/history/"))
    typed(amina, gender="female")
    typed(amina, gender="other")
    page = browser.get("/profile/history/").content.decode()
    assert "<del>Woman</del> <ins>Another</ins>" in page
    newest = Change.objects.latest("created_at")
    assert browser.post("/profile/history/", {"change_id": str(newest.pk)}).status_code == 302
    assert profile_of(amina).gender == "female"
    again = browser.post("/profile/history/", {"change_id": str(newest.pk)})
    assert again.status_code == 409 and "changed again" in text(again)
    assert browser.post("/profile/history/", {"change_id": "x"}).status_code == 404


def test_consents(browser, amina):
    page = text(browser.get("/profile/consents/"))
    assert page.count("Without:") == 4
    browser.post("/profile/consents/", {"language_model": "no", "clinician_review": "yes"})
    assert not allows(amina, Use.LANGUAGE_MODEL) and allows(amina, Use.CLINICIAN_REVIEW)
    assert not allows(amina, Use.RESEARCH_SEARCH)


def test_sharing(browser, amina, ben, client):
    verified(ben)
    assert "You share nothing with anybody" in text(browser.get("/profile/sharing/"))
    assert browser.post("/profile/sharing/", {"email": ben.email, "scope": ["profile", "chat"]}).status_code == 302
    refused = browser.post("/profile/sharing/", {"email": "ben", "scope": []})
    assert refused.status_code == 422 and 'value="ben"' in refused.content.decode()
    given = Share.objects.get()
    assert browser.post("/profile/sharing/", {"end": str(given.pk)}).status_code == 302
    assert not Share.objects.exists()
    assert browser.post("/profile/sharing/", {"end": str(given.pk)}).status_code == 404


def test_reading_what_is_shared(client, amina, ben, chloe):
    typed(amina, conditions="asthma")
    talk = setup_answer(amina)
    film = setup_study(amina)
    share(amina, verified(ben), "profile", "chat", "xray")
    client.force_login(ben)
    assert "Amina" in text(client.get("/profile/sharing/"))
    profile = text(client.get(f"/profile/shared/{amina.pk}/"))
    assert "asthma Their own entry on" in profile and "by you" not in profile
    assert "sore throat" in text(client.get(f"/chat/shared/{amina.pk}/"))
    page = client.get(f"/chat/shared/{amina.pk}/{talk.conversation_id}/")
    assert talk.content in text(page) and page.content.decode().count(talk.content) == 1
    assert "&#x27;" not in page.content.decode()  # nothing of how rows are kept
    assert f"/xray/{film.pk}/" in client.get(f"/xray/shared/{amina.pk}/").content.decode()
    assert client.get(f"/xray/{film.pk}/").status_code == 200
    assert "chest X-rays" in list(AccessLog.objects.values_list("what", flat=True))
    client.force_login(chloe)
    for path in (
        f"/profile/shared/{amina.pk}/", f"/chat/shared/{amina.pk}/", f"/chat/shared/{amina.pk}/{talk.conversation_id}/",
        f"/chat/{talk.conversation_id}/", f"/xray/shared/{amina.pk}/", f"/xray/{film.pk}/",
    ):  # fmt: skip
        assert client.get(path).status_code == 404


# --- The first page ----------------------------------------------------------------------------------------------------


def test_three_questions(browser, amina):
    page = text(browser.get("/profile/begin/"))
    assert "In which country are you?" in page and "Kenya" in page
    answer = browser.post("/profile/begin/", {"preferred_language": "fr", "country": "KE", "units": "imperial"})
    assert answer["Location"] == "/"
    amina.refresh_from_db()
    assert (amina.preferred_language, amina.country, amina.time_zone) == ("fr", "KE", "Africa/Nairobi")
    assert profile_of(amina).units == "imperial"
    assert browser.get("/profile/begin/")["Location"] == "/", "once"


def test_three_questions_and_then_the_interview(browser):
    assert browser.post("/profile/begin/", {"interview": "yes"})["Location"] == "/interview/"


def test_three_questions_skipped(browser, amina):
    browser.post("/profile/begin/", {"skip": "yes", "country": "KE"})
    amina.refresh_from_db()
    assert amina.country == ""
    assert browser.get("/profile/begin/").status_code == 302


def test_a_wrong_answer_is_asked_again(browser):
    answer = browser.post("/profile/begin/", {"country": "XX", "units": "imperial"})
    assert answer.status_code == 422
    assert 'value="imperial" checked' in answer.content.decode()


def test_signing_in_for_the_first_time_leads_there(client, amina):
    answer = client.post("/accounts/login/", {"login": amina.email, "password": "correct horse battery"})
    assert answer["Location"] == "/profile/begin/"


def test_times_are_told_by_the_clock_of_their_reader(browser, amina):
    amina.time_zone = "Asia/Kolkata"
    amina.save()
    browser.post("/profile/consents/", {"clinician_review": "yes"})
    at = amina.consents.latest("created_at").created_at
    page = text(browser.get("/profile/consents/"))
    assert f"{at.astimezone(ZoneInfo('Asia/Kolkata')):%H:%M} IST" in page


def test_a_clock_that_nobody_knows_is_none(browser, amina):
    amina.time_zone = "Nowhere/None"
    amina.save()
    browser.post("/profile/consents/", {"clinician_review": "yes"})
    assert " UTC" in text(browser.get("/profile/consents/"))


def test_saved_is_told_where_the_page_opens(browser, amina):
    answer = browser.post("/profile/", form("body", weight="62.5", units="metric"), follow=True)
    assert answer.redirect_chain[-1][0].endswith("#body")
    page = answer.content.decode()
    body = page[page.index('<section class="values" id="body"') : page.index('<section class="values" id="health"')]
    assert "Saved." in body and page.count("Saved.") == 1


def test_sharing_nothing_is_refused_in_the_words_of_the_page(browser):
    answer = browser.post("/profile/sharing/", {"email": "ben@example.org"})
    assert answer.status_code == 422
    assert text(answer).count("Please choose what may be read.") == 2 and "xray" not in text(answer)
