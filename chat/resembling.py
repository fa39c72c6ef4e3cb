"""Which findings a text resembles in meaning where no pattern knew its words: asked about, never counted by themselves.

Optional: without the weights of the encoder nothing is suggested, and the engine is complete without it. Workers only.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from praxia.lib.embeddings import encoder
from praxia.triage import shipped

LIKE = (
    0.5  # cosine; on texts of our own that no pattern knew, true likenesses lay at 0.50 to 0.65, chance ones below 0.45
)
MOST = 2


def suggest(text: str) -> tuple[str, ...]:
    """Ids of at most two findings, the most alike first; none where the encoder is missing."""
    found = encoder()
    if found is None:
        return ()
    names, labels, questions = _described()
    vector = found.encode([text])[0]
    likeness = [max(pair) for pair in zip((labels @ vector).tolist(), (questions @ vector).tolist(), strict=True)]
    alike = sorted((-value, name) for value, name in zip(likeness, names, strict=True) if value >= LIKE)
    return tuple(name for _, name in alike[:MOST])


@cache
def _described() -> tuple[list[str], Any, Any]:
    """Every finding that can be asked about: ids, and the vectors of label and question."""
    found = encoder()
    assert found is not None
    askable = [one for one in shipped().body.findings.values() if one.question and not one.context]
    labels = found.encode([one.label for one in askable])
    return [one.id for one in askable], labels, found.encode([one.question or "" for one in askable])
