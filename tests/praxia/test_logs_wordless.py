"""What libraries log about failures, without the words that these failures quote."""

from __future__ import annotations

import logging
import traceback

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

from praxia.celery import app
from praxia.lib.logs import Wordless

SAID = "zebrafinch in my left ear"
FORMAT = settings.LOGGING["formatters"]["plain"]


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(import_string(FORMAT["class"])("{levelname} {name}: {message}", style="{"))
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text += self.format(record) + "\n"


@pytest.fixture
def lines():
    handler = Lines()
    logging.root.addHandler(handler)
    yield handler
    logging.root.removeHandler(handler)


def fail():
    try:
        raise ValueError(f"{SAID}\nand more of {SAID}")
    except ValueError as error:
        raise RuntimeError(f"cannot store: {SAID}") from error


def test_every_handler_writes_so():
    names = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}
    assert {settings.LOGGING["formatters"][name]["class"] for name in names} == {"praxia.lib.logs.Wordless"}
    assert import_string(FORMAT["class"]) is Wordless


def test_an_exception_keeps_type_and_place(lines):
    try:
        fail()
    except RuntimeError:
        logging.getLogger("any").exception("Could not answer %s", "/chat/")
    assert "ERROR any: Could not answer /chat/" in lines.text
    assert "RuntimeError" in lines.text and "ValueError" in lines.text
    assert "test_logs_wordless.py" in lines.text and "in fail" in lines.text
    assert SAID not in lines.text


def test_an_exception_in_the_sentence(lines):
    try:
        fail()
    except RuntimeError as error:
        logging.getLogger("any").error("Exception inside application: %s", error, exc_info=error)
        logging.getLogger("any").error("Exception inside application: %r", error, exc_info=error)
    assert lines.text.count("Exception inside application: RuntimeError") == 2
    assert SAID not in lines.text


def test_a_traceback_as_text(lines):
    try:
        f"{SAID} \udcff".encode()
    except UnicodeEncodeError:
        logging.getLogger("daphne.http_protocol").error(traceback.format_exc())
    assert "UnicodeEncodeError" in lines.text and "test_logs_wordless.py" in lines.text
    assert "zebrafinch" not in lines.text.replace('f"{SAID}', "")
    assert "position" not in lines.text


def test_a_failed_task(lines):
    @app.task(name="tests.fails", lazy=False)
    def fails():
        fail()

    fails.apply(throw=False)
    assert "raised unexpected" in lines.text and "RuntimeError" in lines.text and "in fail" in lines.text
    assert SAID not in lines.text


def test_a_task_that_is_tried_again(lines):
    @app.task(
        name="tests.retries",
        lazy=False,
        autoretry_for=(OSError,),
        max_retries=1,
        retry_backoff=False,
        default_retry_delay=0,
    )
    def retries():
        raise OSError(SAID)

    logging.getLogger("celery.app.trace").setLevel("INFO")
    try:
        retries.apply(throw=False)
    finally:
        logging.getLogger("celery.app.trace").setLevel("WARNING")
    assert "retry: Retry" in lines.text
    assert SAID not in lines.text


def test_a_foreign_host_is_named_and_other_bad_requests_are_not(lines, settings):
    client = Client(raise_request_exception=False)
    client.get("/status/", headers={"Host": "evil.example"})
    client.post("/accounts/login/", {f"{SAID}{number}": "" for number in range(2000)})
    assert "Invalid HTTP_HOST header: 'evil.example'" in lines.text
    assert "TooManyFieldsSent" in lines.text
    assert SAID not in lines.text and "Traceback" not in lines.text


def test_lines_without_an_exception_stay_as_they_are(lines):
    logging.getLogger("any").warning("3 of %d kept: {done}", 5)
    assert lines.text == "WARNING any: 3 of 5 kept: {done}\n"
