"""`manage.py fetch_encoder`: only what is pinned is put in place."""

import http.server
import threading
from functools import partial

import pytest
from django.core.management import CommandError, call_command

from praxia.lib import embeddings
from praxia.lib.encoder_weights import TOKENIZER, WEIGHTS, places


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    """An installation without weights."""
    package = next(iter(places()))
    monkeypatch.setattr("praxia.lib.encoder_weights.PACKAGE", "no-such-package")
    settings.ENCODER_ROOT, settings.ENCODER_DIR = tmp_path / "encoder", ""
    embeddings.forget()
    yield package
    embeddings.forget()


def test_from_an_address(folder, settings, capsys):
    serve = partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    serve.log_message = lambda *_: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        call_command("fetch_encoder", source=f"http://127.0.0.1:{server.server_address[1]}")
        server.shutdown()
    assert "Search by meaning is ready" in capsys.readouterr().out
    assert embeddings.encoder().encode(["x"]).shape == (1, 384)
    assert {path.name for path in settings.ENCODER_ROOT.iterdir()} >= {WEIGHTS, TOKENIZER, embeddings.graph_file().name}


def test_other_weights_are_not_put_in_place(folder, settings, tmp_path):
    for name in (WEIGHTS, TOKENIZER):
        (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(CommandError, match="Nothing was put in place"):
        call_command("fetch_encoder", source=str(tmp_path))
    assert list(settings.ENCODER_ROOT.iterdir()) == []


def test_an_address_that_is_away(folder):
    with pytest.raises(CommandError, match=r"cannot be had from http://127\.0\.0\.1:9"):
        call_command("fetch_encoder", source="http://127.0.0.1:9")
