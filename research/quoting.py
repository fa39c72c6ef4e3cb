"""Whether words stand in a text just so: after spaces and Unicode are made alike, and nothing else."""

from __future__ import annotations

import re
import unicodedata

LEAST_WORDS = 4  # fewer would stand in many a text by chance
_ALIKE = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": "..."}
)
_WORD = re.compile(r"\w+")


def place_of(quote: str, text: str) -> tuple[int, int] | None:
    """Start and end of the quote, in characters of the text as it is; None when it does not stand there whole.

    It must begin and end where words do, and have at least `LEAST_WORDS` of them.
    """
    wanted = alike(quote).strip(" \"'.")
    if len(_WORD.findall(wanted)) < LEAST_WORDS:
        return None
    plain, places = _with_places(text)
    at = plain.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not _inside_word(plain, at) and not _inside_word(plain, end):
            return places[at], places[end - 1] + 1
        at = plain.find(wanted, at + 1)
    return None


def alike(text: str) -> str:
    return _with_places(text)[0]


def _with_places(text: str) -> tuple[str, list[int]]:
    """The text made alike, and for each of its characters the place that it came from."""
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for plain in unicodedata.normalize("NFKC", char).translate(_ALIKE):
            if plain.isspace():
                if not chars or chars[-1] == " ":
                    continue
                plain = " "
            elif unicodedata.category(plain) == "Cf":  # soft hyphens, zero-width characters: nobody sees them
                continue
            chars.append(plain)
            places.append(place)
    return "".join(chars), places


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
