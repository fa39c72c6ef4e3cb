"""From a file of 3000 × 2500 pixels to what a network sees: ours, and the path of torchxrayvision where skimage is installed.

`python -m bench.films`: one thread, processor time, medians of interleaved rounds. The peer's path is that of its `load_image`,
`XRayCenterCrop` and `XRayResizer(224, engine="skimage")`.
"""

from __future__ import annotations

import importlib.util
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from imaging.inference.prepare import model_input
from tests.imaging.phantom import chest

ROUNDS, SIDE = 9, 224


def ours(path: Path) -> np.ndarray:
    return model_input(np.asarray(Image.open(path)), SIDE)[0]


def peer(path: Path) -> np.ndarray:
    import skimage.io
    import skimage.transform

    film = (2 * (skimage.io.imread(path).astype(np.float32) / 255) - 1.0) * 1024
    side = min(film.shape)
    top, left = film.shape[0] // 2 - side // 2, film.shape[1] // 2 - side // 2
    square = film[None, top : top + side, left : left + side]
    return skimage.transform.resize(square, (1, SIDE, SIDE), mode="constant", preserve_range=True).astype(np.float32)


def main() -> None:
    paths: dict[str, Callable[[Path], np.ndarray]] = {"ours": ours}
    if importlib.util.find_spec("skimage"):
        paths["peer"] = peer
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("png", "jpg"):
            path = Path(folder) / f"film.{kind}"
            Image.fromarray(chest(2500, 3000)).save(path)
            spent: dict[str, list[float]] = {name: [] for name in paths}
            for _ in range(ROUNDS):
                for name, path_of in paths.items():
                    began = time.process_time()
                    path_of(path)
                    spent[name].append((time.process_time() - began) * 1e3)
            told = {name: median(rounds) for name, rounds in spent.items()}
            times = f", {told['peer'] / told['ours']:.1f} times" if "peer" in told else ""
            print(f"{kind}: " + ", ".join(f"{name} {ms:.1f} ms" for name, ms in told.items()) + times)
    if "peer" not in paths:
        print("skimage is not installed; the peer's path was not measured")


if __name__ == "__main__":
    main()
