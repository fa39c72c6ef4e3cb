"""What the pages of the installation itself say: where words go, what is not set up, and what an error page tells."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def said(path: str) -> str:
    return Client().get(path).content.decode()


def test_privacy_names_every_library_that_is_sent_words(settings):
    settings.RESEARCH_SOURCES = ["pubmed", "medlineplus"]
    page = said("/privacy/")
    assert "PubMed, MedlinePlus" in page
    assert "ClinicalTrials" not in page and "openFDA" not in page


def test_privacy_names_who_is_sent_names_of_medicines(settings):
    settings.RESEARCH_SOURCES = ["openfda", "rxnorm"]
    assert "openFDA, RxNorm. They are sent the names of medicines" in said("/privacy/")


def test_privacy_of_a_house_that_asks_nobody(settings):
    settings.RESEARCH_SOURCES = ["none"]
    assert "libraries that are searched here" not in said("/privacy/")


def test_status_says_how_to_add_a_model():
    assert ".env.example says how" in said("/status/")


def test_error_codes_mark_what_is_of_programs():
    assert "<code>errors</code> names the fields" in said("/docs/errors")


def test_a_form_that_is_too_large_is_said_to_be(amina, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client = Client()
    client.force_login(amina, backend=settings.AUTHENTICATION_BACKENDS[0])
    answer = client.post("/chat/", {"content": "a" * 2000}, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert b"larger than this page takes" in answer.content
