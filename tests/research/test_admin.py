"""The admin shows papers, headlines and how searches went; what people asked or wrote stands nowhere in it."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.utils import timezone

from research import models
from research.models import NewsItem, Paper, Saved
from tests.base import setup_user
from tests.research.searches import LONG_TERM, setup_search

pytestmark = pytest.mark.django_db

WORDS = "what shall become of my pancreas"


@pytest.fixture
def root(db) -> Client:
    client = Client()
    client.force_login(setup_user("Root", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def search(amina):
    found = setup_search(amina, query=WORDS, plan={"terms": [WORDS]}, content=WORDS)
    Saved.objects.create(owner=amina, paper=found.papers.first(), note=WORDS)
    return found


def test_papers_and_headlines(root, search):
    NewsItem.objects.create(url="https://www.who.int/x", title="Measles", source="who", fetched_at=timezone.now())
    assert LONG_TERM in root.get("/admin/research/paper/?q=26900641").content.decode()
    assert "Measles" in root.get("/admin/research/newsitem/").content.decode()


def test_how_searches_went_without_a_word_of_them(root, search, amina):
    paper = Paper.objects.get(pmid="26900641")
    pages = (f"search/{search.id}/change/", "search/", f"paper/{paper.id}/change/")
    shown = [root.get(f"/admin/research/{path}").content.decode() for path in pages]
    assert "europepmc: unavailable" in shown[0] and "europepmc: unavailable" in shown[1]
    for page in shown:
        assert WORDS not in page and amina.email not in page and str(amina.pk) not in page


def test_what_is_a_persons_own_has_no_page():
    shown = {model for model in admin.site._registry if model._meta.app_label == "research"}
    assert shown == {models.Paper, models.NewsItem, models.Search}


@pytest.mark.parametrize("table", ["paper", "newsitem", "search"])
def test_nothing_is_changed_by_hand(root, search, table):
    assert root.get(f"/admin/research/{table}/add/").status_code == 403
    row = {"paper": Paper.objects.first(), "search": search}.get(table)
    if row:
        assert root.post(f"/admin/research/{table}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
