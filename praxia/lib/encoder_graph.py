"""The encoder as an ONNX graph, written straight from its weights: no torch, two seconds, once.

BERT with six layers (Devlin 2018; Wang 2020, MiniLM), mean of the token states, length 1. The matrices are int8 with a scale for
each column, the states are quantised as they come (dynamically); everything else stays float. Cosine to the float32 graph on real
abstracts: 0.995.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12
_CONTRIB = "com.microsoft"  # ONNX Runtime's own fused operators
_DTYPES = {"F32": "<f4", "I64": "<i8"}

Weights = dict[str, NDArray[Any]]


def read_safetensors(path: Path) -> Weights:
    """Every tensor by its name (safetensors 0.x: length of the header, header in JSON, then the bytes)."""
    content = path.read_bytes()
    (size,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + size])
    found: Weights = {}
    for name, told in header.items():
        if name != "__metadata__":
            begin, end = (8 + size + offset for offset in told["data_offsets"])
            found[name] = np.frombuffer(content[begin:end], dtype=_DTYPES[told["dtype"]]).reshape(told["shape"])
    return found


def build(weights: Weights, *, quantised: bool = True) -> bytes:
    """The graph: `input_ids`, `attention_mask` (n, tokens) int64 to `embedding` (n, 384) float32 of length 1."""
    return _Graph(weights, quantised).model()


class _Graph:
    def __init__(self, weights: Weights, quantised: bool) -> None:
        import onnx

        self.onnx, self.weights, self.quantised = onnx, weights, quantised
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def model(self) -> bytes:
        make, kinds = self.onnx.helper, self.onnx.TensorProto
        state = self._embedded()
        for layer in range(LAYERS):
            state = self._layer(state, f"encoder.layer.{layer}.")
        self._pooled(state)
        inputs = [
            make.make_tensor_value_info(name, kinds.INT64, ["n", "t"]) for name in ("input_ids", "attention_mask")
        ]
        output = make.make_tensor_value_info("embedding", kinds.FLOAT, ["n", WIDTH])
        graph = make.make_graph(self.nodes, "minilm", inputs, [output], self.constants)
        opsets = [make.make_opsetid("", 17), make.make_opsetid(_CONTRIB, 1)]
        return bytes(make.make_model(graph, opset_imports=opsets, ir_version=9).SerializeToString())

    def _embedded(self) -> str:
        base = "embeddings."
        kind = self.weights[f"{base}token_type_embeddings.weight"][0]  # one text alone: always the first kind
        words = self._constant("words", self.weights[f"{base}word_embeddings.weight"].astype(np.float16))
        places = self._constant("places", self.weights[f"{base}position_embeddings.weight"] + kind)
        word = self._node("Cast", [self._node("Gather", [words, "input_ids"])], to=self.onnx.TensorProto.FLOAT)
        length = self._node("Shape", ["input_ids"], start=1, end=2)
        first, rows = self._constant("first", np.array([0])), self._constant("rows", np.array([0]))
        place = self._node("Slice", [places, first, length, rows])
        summed = self._node("Add", [word, place])
        return self._node("LayerNormalization", [summed, *self._norm(f"{base}LayerNorm.")], axis=-1, epsilon=EPSILON)

    def _layer(self, state: str, base: str) -> str:
        heard = self._matrix(self._attention(state, f"{base}attention.self."), f"{base}attention.output.dense.weight")
        state = self._joined(heard, state, f"{base}attention.output.")
        wide = self._matrix(state, f"{base}intermediate.dense.weight")
        bias = self._constant(f"{base}intermediate.bias", self.weights[f"{base}intermediate.dense.bias"])
        wide = self._node("BiasGelu", [wide, bias], domain=_CONTRIB)
        return self._joined(self._matrix(wide, f"{base}output.dense.weight"), state, f"{base}output.")

    def _attention(self, state: str, base: str) -> str:
        parts = ("query", "key", "value")
        matrix = np.concatenate([self.weights[f"{base}{part}.weight"].T for part in parts], axis=1)
        bias = np.concatenate([self.weights[f"{base}{part}.bias"] for part in parts])
        bias_name = self._constant(f"{base}bias", bias)
        mask = self._mask()
        if not self.quantised:
            inputs = [state, self._constant(f"{base}weight", matrix), bias_name, mask]
            return self._node("Attention", inputs, domain=_CONTRIB, num_heads=HEADS)
        whole, scale = _columns(matrix)
        low, low_scale, low_zero = self._nodes("DynamicQuantizeLinear", [state], 3)
        zeros = self._constant(f"{base}zeros", np.zeros(matrix.shape[1], np.int8))
        weight, scales = self._constant(f"{base}weight", whole), self._constant(f"{base}scale", scale)
        inputs = [low, weight, bias_name, low_scale, scales, mask, low_zero, zeros]
        return self._node("QAttention", inputs, domain=_CONTRIB, num_heads=HEADS)

    def _matrix(self, state: str, name: str) -> str:
        matrix = self.weights[name].T
        if not self.quantised:
            return self._node("MatMul", [state, self._constant(name, matrix)])
        whole, scale = _columns(matrix)
        inputs = [state, self._constant(name, whole), self._constant(f"{name}.scale", scale)]
        return self._node("DynamicQuantizeMatMul", inputs, domain=_CONTRIB)

    def _joined(self, new: str, old: str, base: str) -> str:
        bias = self._constant(f"{base}bias", self.weights[f"{base}dense.bias"])
        inputs = [new, old, *self._norm(f"{base}LayerNorm."), bias]
        return self._node("SkipLayerNormalization", inputs, domain=_CONTRIB, epsilon=EPSILON)

    def _pooled(self, state: str) -> None:
        shown = self._node("Cast", ["attention_mask"], to=self.onnx.TensorProto.FLOAT)
        shown = self._node("Unsqueeze", [shown, self._constant("last", np.array([2]))])
        summed = self._node(
            "ReduceSum", [self._node("Mul", [state, shown]), self._constant("tokens", np.array([1]))], keepdims=0
        )
        # Brought to length 1, the sum is the mean.
        self.nodes.append(self.onnx.helper.make_node("LpNormalization", [summed], ["embedding"], axis=-1, p=2))

    def _mask(self) -> str:
        return self._node("Cast", ["attention_mask"], to=self.onnx.TensorProto.INT32)

    def _norm(self, base: str) -> tuple[str, str]:
        return (
            self._constant(f"{base}weight", self.weights[f"{base}weight"]),
            self._constant(f"{base}bias", self.weights[f"{base}bias"]),
        )

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(self.onnx.numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _node(self, kind: str, inputs: list[str], **attributes: Any) -> str:
        return self._nodes(kind, inputs, 1, **attributes)[0]

    def _nodes(self, kind: str, inputs: list[str], outputs: int, **attributes: Any) -> list[str]:
        names = [f"n{len(self.nodes)}.{number}" for number in range(outputs)]
        self.nodes.append(self.onnx.helper.make_node(kind, inputs, names, **attributes))
        return names


def _columns(matrix: NDArray[Any]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 values and the scale of each column, symmetric about zero."""
    scale = np.maximum(np.abs(matrix).max(axis=0) / 127, 1e-12).astype(np.float32)
    return np.rint(matrix / scale).astype(np.int8), scale
