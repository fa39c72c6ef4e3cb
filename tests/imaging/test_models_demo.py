"""The embedded demonstration model: that it is what its card says, that both engines agree, and that it reads."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from imaging.inference import readers
from imaging.inference.cards import EMBEDDED, installed, read_card
from imaging.inference.engines import probe
from imaging.inference.onnx_engine import OnnxEngine
from imaging.inference.readers import WrongWeights, open_reader


@pytest.fixture(scope="module")
def card():
    return read_card(EMBEDDED / "pneumonia-demo")


@pytest.fixture(scope="module")
def reader(card):
    return open_reader(card)


def films(count: int, size: int) -> np.ndarray:
    return np.random.default_rng(3).uniform(-1024, 1024, (count, 1, size, size)).astype(np.float32)


def test_it_is_installed_on_a_fresh_machine(tmp_path, card):
    assert installed(tmp_path) == installed(None) == [card]
    assert card.is_demonstration and card.problem == ""


def test_it_reads_a_film_of_any_size(reader):
    for shape, dtype in (((28, 28), np.uint8), ((300, 210), np.uint8), ((40, 900), np.uint16)):
        picture = np.random.default_rng(1).integers(0, np.iinfo(dtype).max, shape).astype(dtype)
        (finding,) = reader.read(picture).findings
        assert finding.label == "Pneumonia" and 0 < finding.p < 1
        assert finding.interval[0] <= finding.p <= finding.interval[1]
        assert finding.ratio == pytest.approx(finding.p / finding.base_rate)
        assert finding.cam.shape == (7, 7)


def test_a_result_says_what_it_is(reader):
    info = reader.read(np.zeros((50, 50), np.uint8)).model
    assert "Demonstration" in info.notice and "not for care" in info.notice and "children" in info.notice
    assert info.sha256 and info.calibration and info.card_url == "/xray/models/pneumonia-demo/"


def test_exposure_alone_says_nothing(reader):
    film = np.random.default_rng(2).normal(0, 60, (28, 28)).cumsum(0).astype(np.float32)
    film = (film - film.min()) / np.ptp(film)
    dark, bright = ((film * span + base).astype(np.float32)[None, None] for span, base in ((400, -900), (1200, -300)))
    ours, theirs = (reader.read_input(one).findings[0].logit for one in (dark, bright))
    assert ours == pytest.approx(theirs, abs=0.02)


def test_one_value_everywhere_gives_no_crash(reader):
    for level in (0, 255):
        assert np.isfinite(reader.read(np.full((28, 28), level, np.uint8)).findings[0].logit)


def test_onnx_answers_as_torch(card):
    from imaging.inference.torch_engine import TorchEngine

    given = films(8, card.size)
    ours, theirs = TorchEngine.of(card).run(given), OnnxEngine(card.onnx).run(given)
    assert np.abs(ours.logits - theirs.logits).max() <= 1e-5
    assert np.abs(ours.cams - theirs.cams).max() <= 1e-5


def test_films_do_not_touch_each_other(card):
    given, engine = films(4, card.size), OnnxEngine(card.onnx)
    alone = np.concatenate([engine.run(film[None]).logits for film in given])
    assert np.abs(engine.run(given).logits - alone).max() <= 1e-5


def test_other_weights_are_noticed(tmp_path, card):
    folder = shutil.copytree(card.folder, tmp_path / card.name)
    body = json.loads((folder / "card.json").read_text())
    body["probe"]["logits"] = [body["probe"]["logits"][0] + 0.01]
    (folder / "card.json").write_text(json.dumps(body))
    with pytest.raises(WrongWeights):
        open_reader(read_card(folder))


@pytest.mark.parametrize("damage", ["", "{}", '{"name": 3}', "[1]"])
def test_a_card_that_cannot_be_read_is_a_problem_and_no_crash(tmp_path, damage):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "card.json").write_text(damage)
    assert read_card(tmp_path / "broken").problem == "Its card cannot be read."
    assert [card.name for card in installed(tmp_path)] == ["pneumonia-demo"]


def test_a_model_without_acceptance_reads_nothing(tmp_path, card):
    folder = shutil.copytree(card.folder, tmp_path / card.name)
    body = json.loads((folder / "card.json").read_text())
    body["acceptance"] |= {"passed": False, "reason": "its AUC is too low"}
    (folder / "card.json").write_text(json.dumps(body))
    assert read_card(folder).problem.endswith("its AUC is too low")
    with pytest.raises(WrongWeights):
        open_reader(read_card(folder))


def test_the_network_is_loaded_once(card):
    assert open_reader(card)._engine is open_reader(card)._engine


def test_the_card_tells_what_it_was_accepted_for(card):
    figures = card.body["evaluation"]["figures"]
    assert (
        figures["AUC"]["value"] >= 0.965 and figures["AUC"]["low"] <= figures["AUC"]["value"] <= figures["AUC"]["high"]
    )
    assert figures["ECE, cross-fitted over five folds"] <= 0.05
    assert card.body["parity"] <= 1e-5


def test_a_worker_needs_neither_torch_nor_much_memory():
    code = (
        "import sys, json; import numpy as np\n"
        "from imaging.inference.readers import installed, open_reader\n"
        "before = 'onnxruntime' in sys.modules\n"
        "open_reader(installed(None)[0]).read(np.zeros((3000, 2500), np.uint16))\n"
        "peak = next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmHWM')) / 1e3\n"
        "print(json.dumps([before, [one for one in ('torch', 'monai', 'onnx', 'django') if one in sys.modules], peak]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded_early, heavy, peak_mb = json.loads(done.stdout)
    assert not loaded_early and heavy == []
    assert peak_mb <= 500


def test_the_probe_is_the_same_everywhere():
    assert float(probe(28).sum()) == pytest.approx(float(probe(28).astype(np.float64).sum()), abs=1)
    assert np.abs(probe(28)).max() <= 1024


def test_every_opening_asks_the_probe(card):
    class Silent:
        def run(self, given):
            return readers.OnnxEngine(card.onnx).run(given * 0)

    with pytest.raises(WrongWeights):
        readers.Reader(card, Silent(), None)
