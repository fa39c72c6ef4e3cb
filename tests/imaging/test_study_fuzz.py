"""Files with bytes changed or cut, through the whole path: each ends with a reason or a reading, and the worker lives on."""

from __future__ import annotations

import random

import psutil
import pytest
from pydicom.uid import JPEG2000Lossless, RLELossless

from imaging import reading, services
from imaging.inference.decode_kinds import Kind
from praxia.lib.errors import Problem
from praxia.lib.stores import Db, store
from tests.imaging.dicoms import compressed, dicom
from tests.imaging.setup import jpeg, png, upload, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ENDS = {"complete", "refused", "held"}


def spoilt(content: bytes, chance: random.Random) -> bytes:
    found = bytearray(content)
    for _ in range(chance.choice([1, 5, 40])):
        reach = len(found) if chance.random() < 0.5 else min(600, len(found))
        found[chance.randrange(reach)] = chance.randrange(256)
    return bytes(found[: chance.randrange(len(found))] if chance.random() < 0.2 else found)


def test_no_spoilt_file_ends_without_a_reason(amina) -> None:
    whole = (png(), jpeg(), dicom(), zipped(film__png=png()), compressed(RLELossless), compressed(JPEG2000Lossless))
    assert {Kind.PNG, Kind.JPEG, Kind.DICOM, Kind.ZIP} == set(Kind)
    chance, sizes = random.Random(4), []
    for number in range(72):
        store(Db.CACHE).flushdb()
        try:
            study = services.study_create(person=amina, upload=upload(spoilt(whole[number % len(whole)], chance)))
        except Problem as problem:
            assert problem.code in ("UNSUPPORTED_MEDIA_TYPE", "UNREADABLE_FILE")
            continue
        reading.read(str(study.pk))
        study.refresh_from_db()
        assert study.status in ENDS
        assert study.status != "refused" or (study.reading is None and study.quality["reasons"])
        sizes.append(psutil.Process().memory_info().rss)
    assert sizes[-1] < sizes[len(sizes) // 2] * 1.1
