"""Short forms that a text explains itself, "type 2 diabetes (T2DM)", written out. Pure.

Schwartz and Hearst 2003 (PMID 12603049).
"""

from __future__ import annotations

import re

_EXPLAINED = re.compile(r"\(([A-Z][A-Za-z0-9-]{1,8}?)s?[);,]")
_LOOK_BACK = 120  # characters


def explained(text: str) -> dict[str, str]:
    """Short forms with what they stand for; none that is not explained."""
    found = (
        (one[1], _long_form(one[1], text[max(0, one.start() - _LOOK_BACK) : one.start()]))
        for one in _EXPLAINED.finditer(text)
    )
    return {short: long for short, long in found if long}


def written_out(text: str, known: dict[str, str]) -> str:
    for short, long in known.items():
        text = re.sub(rf"\s*\({re.escape(short)}s?\)", "", text)
        text = re.sub(rf"\b{re.escape(short)}s?\b", long.replace("\\", r"\\"), text)
    return text


def _long_form(short: str, before: str) -> str | None:
    """The fewest words in front that begin with its first letter and hold all its letters in their order."""
    words, letters = before.split(), [char for char in short.lower() if char.isalnum()]
    for count in range(2, min(len(words), len(short) + 5) + 1):
        tail = " ".join(words[-count:])
        chars = iter(tail.lower())
        if tail[0].lower() == letters[0] and all(letter in chars for letter in letters):
            return tail
    return None
