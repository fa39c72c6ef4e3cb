"""The talk page as the server draws it."""

from __future__ import annotations

import pytest
from django.test import Client

from chat.models import Conversation
from chat.views import RECENT

TITLE = '<span dir="auto">Talk '
pytestmark = pytest.mark.django_db


@pytest.fixture
def page(amina, settings):
    """The empty page of somebody with one talk more than is listed at first."""
    Conversation.objects.bulk_create(Conversation(owner=amina, title=f"Talk {n}") for n in range(RECENT + 1))
    client = Client()
    client.force_login(amina, backend=settings.AUTHENTICATION_BACKENDS[0])
    return lambda query="": client.get(f"/chat/{query}").content.decode()


def test_the_newest_talks_are_listed(page):
    assert page().count(TITLE) == 2 * RECENT  # in the rail, and on a phone below the beginning
    assert "Show all talks" in page()


def test_all_talks_can_be_listed(page):
    assert page("?all").count(TITLE) == 2 * (RECENT + 1)
    assert "Show all talks" not in page("?all")


def test_what_is_searched_for_stays_searched_for(page):
    assert 'href="?q=Talk%20&amp;all"' not in page("?q=Talk%2050")
    assert 'href="?q=Talk&amp;all"' in page("?q=Talk")
