"""A reading put into plain words by a language model, where its person asks for it."""

from __future__ import annotations

import threading

import pytest
from django.test import Client

from imaging import explaining, reading, services, wording
from imaging.models import Study
from imaging.records import Status
from praxia.lib.errors import Problem
from praxia.lib.stores import Db, store
from profiling.profile.records import Use
from profiling.profile.services import consent_set
from tests.base import api_of
from tests.chat.conftest import model, provider
from tests.imaging.setup import FINDING, setup_study, study_kept
from tests.live import wait_for

__all__ = ["model", "provider"]

pytestmark = pytest.mark.django_db(transaction=True)
KEEPS = "This is a demonstration. The risk of pneumonia is 3 %, below the threshold of 42 %."


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    store(Db.CACHE).flushdb()


@pytest.fixture
def study(amina) -> Study:
    """A film with a note that names its person; its reading is the one of the tests' FINDING."""
    study_id = study_kept(amina)["study_id"]
    said = wording.explained([FINDING], demonstration=True, triage=None)
    Study.objects.filter(pk=study_id).update(note="I am Amina Okonkwo and I cough", explanation=said)
    return Study.objects.select_related("reading", "owner").get(pk=study_id)


def asked(study: Study) -> Study:
    services.explanation_ask(study=study)
    reading.read(str(study.pk))
    return Study.objects.select_related("reading", "owner").get(pk=study.pk)


def page(study: Study) -> str:
    client = Client()
    client.force_login(study.owner)
    return client.get(f"/xray/{study.pk}/").content.decode()


def test_it_works(study, provider, model) -> None:
    provider.script(model, {"text": KEEPS})
    assert "Explain this in plain words" in page(study)
    before = study.explanation
    study = asked(study)
    assert study.status == "complete" and study.explanation.pop("plain")["text"] == KEEPS
    assert study.explanation == before and study.readings.count() == 1 and "explain" not in study.meta
    told = api_of(study.owner).get(f"/api/xray-analyses/{study.pk}/").json()
    assert told["plain_words"]["model"] == model and told["analysis_result"] == before["text"]
    shown = page(study)
    assert "In plain words" in shown and KEEPS in shown and before["text"] in shown
    assert [event["type"] for event in study.journal.events()] == ["progress", "end"]


def test_the_model_is_told_the_result_and_nothing_else(study, provider, model) -> None:
    asked(study)
    (sent,) = provider.requests(model)
    words = str(sent)
    assert "Risk 3 % (2 % to 5 %)" in words and "threshold is 42 %" in words and "demonstration" in words
    assert "Amina" not in words and "cough" not in words and str(study.pk) not in words and "image" not in words


def test_what_does_not_keep_to_the_result_is_left_out_and_told(study, provider, model) -> None:
    provider.script(model, {"text": f"{KEEPS} You are healthy. The risk of cancer is 90 %."})
    study = asked(study)
    assert study.explanation["plain"]["text"] == KEEPS
    assert explaining.CHECKED in page(study)


def test_nothing_is_shown_where_nothing_keeps_to_it(study, provider, model) -> None:
    provider.script(model, {"text": "You are healthy. Do not see a doctor."})
    study = asked(study)
    assert "plain" not in study.explanation and study.explanation["text"] in page(study)
    assert explaining.UNFOUNDED in page(study) and "healthy" not in page(study)


@pytest.mark.parametrize(("step", "words"), [({"status": 401}, "AWAY"), ({"fault": "filter", "after": 0}, "REFUSED")])
def test_the_words_from_templates_stay(study, provider, model, step, words) -> None:
    provider.script(model, step)
    study = asked(study)
    assert study.status == "complete" and "plain" not in study.explanation
    assert study.explanation["text"] in page(study) and getattr(explaining, words) in page(study)


def test_without_a_model_nothing_is_offered_and_nothing_asked(study) -> None:
    assert "Explain this in plain words" not in page(study)
    assert explaining.NOT_CONFIGURED in page(asked(study))


def test_without_consent_nothing_is_sent(study, provider, model) -> None:
    consent_set(person=study.owner, use=Use.LANGUAGE_MODEL, allowed=False)
    assert "Explain this in plain words" not in page(study)
    assert explaining.NOT_ALLOWED in page(asked(study)) and provider.requests(model) == []


def test_a_film_that_is_not_read_cannot_be_explained(amina, model) -> None:
    with pytest.raises(Problem, match="CONFLICT"):
        services.explanation_ask(study=setup_study(amina))


def test_a_stop_ends_it_and_leaves_the_reading(study, provider, model) -> None:
    provider.script(model, {"text": KEEPS, "fault": "stall", "after": 3})
    services.explanation_ask(study=study)
    working = threading.Thread(target=reading.read, args=(str(study.pk),))
    working.start()
    wait_for(lambda: provider.requests(model), what="the model to be asked")
    client = Client()
    client.force_login(study.owner)
    client.post(f"/xray/{study.pk}/", {"unexplain": "1"})
    working.join(60)
    study.refresh_from_db()
    assert not working.is_alive() and study.status == "complete" and "plain" not in study.explanation


def test_a_stop_before_anybody_began_withdraws_it(study, model) -> None:
    services.explanation_ask(study=study)
    study.refresh_from_db()
    assert study.is_explained and "put into plain words" in page(study)
    told = api_of(study.owner).delete(f"/api/xray-analyses/{study.pk}/explanation/")
    assert told.status_code == 200 and told.json()["status"] == "complete" and told.json()["findings"]
    reading.read(str(study.pk))
    assert Study.objects.get().explanation == study.explanation


def test_the_words_are_removed_again(study, provider, model) -> None:
    provider.script(model, {"text": KEEPS})
    study = asked(study)
    client = Client()
    client.force_login(study.owner)
    client.post(f"/xray/{study.pk}/", {"unexplain": "1"})
    assert "plain" not in Study.objects.get().explanation and "Explain this in plain words" in page(study)


def test_another_reading_ends_the_words_about_the_first(study, provider, model) -> None:
    provider.script(model, {"text": KEEPS})
    study = asked(study)
    services.study_read_again(study=study)
    reading.read(str(study.pk))
    study.refresh_from_db()
    assert study.reading.number == 2 and "plain" not in study.explanation


def test_three_lost_runs_leave_the_reading_and_say_so(study, model) -> None:
    services.explanation_ask(study=study)
    Study.objects.update(status=Status.RUNNING, run=3)
    assert list(reading.sweep()) == []
    study.refresh_from_db()
    assert study.status == "complete" and study.error is None and explaining.BROKE_OFF in page(study)
