"""Networks on ONNX Runtime, one thread: what a worker uses. One process per core is the way to use more cores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imaging.inference.engines import Outputs


class OnnxEngine:
    """An exported network with two outputs: `logits` and `cam`."""

    def __init__(self, path: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def run(self, films: NDArray[np.float32]) -> Outputs:
        return Outputs(*self._session.run(["logits", "cam"], {"film": films}))
