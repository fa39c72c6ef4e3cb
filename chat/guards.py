"""What a model may not say to a patient, checked sentence by sentence before anybody reads it.

Dropped: what contradicts the floor, doses, a diagnosis stated as a fact, advice to stop or change a medicine, citations that
were not retrieved. Links of the model's own are unwrapped. The check is a net under the prompt, not a proof.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from praxia.llm.sayings import ALWAYS, SENTENCE_END, SOOTHING
from praxia.triage import Level

_CITATION = re.compile(r"\s?\[(\d+)\]")
_LINK = re.compile(r"!?\[([^\]]*)\]\((?:[^)]*)\)|<?https?://\S+")


@dataclass
class SentenceGuard:
    """Takes text as it comes and gives back whole, checked sentences; `dropped` counts what was left out."""

    level: Level
    sources: int
    dropped: int = 0
    _held: str = field(default="", repr=False)

    def feed(self, text: str) -> str:
        self._held += text
        ready = ""
        while end := SENTENCE_END.search(self._held):
            sentence, self._held = self._held[: end.end()], self._held[end.end() :]
            ready += self._checked(sentence)
        return ready

    def rest(self) -> str:
        held, self._held = self._held, ""
        return self._checked(held)

    def _checked(self, sentence: str) -> str:
        if ALWAYS.search(sentence) or (self.level >= Level.SAME_DAY and SOOTHING.search(sentence)):
            self.dropped += 1
            return "\n" if sentence.endswith("\n") else ""
        sentence = _LINK.sub(lambda link: link[1] or "", sentence)
        return _CITATION.sub(lambda cite: cite[0] if 1 <= int(cite[1]) <= self.sources else "", sentence)


def passes(text: str, level: Level, sources: int) -> bool:
    """Whether nothing of a text that no model wrote, a publication's or a label's, would be left out."""
    guard = SentenceGuard(level, sources)
    guard.feed(text)
    guard.rest()
    return not guard.dropped
