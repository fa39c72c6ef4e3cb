"""Words of DICOM tags that may be kept: coded ones, and ages by decade."""

from __future__ import annotations

import re

PLAIN = re.compile(r"[A-Z0-9 _./-]{1,40}")


def age_band(age: str) -> str:
    """`045Y` as `40-49`; children under two by that, ninety and older together."""
    match = re.fullmatch(r"(\d{3})([DWMY])", age.strip())
    if not match:
        return ""
    years = int(match[1]) if match[2] == "Y" else 0
    if years >= 90:
        return "90+"
    return f"{years // 10 * 10}-{years // 10 * 10 + 9}"
