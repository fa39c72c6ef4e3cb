"""A text as the words that are searched: lower case, plurals folded, words without content left out."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """a about all am an and any are as at be been being both but by can could did do does each for from had has have he
        hello her here hi his how i if in is it its just me my no not of on or our please she should so than thank thanks that
        the their them there these they this those to too us very was we were what when where which who whom why will with
        would you your""",
    )
)


def words(text: str) -> list[str]:
    """The words of a text in their order, those without content left out."""
    return [word for one in written(text) if (word := searched(one))]


def written(text: str) -> list[str]:
    """The words of a text as they stand there, in small letters."""
    return _WORD.findall(text.lower())


def searched(word: str) -> str:
    """How a written word is searched; empty for one without content."""
    return _singular(word) if len(word) > 1 and word not in _EMPTY else ""


def _singular(word: str) -> str:
    """Plural endings off (Harman 1991, the S stemmer); names of drugs and codes stay what they are."""
    if len(word) > 4 and word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("us", "ss", "is")):
        return word[:-1]
    return word
