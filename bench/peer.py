"""torchxrayvision's own path, in a process and an environment of its own. Answers each line of input with one of figures.

Run by `bench.imaging` with the interpreter of the peer's environment; nothing of Praxia is imported here.
"""

from __future__ import annotations

import json
import sys
import time
import types


class Names(types.ModuleType):
    """A module of which nothing is ever called."""

    __path__: list[str] = []

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return object


def main() -> None:
    # Of torchvision it needs only the names; the package seldom fits the CPU build of torch.
    for name in ("", ".models", ".transforms", ".transforms.functional", ".ops", ".io", ".datasets"):
        sys.modules[f"torchvision{name}"] = Names(f"torchvision{name}")
    import numpy as np
    import torch
    import torchxrayvision as xrv

    torch.set_num_threads(1)
    torch.manual_seed(0)
    model = xrv.models.DenseNet(num_classes=18, in_channels=1).train()
    # Statistics of normalisation as of a network that has seen films, else numbers grow without bound.
    with torch.no_grad():
        for _ in range(30):
            model(torch.randn(2, 1, 224, 224) * 500)
    model.eval()
    model.pathologies = list(xrv.datasets.default_pathologies)
    torch.save(model, sys.argv[1])
    thresholds = torch.full((18,), 0.05)  # published weights come with some, so its own path ends with them
    print(json.dumps({"version": xrv.__version__}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        film = torch.from_numpy(np.load(asked["film"]))
        with torch.no_grad():
            model.op_threshs = None
            logits = model(film)
            model.op_threshs = thresholds
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(asked["rounds"]):
                model(film)
            spent = time.process_time() - cpu, time.perf_counter() - wall
        cpu_ms, wall_ms = (1000 * one / asked["rounds"] for one in spent)
        print(json.dumps({"cpu_ms": cpu_ms, "wall_ms": wall_ms, "logits": logits[0].tolist()}), flush=True)


if __name__ == "__main__":
    main()
