"""Reading a pickled torch checkpoint without running anything that is in it.

A checkpoint such as torchxrayvision's is a whole pickled module: loading it with torch runs code of the file's choosing. Here only
names on a list are known. Tensors become numpy arrays, modules become inert bags of attributes, everything else is refused. Both
layouts of torch are read: the zip archive (since 1.6) and the older sequence of pickles.
"""

from __future__ import annotations

import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_STORAGES: Final = {
    "FloatStorage": np.dtype("<f4"),
    "DoubleStorage": np.dtype("<f8"),
    "HalfStorage": np.dtype("<f2"),
    "LongStorage": np.dtype("<i8"),
    "IntStorage": np.dtype("<i4"),
}
_MODULES: Final = frozenset(
    {
        *(("torchxrayvision.models", name) for name in ("DenseNet", "_DenseBlock", "_DenseLayer", "_Transition")),
        ("torch.nn.modules.container", "Sequential"),
        ("torch.nn.modules.conv", "Conv2d"),
        ("torch.nn.modules.batchnorm", "BatchNorm2d"),
        ("torch.nn.modules.activation", "ReLU"),
        ("torch.nn.modules.pooling", "MaxPool2d"),
        ("torch.nn.modules.pooling", "AvgPool2d"),
        ("torch.nn.modules.linear", "Linear"),
    }
)
_LEGACY_MAGIC: Final = 0x1950A86A20F9469CFC6C


class NotAllowed(ValueError):
    """The file is not a checkpoint of a known shape. The message names what was found, never content."""


class Inert:
    """Stands in the place of a module: keeps what the file says about it and does nothing."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        if not isinstance(state, dict):
            raise NotAllowed("a module without a dictionary of its parts")
        self.__dict__.update(state)


@dataclass(frozen=True)
class Checkpoint:
    """Parameters and buffers by their full name, and the labels of the outputs as the file lists them."""

    arrays: dict[str, Array]
    labels: tuple[str, ...]


@dataclass
class _Storage:
    """Memory of a tensor; in the older layout it is filled after the pickle was read."""

    data: Array


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a pickled module. Raises NotAllowed for everything that is not one."""
    try:
        root = _from_zip(path) if zipfile.is_zipfile(path) else _from_sequence(path)
    except NotAllowed:
        raise
    except (
        pickle.UnpicklingError,
        EOFError,
        OSError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        IndexError,
        struct.error,
    ):
        raise NotAllowed("not a checkpoint, or a damaged one") from None
    if not isinstance(root, Inert):
        raise NotAllowed("not a whole module")
    arrays = dict(_arrays(root, ""))
    if not arrays:
        raise NotAllowed("a module without parameters")
    return Checkpoint(arrays, _labels(getattr(root, "pathologies", ())))


def _arrays(module: Inert, prefix: str) -> Iterator[tuple[str, Array]]:
    for group in ("_parameters", "_buffers"):
        for name, value in getattr(module, group, {}).items():
            if isinstance(value, np.ndarray):
                yield prefix + name, value
    for name, child in getattr(module, "_modules", {}).items():
        if isinstance(child, Inert):
            yield from _arrays(child, f"{prefix}{name}.")


def _labels(listed: Any) -> tuple[str, ...]:
    labels = list(listed)
    if not all(isinstance(one, str) for one in labels):
        raise NotAllowed("labels that are not words")
    return tuple(str(one) for one in labels)


class _Restricted(pickle.Unpickler):
    """Knows the names on the lists above and nothing else."""

    def __init__(self, file: IO[bytes], storage: Callable[[np.dtype, str, int], _Storage]) -> None:
        super().__init__(file)
        self._storage = storage

    def find_class(self, module: str, name: str) -> Any:
        known: dict[tuple[str, str], Any] = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): _tensor,
            ("torch._utils", "_rebuild_parameter"): _parameter,
            ("builtins", "set"): set,
            ("__builtin__", "set"): set,
            ("_codecs", "encode"): _latin,
            ("numpy", "ndarray"): _Words,
            ("numpy", "dtype"): _Kind,
            ("numpy.core.multiarray", "_reconstruct"): _words,
            ("numpy._core.multiarray", "_reconstruct"): _words,
        }
        if (module, name) in known:
            return known[module, name]
        if module == "torch" and name in _STORAGES:
            return _STORAGES[name]
        if (module, name) in _MODULES:
            return Inert
        raise NotAllowed(f"it asks for {module[:60]}.{name[:60]}")

    def persistent_load(self, pid: Any) -> Any:
        if pid[0] == "module":
            return pid[1]  # the older layout sends the source of each class along; it is not looked at
        if pid[0] != "storage" or not isinstance(pid[1], np.dtype):
            raise NotAllowed("an unknown kind of reference")
        return self._storage(pid[1], str(pid[2]), int(pid[4]))


class _Kind:
    """The kind of a numpy array in a pickle: only its code, such as "O8" or "U26"."""

    def __init__(self, code: str, *_: Any) -> None:
        self.code = str(code)

    def __setstate__(self, _: Any) -> None:
        pass


class _Words(list[str]):
    """A numpy array of words (lists of labels come as such); any other array is refused."""

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        kind, held = state[2], state[4]
        if isinstance(held, bytes) and kind.code.lstrip("<").startswith("U"):
            held = np.frombuffer(held, f"<{kind.code.lstrip('<')}").tolist()
        if not isinstance(held, list) or not all(isinstance(one, str) for one in held):
            raise NotAllowed("an array that is not a list of words")
        self[:] = held


def _latin(text: str, encoding: str) -> bytes:
    """How bytes are written by the pickle protocol that torch uses."""
    if encoding != "latin1":
        raise NotAllowed("bytes in an unknown writing")
    return text.encode("latin1")


def _words(*_: Any) -> _Words:
    return _Words()


def _tensor(storage: _Storage, offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: Any) -> Array:
    last = offset + sum((length - 1) * step for length, step in zip(size, stride, strict=True))
    if offset < 0 or min((0, *size, *stride)) < 0 or (all(size) and last >= len(storage.data)):
        raise NotAllowed("a tensor that lies outside its memory")
    width = storage.data.itemsize
    return np.lib.stride_tricks.as_strided(storage.data[offset:], size, [step * width for step in stride])


def _parameter(data: Array, *_: Any) -> Array:
    return data


def _from_zip(path: Path) -> Any:
    with zipfile.ZipFile(path) as archive:
        members = {one.filename.partition("/")[2]: one for one in archive.infolist()}
        if any(one.compress_type != zipfile.ZIP_STORED for one in members.values()):
            raise NotAllowed("a compressed archive")
        if "byteorder" in members and archive.read(members["byteorder"]) != b"little":
            raise NotAllowed("numbers in another byte order")
        kept: dict[str, _Storage] = {}

        def storage(dtype: np.dtype, key: str, _: int) -> _Storage:
            if key not in kept:
                kept[key] = _Storage(np.frombuffer(archive.read(members[f"data/{key}"]), dtype))
            return kept[key]

        with archive.open(members["data.pkl"]) as file:
            return _Restricted(file, storage).load()


def _from_sequence(path: Path) -> Any:
    most = path.stat().st_size
    kept: dict[str, _Storage] = {}

    def storage(dtype: np.dtype, key: str, count: int) -> _Storage:
        if key not in kept:
            if sum(one.data.nbytes for one in kept.values()) + count * dtype.itemsize > most:
                raise NotAllowed("it promises more than it holds")
            kept[key] = _Storage(np.zeros(count, dtype))
        return kept[key]

    with path.open("rb") as file:
        magic, version, system = (_Restricted(file, storage).load() for _ in range(3))
        if magic != _LEGACY_MAGIC or version != 1001 or not system.get("little_endian"):
            raise NotAllowed("not a checkpoint of torch")
        root = _Restricted(file, storage).load()
        for key in _Restricted(file, storage).load():
            _fill(kept[key].data, file)
    return root


def _fill(data: Array, file: IO[bytes]) -> None:
    (count,) = struct.unpack("<q", file.read(8))
    raw = file.read(data.nbytes)
    if count != len(data) or len(raw) != data.nbytes:
        raise NotAllowed("it is cut off")
    data[:] = np.frombuffer(raw, data.dtype)
