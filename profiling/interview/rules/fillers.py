"""Words that add nothing to a short answer: what is left without them is what was answered."""

from __future__ import annotations

import re

from profiling.interview.rules.phrases import listed
from profiling.interview.rules.reading import Clause

FILLERS = frozenset(listed("fillers.fillers"))
# "At work", "since retiring", "in winter": when or where, not what.
_ASIDE = re.compile(
    r"(?<!\S)(?:since|after|at|in|during|with|on|from|because of|due to|thanks to)(?: my| the| a)? [a-z]+(?!\S)"
)


def rest(clause: Clause, start: int, end: int) -> list[str]:
    """The words around a match that are more than filling."""
    around = _ASIDE.sub(" ", f"{clause.text[:start]} {clause.text[end:]}")
    return [word for word in around.split() if word not in FILLERS and not word[0].isdecimal() and word.isalpha()]
