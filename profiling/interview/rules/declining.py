"""Answers that decline to answer, and words that correct what was said before."""

from __future__ import annotations

from profiling.interview.rules.phrases import Phrases, listed
from profiling.interview.rules.reading import Clause, Reading

_DECLINES = Phrases(listed("declining.declines"))
_WHOLE = Phrases(listed("declining.whole"))
_UNKNOWN = Phrases(listed("declining.unknown"))
_NOT_BUT = Phrases(listed("declining.not_but"))
_CORRECTS = Phrases(listed("declining.corrects"))


def is_unknowing(clause: Clause) -> bool:
    """ "I don't know" is no value, whatever was asked."""
    return _UNKNOWN.whole(clause.text)


def declines(reading: Reading) -> bool:
    """The question that was asked stays unanswered, and is meant to."""
    clauses = [clause for sentence in reading.sentences for clause in sentence.clauses]
    if any(_DECLINES.within(clause.text) for clause in clauses):
        return True
    return len(clauses) <= 2 and any(
        _WHOLE.whole(
            " ".join(w.norm for w in clause.words if w.norm not in ("i", "will", "please", "thanks", "would", "just"))
        )
        for clause in clauses
    )


def corrects(reading: Reading) -> bool:
    """The person takes back what they said before."""
    texts = [sentence.text for sentence in reading.sentences]
    return any(_CORRECTS.within(text) for text in texts) or any(
        text.startswith(("no , ", "no wait", "no i ")) or any(start == 0 for start, _, _ in _NOT_BUT.find(text))
        for text in texts
    )
