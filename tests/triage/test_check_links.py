"""`manage.py check_knowledge --links`: a date only for a page that exists and bears the title."""

import pytest
from django.core.management import CommandError, call_command

from praxia.management.links import bears, confirm
from praxia.triage.dating import dated
from tests.fakes.http_server import HttpServer, redirect, status, text, truncated
from tests.triage.small import CASES, SMALL, write


@pytest.fixture
def server():
    server = HttpServer()
    yield server
    server.close()


@pytest.fixture
def folder(tmp_path, server):
    return write(tmp_path, (SMALL + CASES).replace("https://two.example/b", f"{server.url}/b"))


def links(folder, server):
    lines, unconfirmed = confirm(folder, "2026-11-20", allow_private=(server.url,))
    return unconfirmed, "\n".join(lines)


PAGE = "<html><head><title>B | Two</title></head><body>words</body></html>"


@pytest.mark.parametrize(
    ("page", "title", "expected"),
    [
        (PAGE, "B", True),
        ("<h1 class='x'>Chest <b>pain</b></h1>", "Chest pain", True),
        ("<title>Diarrhoea &amp; vomiting</title>", "Diarrhea & vomiting", True),
        ("<title>Page not found</title>", "Chest pain", False),
        ("<title>Chest painting</title>", "Chest pain", False),
        ("Chest pain", "Chest pain", False),
    ],
)
def test_title(page, title, expected):
    assert bears(page, title) is expected


def test_date_goes_only_where_null_was():
    old = "sources:\n  - {id: a, checked_on: null}\n  - {id: b, checked_on: 2020-01-01}\n  - id: c\n    checked_on:\n# end\n"
    new = dated(old, {"a", "b", "c"}, "2026-11-20")
    assert new == old.replace("null", "2026-11-20").replace("    checked_on:\n", "    checked_on: 2026-11-20\n")
    assert dated(old, set(), "2026-11-20") == old


def test_confirmed_link_is_dated(folder, server):
    server.script("/b", redirect("/moved"))
    server.script("/moved", text(PAGE))
    assert links(folder, server) == (0, "1 of 1 undated links confirmed.")
    assert 'title: B, url: "' + server.url + '/b", checked_on: 2026-11-20}' in (folder / "small.yaml").read_text()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (status(404), "answered 404"),
        (text("<title>Gone</title>"), "does not bear the title 'B'"),
        (truncated(), "reached"),
    ],
)
def test_unconfirmed_link_stays_undated(folder, server, answer, reason):
    server.script("/b", answer)
    before = (folder / "small.yaml").read_text()
    unconfirmed, told = links(folder, server)
    assert unconfirmed == 1
    assert reason in told
    assert (folder / "small.yaml").read_text() == before


def test_dated_pages_are_not_asked_again(folder, server):
    server.script("/b", text(PAGE))
    links(folder, server)
    links(folder, server)
    assert server.asked == ["/b"]


def test_private_pages_are_refused(folder, server, capsys):
    with pytest.raises(CommandError):
        call_command("check_knowledge", folder=folder, links=True)
    assert "could not be reached" in capsys.readouterr().out
    assert server.asked == []
