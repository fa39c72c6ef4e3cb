"""What a checkpoint may hold and what happens to one that holds more."""

from __future__ import annotations

import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from imaging.inference import convert
from imaging.inference.unpickle import NotAllowed, read_checkpoint
from tests.imaging.checkpoints import DenseNet, published_as_theirs, random_network, save


@pytest.fixture(scope="module")
def network() -> DenseNet:
    return random_network()


@pytest.mark.parametrize("zipped", [True, False])
def test_every_parameter_is_read(network, tmp_path, zipped):
    found = read_checkpoint(save(network, tmp_path / "w.pt", zipped=zipped))
    state = network.state_dict()
    assert set(found.arrays) == set(state)
    assert all(np.array_equal(found.arrays[key], state[key].numpy()) for key in state)


def test_labels_are_read_in_their_order(network, tmp_path):
    assert read_checkpoint(save(network, tmp_path / "w.pt", ["b", "a", ""])).labels == ("b", "a", "")


@pytest.mark.parametrize("dtype", [object, None])
def test_labels_may_be_an_array(network, tmp_path, dtype):
    labels = np.array(["Mass", "Hernia"], dtype)
    assert read_checkpoint(save(network, tmp_path / "w.pt", labels)).labels == ("Mass", "Hernia")


class Evil:
    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return os.system, (f"touch {self.mark}",)


@pytest.mark.parametrize("zipped", [True, False])
def test_code_in_the_file_does_not_run(network, tmp_path, zipped):
    network.payload = Evil(tmp_path / "mark")
    try:
        save(network, tmp_path / "w.pt", zipped=zipped)
    finally:
        del network.payload
    with pytest.raises(NotAllowed, match=r"posix\.system"):
        read_checkpoint(tmp_path / "w.pt")
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("what", [torch.load, eval, getattr, __import__, pickle.loads, np.load])
def test_only_names_on_the_list_are_known(tmp_path, what):
    class Asks:
        def __reduce__(self):
            return what, ("x",)

    path = tmp_path / "w.pt"
    torch.save(Asks(), path)
    with pytest.raises(NotAllowed, match="it asks for"):
        read_checkpoint(path)


def test_other_files_are_refused(tmp_path):
    for name, content in (("empty", b""), ("text", b"not a checkpoint"), ("pickle", pickle.dumps({"a": 1}))):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(NotAllowed):
            read_checkpoint(tmp_path / name)


def test_a_state_without_its_module_is_refused(tmp_path):
    torch.save({"a": torch.zeros(2)}, tmp_path / "w.pt")
    with pytest.raises(NotAllowed, match="whole module"):
        read_checkpoint(tmp_path / "w.pt")


@pytest.mark.parametrize("zipped", [True, False])
def test_a_truncated_file_is_refused(network, tmp_path, zipped):
    path = save(network, tmp_path / "w.pt", zipped=zipped)
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(NotAllowed):
        read_checkpoint(path)


def test_a_tensor_outside_its_memory_is_refused(tmp_path):
    small = nn.Linear(2, 2)
    with published_as_theirs():
        torch.save(small, tmp_path / "w.pt")
    with zipfile.ZipFile(tmp_path / "w.pt") as archive, zipfile.ZipFile(tmp_path / "cut.pt", "w") as cut:
        for one in archive.infolist():
            content = archive.read(one)
            cut.writestr(one.filename, content[:4] if "/data/" in one.filename else content)
    with pytest.raises(NotAllowed, match="outside its memory"):
        read_checkpoint(tmp_path / "cut.pt")


def test_a_compressed_archive_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "w.pt", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", b"\0" * 10**7)
    with pytest.raises(NotAllowed, match="compressed"):
        read_checkpoint(tmp_path / "w.pt")


def test_the_process_says_why(tmp_path):
    (tmp_path / "w.pt").write_bytes(b"nothing")
    with pytest.raises(convert.CannotInstall, match="refused: not a checkpoint"):
        convert.open_checkpoint(tmp_path / "w.pt")


WALLS = {
    "network": "import socket; socket.create_connection(('127.0.0.1', 1), 1)",
    "children": "import subprocess; subprocess.run(['true'])",
    "system": "import os; os.system('true')",
    "files": "open('../beyond-its-folder', 'w')",
    "memory": "bytearray(3 * 1024**3)",
}


@pytest.mark.parametrize("wall", WALLS)
def test_the_process_is_walled_in(tmp_path, wall):
    import subprocess
    import sys

    code = f"from pathlib import Path; from imaging.inference.unpickle_process import confine; confine(Path({str(tmp_path)!r}))"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{WALLS[wall]}"], capture_output=True, text=True)
    assert done.returncode == 1
    assert ("MemoryError" if wall == "memory" else "PermissionError") in done.stderr
