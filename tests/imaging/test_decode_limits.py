"""How much a file may ask of us: bytes, pixels, unpacked size, time, memory. The caller lives on and its memory returns."""

from __future__ import annotations

import os
import struct
import subprocess
import zlib
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from imaging.inference import decode as decode_module
from imaging.inference.decode import decode
from imaging.inference.film import Refused
from imaging.inference.limits import LIMITS
from tests.imaging.dicoms import data_set, file_of
from tests.imaging.setup import png, zipped


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(side: int) -> bytes:
    """A PNG that is `side` pixels wide and high and weighs next to nothing."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(side + 1)) for _ in range(side if side < 5000 else 50))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows + packer.flush()) + chunk(b"IEND", b"")


def refused(path: Path, content: bytes, **options) -> tuple[str, str]:
    path.write_bytes(content)
    with pytest.raises(Refused) as found:
        decode(path, **options)
    return found.value.problem, found.value.reason.code


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "film"


def test_too_many_bytes(path) -> None:
    assert refused(path, png() + bytes(LIMITS.file_bytes)) == ("TOO_LARGE", "file_too_large")


def test_pixels_are_counted_before_anything_is_decoded(path) -> None:
    assert refused(path, bomb(60_000)) == ("TOO_LARGE", "too_many_pixels")


def test_a_zip_bomb(path) -> None:
    less = replace(LIMITS, unpacked_bytes=20 * 1024 * 1024)
    assert refused(path, zipped(film__png=bytes(21 * 1024 * 1024)), limits=less) == ("TOO_LARGE", "unpacked_too_large")


def test_a_zip_with_very_many_members(path) -> None:
    assert refused(path, zipped(**{f"f{n}": b"x" for n in range(300)})) == ("TOO_LARGE", "unpacked_too_large")


def test_a_dicom_that_says_it_is_huge(path) -> None:
    assert refused(path, file_of(data_set(Rows=60000, Columns=60000))) == ("TOO_LARGE", "too_many_pixels")


def test_a_deflated_dicom_that_inflates_without_end(path) -> None:
    whole = file_of(data_set())
    meta_end = whole.index(b"\x08\x00", 132 + 12)
    meta = whole[:meta_end].replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99")
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    flood = 40 * (packer.compress(bytes(1 << 24)) + packer.flush(zlib.Z_FULL_FLUSH)) + packer.flush()
    length = struct.unpack("<I", meta[140:144])[0]
    meta = meta[:140] + struct.pack("<I", length + 2) + meta[144:]
    fixed = meta.replace(b"UI\x14\x001.2.840.10008.1.2.1.99", b"UI\x16\x001.2.840.10008.1.2.1.99")
    less = replace(LIMITS, memory_bytes=600 * 1024 * 1024)
    assert refused(path, fixed + flood, limits=less) == ("TOO_LARGE", "unpacked_too_large")


def test_a_decoder_that_takes_too_long_is_stopped(path, monkeypatch) -> None:
    monkeypatch.setattr(decode_module.sys, "executable", _sleeper(path.parent))
    assert refused(path, png(), limits=replace(LIMITS, seconds=0.3)) == ("UNREADABLE_FILE", "took_too_long")
    assert _asleep() == []


def test_a_decoder_that_dies_costs_this_file_alone(path, monkeypatch) -> None:
    script = path.parent / "dies"
    script.write_text("#!/bin/sh\nkill -SEGV $$\n")
    script.chmod(0o700)
    monkeypatch.setattr(decode_module.sys, "executable", str(script))
    assert refused(path, png()) == ("UNREADABLE_FILE", "damaged")


def test_memory_has_an_end(path) -> None:
    assert refused(path, png(), limits=replace(LIMITS, memory_bytes=96 * 1024 * 1024))[0] in (
        "TOO_LARGE",
        "UNREADABLE_FILE",
    )


def test_the_decoder_gets_no_environment(path, monkeypatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for decoders")
    seen = {}
    real = subprocess.Popen
    monkeypatch.setattr(
        decode_module.subprocess, "Popen", lambda *args, **options: seen.update(options) or real(*args, **options)
    )
    path.write_bytes(png())
    decode(path)
    assert "SECRET_KEY" not in seen["env"] and "DATABASE_URL" not in seen["env"]


def test_the_caller_hears_the_clock_and_may_break_off(path, monkeypatch) -> None:
    monkeypatch.setattr(decode_module.sys, "executable", _sleeper(path.parent))

    class Stopped(Exception):
        pass

    def tick() -> None:
        raise Stopped

    path.write_bytes(png())
    with pytest.raises(Stopped):
        decode(path, tick=tick)
    assert _asleep() == []


def test_memory_returns(path) -> None:
    """Six bad files and a large good one later this process is no larger than before."""
    path.write_bytes(png())
    decode(path)
    before = psutil.Process().memory_info().rss
    for content in (bomb(60_000), png()[:2000], b"\x89PNG\r\n\x1a\n") * 2:
        path.write_bytes(content)
        with pytest.raises(Refused):
            decode(path)
    path.write_bytes(bomb(3000))
    decode(path)
    assert psutil.Process().memory_info().rss < before + 24 * 1024 * 1024


def _sleeper(folder: Path) -> str:
    script = folder / "sleeps"
    script.write_text("#!/bin/sh\nexec sleep 60\n")
    script.chmod(0o700)
    return str(script)


def _asleep() -> list[psutil.Process]:
    """Decoders of `_sleeper` that still live. Other children of this process come and go as they like."""
    own = [one for one in psutil.process_iter(["ppid", "name"]) if one.info["ppid"] == os.getpid()]
    return [one for one in own if one.info["name"] in ("sleep", "sleeps")]
