"""Words that add nothing to a short answer: what is left without them is what was answered."""

from __future__ import annotations

import re

from profiling.interview.rules.reading import Clause

FILLERS = frozenset(
    (
        "i am is it was be been being are a an the um uh er erm hmm well oh so just like really very pretty quite fairly rather about around roughly "
        "approximately say said guess think suppose probably maybe perhaps honestly actually frankly sure yes yeah ok right please thanks thank you "
        "currently now nowadays lately recently usually normally generally mostly mainly often most days nights these this that at moment of to be "
        "exact precise would do does have has had my mine me myself we in on for and or also too still already only then there overall "
        "definitely absolutely totally completely certainly probably kind sort bit little lot some more less than as with by all day night week "
        "since ever time times always mean meant no not wait sorry correction oops typo fact truth told tbh lol haha ha imo know see "
        "average level quality sleep sleeping slept stress stressed activity diet preference eat eating food age gender sex year years old young "
        "work job going go get getting feel feeling if must ask asked answer own today tonight yesterday month months rate it's let us put "
        "one my main goal lad person living life being here enough though somewhat can could might will honest mate dear love"
    ).split()
)
# "At work", "since retiring", "in winter": when or where, not what.
_ASIDE = re.compile(
    r"(?<!\S)(?:since|after|at|in|during|with|on|from|because of|due to|thanks to)(?: my| the| a)? [a-z]+(?!\S)"
)


def rest(clause: Clause, start: int, end: int) -> list[str]:
    """The words around a match that are more than filling."""
    around = _ASIDE.sub(" ", f"{clause.text[:start]} {clause.text[end:]}")
    return [word for word in around.split() if word not in FILLERS and not word[0].isdigit() and word.isalpha()]
