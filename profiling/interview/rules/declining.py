"""Answers that decline to answer, and words that correct what was said before."""

from __future__ import annotations

from profiling.interview.rules.phrases import Phrases
from profiling.interview.rules.reading import Reading

_DECLINES = Phrases(
    [
        "{prefer|rather|would prefer|would rather} not", "{prefer|rather|like} to {keep|not}", "keep {that|it|this} {private|to myself|quiet}", "none of your {business|concern|damn business}", "not your {business|concern}", "no comment", "{do not|not going to|will not|refuse to|not willing to|not comfortable} {want to|wish to|care to|feel like|} {answer*|say*|tell*|disclose|share*|discuss*|talk*|reveal|respond*}",
        "{that is|it is|this is|too|its} {too|very|a|} {private|personal|confidential}", "i decline", "{i will|i would} pass", "next question", "{mind|minding} your own {business|beeswax}", "not telling", "not saying", "prefer to skip", "let us skip", "can we skip", "skip {this|that|it|the|please}", "not comfortable", "rather keep", "do not want to",
    ]
)  # fmt: skip
_WHOLE = Phrases(
    [
        "pass",
        "skip",
        "private",
        "next",
        "no answer",
        "declined",
        "decline",
        "n / a",
        "na",
        "rather not",
        "secret",
        "it is a secret",
    ]
)
_CORRECTS = Phrases(
    [
        "i {meant|mean}", "i said", "i {should have|meant to} {said|say}", "correction", "actually", "wait", "sorry", "oops", "typo", "mistake", "scratch that", "change {my|that|it|the}", "should be", "not {true|right|correct}", "that is {wrong|not right|incorrect}", "wrong", "let me correct", "misspoke", "mistyped", "rather", "i misread", "in fact", "edit", "update", "my bad", "apologies", "make that", "clicked", "no it is", "on second thought*", "come to think",
    ]
)  # fmt: skip


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
        text.startswith(("no , ", "no wait", "no i ")) for text in texts
    )
