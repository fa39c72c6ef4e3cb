"""What no model may say to a patient, whoever asks it, and where its sentences end.

`ALWAYS`: doses, that medicines go together, a diagnosis stated as a fact, advice to stop or change a medicine.
`SOOTHING`: what would make somebody wait.
"""

from __future__ import annotations

import re
from typing import Final

SENTENCE_END: Final = re.compile(r"(?<=[.!?])[\"”')\]]*\s+(?=\S)|\n+")
ALWAYS: Final = re.compile(
    r"\b\d+(?:[.,]\d+)?\s?(?:mg|mcg|µg|milligrams?|micrograms?|ml|millilit\w+|iu|units?|tablets?|pills?|capsules?|puffs?|drops?)\b"
    r"|\byou (?:definitely|certainly|clearly|undoubtedly|obviously) have\b"
    r"|\byour diagnosis is\b"
    r"|(?<!not )(?<!n't )(?<!never )\b(?:safe|fine|ok|okay|harmless|no problem) to (?:take|mix|combine|use|drink)\b[^.]*"
    r"\b(?:together|both|with|while)\b"
    r"|\b(?:stop|quit|discontinue|skip|double|increase|reduce|halve) (?:taking |using )?(?:your|the|all|any)?\s*"
    r"(?:medicines?|medications?|meds|tablets?|pills|insulin|dose|doses|blood thinners?|warfarin|antidepressants?)\b",
    re.IGNORECASE,
)
SOOTHING: Final = re.compile(
    r"\bno need (?:to|for)\b[^.]*\b(?:doctor|hospital|emergency|ambulance|see|call|go|worry)\b"
    r"|\b(?:do not|don't|needn't|need not) (?:need to )?(?:see|call|visit|go to|worry|be alarmed)\b"
    r"|\bnothing (?:serious|to worry about|dangerous)\b"
    r"|\b(?:is|are|it's|that's) (?:probably |most likely |just |only )*(?:harmless|nothing)\b"
    r"|\bwait (?:and see|it out|a few days|until (?:tomorrow|monday|next))\b"
    r"|\b(?:not|isn't|is not) (?:an emergency|urgent|serious|dangerous)\b",
    re.IGNORECASE,
)
