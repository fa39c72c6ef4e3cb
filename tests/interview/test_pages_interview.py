"""The interview's page without script: what stands on it after each thing that somebody does."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from profiling.interview.records import PAGE_SESSION
from tests.interview.setup import say

pytestmark = pytest.mark.django_db
URL = "/interview/"


@pytest.fixture
def browser(client: Client, amina) -> Client:
    client.force_login(amina)
    client.post(URL, {"do": "begin"})
    return client


def shown(client: Client, path: str = URL) -> str:
    main = re.search(r"<main.*?</main>", client.get(path).content.decode(), re.DOTALL)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_the_greeting_is_no_part_of_the_question(browser):
    assert '<h2 id="question">How old are you?' in browser.get(URL).content.decode()
    assert shown(browser).count("Hello.") == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_to_an_earlier_question_says_to_which(browser, amina):
    say(amina, "I'm 34", name=PAGE_SESSION)
    open_question = "How active are you in a usual week?"
    assert shown(browser).count(open_question) == 1
    assert "You went back." in shown(browser, f"{URL}?back=1")
    say(amina, "I'm 35", name=PAGE_SESSION, number=1)
    page = shown(browser)
    assert "To question 1, again I'm 35" in page and "again I'm 34" not in page
    assert page.count(open_question) == 1  # still open, and not among what was asked and answered


def test_a_refused_entry_leads_to_its_field(browser):
    answer = browser.post(URL, {"do": "edit", "age": "9"})
    assert answer.status_code == 422
    assert '<a href="#edit-age">Age</a>: This interview is for people of 18 and over.' in answer.content.decode()
