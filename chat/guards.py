"""What a model may not say to a patient, checked sentence by sentence before anybody reads it.

Dropped: what contradicts the floor, doses, a diagnosis stated as a fact, advice to stop or change a medicine, citations that
were not retrieved. Links of the model's own are unwrapped. The check is a net under the prompt, not a proof.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from praxia.triage import Level

_END = re.compile(r"(?<=[.!?])[\"”')\]]*\s+(?=\S)|\n+")
_ALWAYS = re.compile(
    r"\b\d+(?:[.,]\d+)?\s?(?:mg|mcg|µg|milligrams?|micrograms?|ml|millilit\w+|iu|units?|tablets?|pills?|capsules?|puffs?|drops?)\b"
    r"|\byou (?:definitely|certainly|clearly|undoubtedly|obviously) have\b"
    r"|\byour diagnosis is\b"
    r"|\b(?:stop|quit|discontinue|skip|double|increase|reduce|halve) (?:taking |using )?(?:your|the|all|any)?\s*"
    r"(?:medicines?|medications?|meds|tablets?|pills|insulin|dose|doses|blood thinners?|warfarin|antidepressants?)\b",
    re.IGNORECASE,
)
_SOOTHING = re.compile(
    r"\bno need (?:to|for)\b[^.]*\b(?:doctor|hospital|emergency|ambulance|see|call|go|worry)\b"
    r"|\b(?:do not|don't|needn't|need not) (?:need to )?(?:see|call|visit|go to|worry|be alarmed)\b"
    r"|\bnothing (?:serious|to worry about|dangerous)\b"
    r"|\b(?:is|are|it's|that's) (?:probably |most likely |just |only )*(?:harmless|nothing)\b"
    r"|\bwait (?:and see|it out|a few days|until (?:tomorrow|monday|next))\b"
    r"|\b(?:not|isn't|is not) (?:an emergency|urgent|serious|dangerous)\b",
    re.IGNORECASE,
)
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
        while end := _END.search(self._held):
            sentence, self._held = self._held[: end.end()], self._held[end.end() :]
            ready += self._checked(sentence)
        return ready

    def rest(self) -> str:
        held, self._held = self._held, ""
        return self._checked(held)

    def _checked(self, sentence: str) -> str:
        if _ALWAYS.search(sentence) or (self.level >= Level.SAME_DAY and _SOOTHING.search(sentence)):
            self.dropped += 1
            return "\n" if sentence.endswith("\n") else ""
        sentence = _LINK.sub(lambda link: link[1] or "", sentence)
        return _CITATION.sub(lambda cite: cite[0] if 1 <= int(cite[1]) <= self.sources else "", sentence)
