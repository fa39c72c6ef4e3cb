"""`python -m bench.imaging`: DenseNet121 at 224 pixels on one thread, beside torchxrayvision in the same run.

Figures are process CPU time, medians of interleaved rounds, so that other work on the machine touches all rows alike. The peer
lives in an environment of its own (var/bench-peer), which is made once and shares torch with ours. Its weights are random; they go
the whole way of `fetch_weights`, so the two answer the same film with the same logits.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / "var" / "bench-peer"
NEEDS = ("torchxrayvision==1.5.7", "imageio", "scikit-image", "pandas", "tqdm", "requests", "pillow")
ROUNDS, EACH = 21, 3
PEER_PATH = "torchxrayvision (peer)"
# One film through DenseNet121 at 224 pixels, an addition and a multiplication counted as two. Exported, it pools first.
GFLOP, PLAIN_GFLOP = 5.05, 5.51
CONVOLUTIONS = ((64, 64, 3, 112), (128, 128, 3, 56), (256, 256, 3, 28), (256, 256, 1, 56), (512, 512, 1, 28))


def main() -> None:
    import torch

    from imaging.inference.convert import monai_state, open_checkpoint
    from imaging.inference.engines import probe
    from imaging.inference.export import write_files
    from imaging.inference.networks import ChestNet
    from imaging.inference.onnx_engine import OnnxEngine
    from imaging.inference.torch_engine import TorchEngine

    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        np.save(folder / "film.npy", probe(224))
        peer = Peer(folder)
        opened = open_checkpoint(folder / "peer.pt")
        network = ChestNet(len(opened.labels)).eval()
        state = {key: torch.from_numpy(one) for key, one in monai_state(opened.arrays).items()}
        network.body.load_state_dict(state, strict=True)
        write_files(network, 224, folder)
        export_plain(network, folder / "plain.onnx")
        ours, eager, plain = OnnxEngine(folder / "model.onnx"), TorchEngine(network), session(folder / "plain.onnx")
        film = probe(224)
        ways: dict[str, Callable[[], float]] = {
            PEER_PATH: peer.cpu_ms,
            "MONAI on torch": timed(lambda: eager.run(film)),
            "ONNX Runtime, logits alone": timed(lambda: plain.run(None, {"film": film})),
            "ONNX Runtime, logits and 18 maps": timed(lambda: ours.run(film)),
        }
        found = interleaved(ways)
        tell(found, peak_gflops())
        distance = np.abs(ours.run(film).logits[0] - peer.logits).max()
        print(f"largest difference to the peer's logits: {distance:.1e} (peer {peer.version})")
        peer.close()


def tell(found: dict[str, float], peak: float) -> None:
    theirs, floor = found[PEER_PATH], 1000 * GFLOP / peak
    print(f"{'one film, one thread':<36} {'CPU ms':>7} {'times the peer':>15} {'% of peak':>10}")
    for way, ms in found.items():
        done = GFLOP if way.startswith("ONNX") else PLAIN_GFLOP
        print(f"{way:<36} {ms:>7.1f} {theirs / ms:>15.2f} {100_000 * done / peak / ms:>10.0f}")
    maps = found["ONNX Runtime, logits and 18 maps"] - found["ONNX Runtime, logits alone"]
    print(f"18 maps: {maps:+.2f} ms; convolution peak {peak:.0f} GFLOP/s, so the floor is {floor:.1f} ms")


def timed(work: Callable[[], object]) -> Callable[[], float]:
    def once() -> float:
        begun = time.process_time()
        for _ in range(EACH):
            work()
        return 1000 * (time.process_time() - begun) / EACH

    return once


def interleaved(ways: dict[str, Callable[[], float]]) -> dict[str, float]:
    for once in ways.values():
        once()
    rounds = [{way: once() for way, once in ways.items()} for _ in range(ROUNDS)]
    return {way: median(one[way] for one in rounds) for way in ways}


def peak_gflops() -> float:
    """The quickest of some plain convolutions on the same engine: what this core can do at its best."""
    best = 0.0
    for before, after, kernel, side in CONVOLUTIONS:
        once = convolution(before, after, kernel, side)
        once()
        ms = sorted(once() for _ in range(9))[2]
        best = max(best, 2e-6 * before * after * kernel * kernel * side * side / ms)
    return best


def convolution(before: int, after: int, kernel: int, side: int) -> Callable[[], float]:
    import torch

    layer = torch.nn.Conv2d(before, after, kernel, padding=kernel // 2, bias=False)
    film = np.random.default_rng(0).normal(size=(1, before, side, side)).astype(np.float32)
    with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
        export(layer, torch.from_numpy(film), file.name)
        engine = session(Path(file.name))
    return timed(lambda: engine.run(None, {"film": film}))


def export_plain(network, path: Path) -> None:
    """The exported network without its maps."""
    import torch

    from imaging.inference.grouping import GroupedChestNet

    class Alone(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.grouped = GroupedChestNet(network)

        def forward(self, film):
            return self.grouped.last(torch.relu(self.grouped.features(film)).mean((2, 3)))

    export(Alone(), torch.zeros(1, 1, 224, 224), str(path))


def export(layer, film, path: str) -> None:
    import warnings

    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(layer.eval(), (film,), path, dynamo=False, opset_version=17, input_names=["film"])


def session(path: Path):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])


class Peer:
    """The peer's process: asked once a round."""

    def __init__(self, folder: Path) -> None:
        self._film = str(folder / "film.npy")
        argv = [str(environment()), str(Path(__file__).with_name("peer.py")), str(folder / "peer.pt")]
        self._process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder)
        self.version = self._answer()["version"]
        self.logits = np.zeros(18)

    def cpu_ms(self) -> float:
        self._process.stdin.write(json.dumps({"film": self._film, "rounds": EACH}) + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        self.logits = np.array(answer["logits"])
        return answer["cpu_ms"]

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(20)

    def _answer(self) -> dict:
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("The peer ended; see its words above.")
        return json.loads(line)


def environment() -> Path:
    """The peer's interpreter; its environment is made at the first run."""
    python = PEER / "bin" / "python"
    if not (PEER / "made").exists():
        subprocess.run([sys.executable, "-m", "venv", PEER], check=True)
        (packages,) = (PEER / "lib").glob("python3*/site-packages")
        ours = next(path for path in sys.path if path.endswith("site-packages"))
        (packages / "shared.pth").write_text(f"{ours}\n")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--no-deps", NEEDS[0]], check=True)
        subprocess.run([*pip, *NEEDS[1:]], check=True, stderr=subprocess.DEVNULL)
        (PEER / "made").touch()
    return python


if __name__ == "__main__":
    main()
