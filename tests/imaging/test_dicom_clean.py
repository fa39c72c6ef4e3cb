"""De-identification: what is not on the list is not there, and new names are stable under one salt."""

from __future__ import annotations

import io

import numpy as np
import pydicom
import pytest
from pydicom import Sequence
from pydicom.dataset import Dataset

from imaging.inference.dicom_read import dicom as read_dicom
from imaging.inference.film import Decoded
from imaging.inference.limits import LIMITS
from tests.imaging.dicoms import data_set, dicom, file_of

SECRETS = {
    "PatientName": "Okonkwo^Amina",
    "PatientID": "MRN0004711",
    "PatientBirthDate": "19800203",
    "PatientAddress": "12 Harbour Street",
    "InstitutionName": "Hospital of the Harbour",
    "ReferringPhysicianName": "Who^Doctor",
    "StudyDescription": "Chest of Amina",
    "AccessionNumber": "ACC991",
    "StudyTime": "101112",
    "AcquisitionDateTime": "20250713101112",
    "ImageComments": "called Amina back",
    "DeviceSerialNumber": "SN-77-31",
}


def read(content: bytes, salt: str = "salt") -> Decoded:
    return read_dicom(io.BytesIO(content), LIMITS, salt)


@pytest.fixture
def clean() -> bytes:
    data = data_set(**SECRETS)
    inner = Dataset()
    inner.PatientName = "Hidden^Inside"
    data.RequestAttributesSequence = Sequence([inner])
    block = data.private_block(0x0011, "ACME 1.0", create=True)
    block.add_new(0x01, "LO", "private-secret")
    data.add_new(0x60000010, "US", 8)
    data.add_new(0x60003000, "OW", b"overlay-secret!!")
    data.add_new(0x50000005, "US", 2)
    return read(file_of(data, preamble=b"MM\0*preamble-secret".ljust(128, b"\0"))).dicom or b""


def test_no_secret_is_left(clean) -> None:
    for secret in (
        *SECRETS.values(),
        "Hidden^Inside",
        "private-secret",
        "overlay-secret",
        "preamble-secret",
        "20250713",
    ):
        assert secret.encode() not in clean, secret


def test_the_preamble_is_empty(clean) -> None:
    assert clean[:128] == bytes(128) and clean[128:132] == b"DICM"


def test_nothing_but_listed_tags(clean) -> None:
    found = pydicom.dcmread(io.BytesIO(clean))
    assert not any(element.tag.is_private or element.VR == "SQ" for element in found)
    assert not any(element.tag.group in (0x5000, 0x6000) for element in found)
    assert found.PatientIdentityRemoved == "YES" and found.StudyDate == "20250101" and found.PatientAge == "040Y"


def test_the_pixels_are_those_that_were_read(clean) -> None:
    found = pydicom.dcmread(io.BytesIO(clean))
    assert np.array_equal(found.pixel_array, read(dicom()).pixels)
    assert np.array_equal(read(clean).pixels, read(dicom()).pixels)


def test_uids_are_new_and_stable_under_one_salt() -> None:
    def uids(salt: str) -> tuple[str, str, str]:
        found = pydicom.dcmread(io.BytesIO(read(dicom(), salt).dicom or b""))
        return found.StudyInstanceUID, found.SeriesInstanceUID, found.SOPInstanceUID

    old = data_set()
    assert uids("a") == uids("a") and not set(uids("a")) & set(uids("b"))
    assert not set(uids("a")) & {old.StudyInstanceUID, old.SeriesInstanceUID, old.SOPInstanceUID}
    assert all(uid.startswith("2.25.") for uid in uids("a"))


def test_old_uids_are_nowhere() -> None:
    found = read(dicom())
    for uid in (data_set().StudyInstanceUID, data_set().SOPInstanceUID):
        assert uid.encode() not in (found.dicom or b"") and uid not in str(found.meta)


def test_a_name_in_the_place_of_a_code_is_dropped() -> None:
    found = read(dicom(BodyPartExamined="chest of Ámina", ViewPosition="PA"))
    assert "body_part" not in found.meta and "BodyPartExamined" not in pydicom.dcmread(io.BytesIO(found.dicom or b""))


def test_burned_in_text_is_told() -> None:
    assert read(dicom(BurnedInAnnotation="YES")).meta["burned_in"] is True
    assert read(dicom(BurnedInAnnotation="NO")).meta["burned_in"] is False


def test_a_preamble_that_is_another_file_is_refused(tmp_path) -> None:
    from imaging.inference.decode_kinds import kind_of
    from imaging.inference.film import Refused

    for preamble in (b"MZ", b"\x7fELF", b"%PDF-1.4", b"<html>", b"PK\x03\x04"):
        with pytest.raises(Refused, match="two_kinds"):
            kind_of(io.BytesIO(file_of(data_set(), preamble=preamble.ljust(128, b"\0"))))
