"""From a checkpoint of random weights to a folder that may read nothing, and what it takes to be enabled."""

from __future__ import annotations

import dataclasses
import json
import shutil

import numpy as np
import pytest
import torch

from imaging.inference import cards, convert, readers
from imaging.inference.cards import file_sha256, installed
from imaging.inference.convert import CannotInstall, Evidence, accept_films, accept_outputs, install, refusal
from imaging.inference.engines import probe
from imaging.inference.networks import ChestNet
from imaging.inference.registry import ENTRIES, PublishedOutputs
from imaging.inference.torch_engine import TorchEngine
from tests.imaging.checkpoints import LABELS, random_network, save

ENTRY = ENTRIES["chest-18"]
FILM = Evidence([probe(224)])


@pytest.fixture(scope="module")
def network():
    torch.set_num_threads(1)  # the machine is shared, and a second thread would only wait
    return random_network()


@pytest.fixture(scope="module")
def checkpoint(network, tmp_path_factory):
    return save(network, tmp_path_factory.mktemp("weights") / "random.pt", zipped=False)


@pytest.fixture(scope="module")
def random_root(checkpoint, tmp_path_factory):
    """A models folder into which random weights were brought, with the published outputs to be held against."""
    root = tmp_path_factory.mktemp("models")
    install(ENTRY, checkpoint, file_sha256(checkpoint), FILM, root)
    return root


@pytest.fixture(scope="module")
def enabled_root(network, random_root, tmp_path_factory):
    """The same folder as if these weights were published: its acceptance is made from its own outputs."""
    root = tmp_path_factory.mktemp("accepted")
    shutil.copytree(random_root / "chest-18", root / "chest-18")
    path = root / "chest-18" / "card.json"
    body = json.loads(path.read_text())
    body["acceptance"] |= {"passed": True, "reason": ""}
    path.write_text(json.dumps(body))
    return root


def test_weights_move_over_unchanged(network):
    state = convert.monai_state({key: one.numpy() for key, one in network.state_dict().items()})
    ours = ChestNet(18)
    ours.body.load_state_dict({key: torch.from_numpy(one) for key, one in state.items()}, strict=True)
    assert len(state) == 727
    film = torch.from_numpy(probe(224))
    with torch.inference_mode():
        assert torch.allclose(ours.eval()(film)[0], network(film), atol=2e-6)


def test_random_weights_fail_their_acceptance(random_root):
    card = cards.read_card(random_root / "chest-18")
    assert "away from the published output" in card.problem
    assert card.labels == tuple(LABELS)


def test_random_weights_never_give_a_number(random_root):
    assert [card.name for card in installed(random_root)] == ["pneumonia-demo"]
    with pytest.raises(readers.WrongWeights):
        readers.open_reader(cards.read_card(random_root / "chest-18"))


def test_an_accepted_model_reads_and_the_demonstration_steps_aside(enabled_root):
    cards_ = installed(enabled_root)
    assert [card.name for card in cards_] == ["chest-18"]
    reading = readers.open_reader(cards_[0]).read(np.full((300, 400), 90, np.uint8))
    assert [finding.label for finding in reading.findings] == LABELS
    assert {finding.p for finding in reading.findings} == {None}  # no calibration: a score, no risk
    assert {finding.verdict for finding in reading.findings} == {"cannot_tell"}


def test_what_is_not_accepted_never_takes_the_place_of_what_reads(enabled_root, random_root, checkpoint, monkeypatch):
    def made(*given: object) -> None:  # what the fixture took its time for
        shutil.copytree(random_root / "chest-18", given[-1], dirs_exist_ok=True)

    monkeypatch.setattr(convert, "open_checkpoint", lambda _: None)
    monkeypatch.setattr(convert, "_write", made)
    before = cards.read_card(enabled_root / "chest-18")
    with pytest.raises(CannotInstall, match="that is installed stays"):
        install(ENTRY, checkpoint, file_sha256(checkpoint), FILM, enabled_root)
    assert installed(enabled_root) == [before]
    assert [one.name for one in enabled_root.iterdir()] == ["chest-18"]


def test_onnx_answers_as_torch(enabled_root):
    card = cards.read_card(enabled_root / "chest-18")
    film = np.random.default_rng(5).uniform(-1024, 1024, (2, 1, 224, 224)).astype(np.float32)
    ours, theirs = TorchEngine.of(card).run(film), readers._engine(card.onnx, card.sha256).run(film)
    assert np.abs(ours.logits - theirs.logits).max() <= 1e-5
    assert np.abs(ours.cams - theirs.cams).max() <= 1e-5


def test_weights_that_were_exchanged_later_read_nothing(enabled_root, tmp_path):
    folder = shutil.copytree(enabled_root / "chest-18", tmp_path / "chest-18")
    content = bytearray((folder / "model.onnx").read_bytes())
    content[-1000] ^= 255
    (folder / "model.onnx").write_bytes(content)
    assert "not the one that was accepted" in cards.read_card(folder).problem
    body = json.loads((folder / "card.json").read_text())  # and a card that was made to fit
    body["files"]["onnx"]["sha256"] = body["acceptance"]["sha256"] = file_sha256(folder / "model.onnx")
    body["probe"]["logits"][0] += 0.01
    (folder / "card.json").write_text(json.dumps(body))
    card = cards.read_card(folder)
    assert card.problem == ""
    with pytest.raises(readers.WrongWeights):
        readers.open_reader(card)


def test_another_file_than_the_pinned_one_is_refused(checkpoint, tmp_path):
    with pytest.raises(CannotInstall, match="sha256 differs"):
        install(ENTRY, checkpoint, "0" * 64, FILM, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_checkpoint_of_another_network_is_refused(tmp_path):
    network = random_network(14)
    del network.features.denseblock4
    path = save(network, tmp_path / "w.pt")
    with pytest.raises(CannotInstall, match="not of DenseNet121"):
        install(ENTRY, path, file_sha256(path), FILM, tmp_path / "models")


def test_the_embedded_name_is_not_taken(checkpoint, tmp_path):
    with pytest.raises(CannotInstall, match="embedded"):
        install(dataclasses.replace(ENTRY, name="pneumonia-demo"), checkpoint, file_sha256(checkpoint), FILM, tmp_path)


def test_what_is_accepted():
    wanted = PublishedOutputs("film", "", "", {"Mass": 0.5, "Hernia": 0.2}, {"Mass": 0.1}, 0.05, "")
    assert accept_outputs({"Mass": 0.1, "Hernia": 0.21, "Edema": 0.9}, wanted) == ""
    assert accept_outputs({"Mass": 0.5, "Hernia": 0.21}, wanted)
    assert accept_outputs({"Mass": 0.1}, wanted)
    assert accept_outputs({"Mass": 0.1, "Hernia": float("nan")}, wanted)


def labelled(n: int, skill: float) -> tuple[dict[str, list[float]], list[dict[str, int]]]:
    """Outputs for 14 findings that know the truth as well as `skill` says."""
    chance = np.random.default_rng(0)
    marks = chance.random((n, 14)) < 0.2
    outputs = chance.normal(0, 1, (n, 14)) + skill * marks
    truth = [{LABELS[k]: int(mark) for k, mark in enumerate(row)} for row in marks]
    return {LABELS[k]: list(outputs[:, k]) for k in range(14)}, truth


def test_labelled_films_are_told_apart_or_not():
    wanted = ENTRIES["chest-14"].acceptance
    assert accept_films(*labelled(200, 1.5), wanted) == ""
    assert "mean AUC" in accept_films(*labelled(200, 0.0), wanted)
    assert "149 labelled films" in accept_films(*labelled(149, 1.5), wanted)
    outputs, truth = labelled(200, 1.5)
    few = [{label: mark for label, mark in row.items() if label in LABELS[:7]} for row in truth]
    assert "7 of its findings" in accept_films(outputs, few, wanted)


def test_without_evidence_nothing_is_enabled(random_root):
    for entry in ENTRIES.values():
        assert "nothing to hold it against" in refusal(
            entry.acceptance, tuple(LABELS), Evidence(), random_root / "chest-18"
        )


def test_random_weights_do_not_tell_labelled_films_apart(random_root):
    wanted = dataclasses.replace(ENTRIES["chest-14"].acceptance, least_films=24, least_each=2)
    _, truth = labelled(24, 0)
    films = [probe(224) * np.float32(1 - n / 48) for n in range(24)]
    blank = (*LABELS[:14], "", "", "", "")  # unused outputs are skipped
    assert "mean AUC" in refusal(wanted, blank, Evidence(films, truth), random_root / "chest-18")


def test_no_entry_is_downloaded_without_a_pin():
    for entry in ENTRIES.values():
        assert entry.refusal or (entry.sha256 and len(entry.sha256) == 64 and entry.size_bytes)
        assert entry.url.startswith("https://")
