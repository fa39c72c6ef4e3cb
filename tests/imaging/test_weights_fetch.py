"""`manage.py fetch_weights` and what it downloads: pinned or not at all."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from imaging.downloads import NotDownloaded, download
from imaging.inference.cards import EMBEDDED
from imaging.management.commands.fetch_weights import labelled
from tests.fakes.http_server import HttpServer, status, text

BODY = "weights " * 5000
SHA = hashlib.sha256(BODY.encode()).hexdigest()


@pytest.fixture(scope="module")
def server():
    made = HttpServer()
    yield made
    made.close()


def fetched(server, place, *, sha256=SHA, most=10**6, exact=None, path="/w.pt"):
    download(server.url + path, place, sha256=sha256, most_bytes=most, exact_bytes=exact, allow_private=[server.url])


def test_the_pinned_file_comes(server, tmp_path):
    server.script("/w.pt", text(BODY))
    fetched(server, tmp_path / "w.pt", exact=len(BODY))
    assert (tmp_path / "w.pt").read_text() == BODY
    assert [one.name for one in tmp_path.iterdir()] == ["w.pt"]


@pytest.mark.parametrize("wrong", [{"sha256": "0" * 64}, {"exact": 7}, {"most": 1000}])
def test_another_file_is_not_kept(server, tmp_path, wrong):
    server.script("/w.pt", text(BODY))
    (tmp_path / "w.pt").write_text("what was there")
    with pytest.raises(NotDownloaded):
        fetched(server, tmp_path / "w.pt", **wrong)
    assert (tmp_path / "w.pt").read_text() == "what was there"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_error_page_is_no_file(server, tmp_path):
    server.script("/gone", status(404))
    with pytest.raises(NotDownloaded):
        fetched(server, tmp_path / "w.pt", path="/gone")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("url", ["http://example.org/w.pt", "file:///etc/passwd", "https://127.0.0.1:9/w.pt"])
def test_other_addresses_are_refused(tmp_path, url):
    with pytest.raises(NotDownloaded):
        download(url, tmp_path / "w.pt", sha256=SHA, most_bytes=10)
    assert not list(tmp_path.iterdir())


@pytest.fixture
def root(settings, tmp_path):
    settings.MODELS_ROOT = tmp_path / "models"
    return settings.MODELS_ROOT


def test_without_a_name_it_lists(root, capsys):
    shutil.copytree(EMBEDDED / "pneumonia-demo", root / "chest-18")  # a folder under a wrong name
    call_command("fetch_weights")
    out = capsys.readouterr().out
    assert "pneumonia-demo: " in out and "chest-14: not installed" in out


@pytest.mark.parametrize("name", ["chest-14", "chest-18"])
def test_without_a_pin_nothing_is_downloaded_and_the_reason_is_told(root, name):
    with pytest.raises(CommandError, match="has no pin yet: nobody has checked"):
        call_command("fetch_weights", name)
    assert not root.exists()


def test_a_file_that_nobody_vouches_for_is_not_opened(root, tmp_path):
    (tmp_path / "w.pt").write_text(BODY)
    with pytest.raises(CommandError, match="--sha256 HEX"):
        call_command("fetch_weights", "chest-18", "--from-file", str(tmp_path / "w.pt"))


def test_another_film_than_the_published_one_does_not_count(root, tmp_path):
    (tmp_path / "w.pt").write_text(BODY)
    film = tmp_path / "00000001_000.png"
    film.write_bytes(b"another")
    options = ["--from-file", str(tmp_path / "w.pt"), "--sha256", SHA, "--film", str(film)]
    with pytest.raises(CommandError, match=re.escape("is not 00000001_000.png as it was published")):
        call_command("fetch_weights", "chest-18", *options)


def test_a_file_that_is_no_checkpoint_says_so(root, tmp_path):
    (tmp_path / "w.pt").write_text(BODY)
    options = ["--from-file", str(tmp_path / "w.pt"), "--sha256", SHA, *films(tmp_path)]
    with pytest.raises(CommandError, match="refused: not a checkpoint"):
        call_command("fetch_weights", "chest-14", *options)
    assert not list(root.iterdir())


def films(folder) -> list[str]:
    (folder / "films").mkdir()
    picture = np.random.default_rng(0).integers(0, 256, (240, 240)).astype(np.uint8)
    Image.fromarray(picture).save(folder / "films" / "one.png")
    (folder / "labels.csv").write_text("image,Mass,age\none.png,1,40\ngone.png,0,3\n")
    return ["--films", str(folder / "films"), "--labels", str(folder / "labels.csv")]


def test_labelled_films_are_read_with_what_is_known_of_them(tmp_path):
    _, folder, _, table = films(tmp_path)
    found = labelled(Path(folder), Path(table))
    assert found.truth == [{"Mass": 1}] and found.films[0].shape == (1, 1, 224, 224)


def test_a_network_without_published_outputs_asks_for_labelled_films(root, tmp_path):
    (tmp_path / "w.pt").write_text(BODY)
    with pytest.raises(CommandError, match="Bring labelled films"):
        call_command("fetch_weights", "chest-14", "--from-file", str(tmp_path / "w.pt"), "--sha256", SHA)
