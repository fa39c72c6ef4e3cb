"""What a language model may say of a reading, checked sentence by sentence against the stored result before anybody reads it.

Dropped: a number that the result does not show for the finding that is spoken of; a finding or an illness that the result does not
name; another verdict than the stored one; that all is well, or that something is there or is not; when or where to get help; and
what no model may say anyway. The check is a net under the prompt, not a proof: the words from templates stand above, always.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from praxia.llm.sayings import ALWAYS, SENTENCE_END, SOOTHING

Finding = Mapping[str, Any]


def _beginning(words: str) -> re.Pattern[str]:
    """Words that begin so; `words` is an expression that may go over several lines."""
    return re.compile(rf"\b(?:{_joined(words)})", re.IGNORECASE)


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_joined(words)})\b", re.IGNORECASE)


def _joined(words: str) -> str:
    return "".join(line.strip() for line in words.splitlines())


# How what is seen on films is called, and the labels that make it sayable. What has none is never said.
NAMES: Final[tuple[tuple[re.Pattern[str], frozenset[str]], ...]] = tuple(
    (_beginning(words), frozenset(labels))
    for words, labels in (
        (r"atelecta", ["Atelectasis"]),
        (
            r"""cardiomegal|(?:enlarged|big|bigger|larger?|widened) heart
                |heart (?:\w+ )?(?:enlarged|big|bigger|larger?)""",
            ["Cardiomegaly", "Enlarged Cardiomediastinum"],
        ),
        (r"(?:cardio)?mediastin", ["Enlarged Cardiomediastinum"]),
        (r"consolidat", ["Consolidation"]),
        (r"o?edema|swell|swollen|water (?:in|on)", ["Edema"]),
        (r"effusion", ["Effusion"]),
        (r"fluid", ["Effusion", "Edema"]),
        (r"emphysem", ["Emphysema"]),
        (r"fibros|scar(?:s|red|ring)?\b", ["Fibrosis", "Pleural_Thickening"]),
        (r"fractur|broken|rib (?:break|injur)", ["Fracture"]),
        (r"hernia", ["Hernia"]),
        (r"infiltrat", ["Infiltration"]),
        (r"mass(?:es)?\b|lumps?\b|growths?\b", ["Mass", "Lung Lesion"]),
        (r"nodul", ["Nodule", "Lung Lesion"]),
        (r"lesion", ["Lung Lesion"]),
        (r"opacit|cloud|shadow|white", ["Lung Opacity", "Infiltration", "Consolidation"]),
        (r"thicken", ["Pleural_Thickening"]),
        (r"pneumonia", ["Pneumonia"]),
        (r"pneumothora|air (?:around|outside|beside) the lung", ["Pneumothorax"]),
        (r"collaps", ["Pneumothorax", "Atelectasis"]),
        (r"infect|inflam", ["Pneumonia", "Infiltration", "Consolidation"]),
        (
            r"""cancer|carcino|tumou?r|malign|metasta|lympho|leuk|sarco|benign|cyst|abscess|calcif|aneurysm|embol|clots?\b
                |bleed|haem|hem[ao]|tubercul|tb\b|covid|corona|influenza|flu\b|bronch|asthma|copd|chronic|silicos|asbest
                |aspirat|sepsis|cardiac|infarct|stroke|heart (?:failure|attack)|(?:heart|lung|kidney|liver) disease
                |scolios|osteo|arthr|pleuri|virus|viral|bacteri|fung|colds?\b""",
            [],
        ),
    )
)

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_IN_WORDS: Final = _whole(
    r"""two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety
        |hundred|thousand|dozen|half|halves|thirds?|quarters?|twice|doubled?|doubles|tripled?|triples|one (?:in|out of)|\w+fold"""
)
_CLEARS: Final = _whole(
    r"""no (?:signs?|evidence|trace|indications?|hints?|findings?|problems?|abnormal\w*|cause|reason)|rul\w+ (?:\w+ ){0,3}out
        |free (?:of|from)|normal|healthy|fine|good|okay|ok|unremarkable|safe|harmless|all clear
        |(?:is|are|looks?|seems?|appears?) clear|reassur\w*|relax\w*|relie[fv]\w*|worr\w+|(?<!says )nothing
        |absen\w+|(?:does|do|did) ?(?:not|n't) have|less urgent|not urgent"""
)
_CLAIMS: Final = _whole(
    r"""(?:you|child|person|patient|he|she|they)(?:'ve| have| has| had| suffers?| got)|confirm\w*|proves?
        |(?<!not a )(?<!no )diagnos\w+|is present|definite\w*|certain|certainly|clearly"""
)
_CARE: Final = _whole(
    r"""doctors?|gp|physician|clinician|nurse|hospital|emergency|ambulance|clinic|appointment|check-?up|treat\w*|medicines?
        |antibiotic\w*|follow(?:ing)?[- ]up"""
)
_ONLY: Final = _whole(r"only (?:a|your|the) (?:doctor|clinician)")
_WHEN: Final = _whole(
    r"""today|tonight|tomorrow|now|soon\w*|later|next|weeks?|days?|months?|hours?|wait\w*|when|whenever|if|unless|until|before
        |need\w*|should|must|have to|routine|convenient\w*|again"""
)
# What says less than it names: what was looked for, and what a result does not mean.
_HEDGES: Final = _beginning(
    r"""(?:look\w*|check\w*|search\w*|trained|made|meant) (?:for|to (?:find|spot|detect|see|look for))\b
        (?: (?:any )?signs? (?:of|that fit))?
        |(?:does not|doesn't|do not|don't|cannot|can't) (?:mean|rule out|prove|exclude)\b[^,;:.]*"""
)
_ABOVE: Final = _whole(
    r"""above|over|higher|more than|exceed\w*|pass(?:es|ed)|reach(?:es|ed)|detect\w*|found|finds?|saw|sees?|seen|shows?|showed|shown
        |spot\w*|identif\w*|picked up|signs?|suggest\w*|points? to|fits?|consistent|likely(?! range)|probabl[ey]|positive
        |suspicious|concern\w*"""
)
_BELOW: Final = _whole(
    r"below|under the|lower than|less than|beneath|negative|unlikely|low|small|minor|slight\w*|mild\w*"
)
_UNSURE: Final = _whole(
    r"""(?:cannot|can ?not|can't|could not|couldn't|nobody can) (?:tell|say|decide)
        |uncertain|unsure|not sure|unclear|undecided|between|unable"""
)
_NOT: Final = re.compile(r"\b(?:not|no|never|cannot|without|neither|nor|lacks?)\b|n't\b", re.IGNORECASE)
_USUAL: Final = _whole(r"usual|usually|average|typical\w*|base rate|common\w*")
_JUDGES: Final = _whole(r"thresholds?|detected|risks?|results?|numbers?|chances?|findings?|usual|it is|this is|that is")
_MORE: Final = _whole(r"above|higher|more|greater|exceed\w*|over")
_LESS: Final = _whole(r"below|lower than|less|under the|beneath|smaller")


@dataclass
class ResultGuard:
    """`shown`: by label, all that the result shows of a finding; only numbers in it may be said of this finding."""

    findings: Sequence[Finding]
    shown: Mapping[str, str]
    dropped: int = 0
    _about: list[Finding] = field(default_factory=list)

    def checked(self, text: str) -> str:
        """What may be read of it, as one paragraph; empty when nothing may. `dropped` counts the sentences that were left out."""
        sentences = list(filter(None, (" ".join(one.split()) for one in SENTENCE_END.split(text))))
        kept = [one for one in sentences if self._may_be_said(one)]
        self.dropped += len(sentences) - len(kept)
        return " ".join(kept)

    def _may_be_said(self, sentence: str) -> bool:
        named = [labels for name, labels in NAMES if name.search(sentence)]
        known = {one["label"]: one for one in self.findings}
        if not all(labels & known.keys() for labels in named):
            return False
        if named or len(known) == 1:
            labels = frozenset().union(*named) if named else known.keys()
            self._about = [one for label, one in known.items() if label in labels]
        said = _HEDGES.sub("", sentence)
        return (
            not any(never.search(said) for never in (ALWAYS, SOOTHING, _CLEARS, _CLAIMS, _IN_WORDS))
            and (not _CARE.search(said) or bool(_ONLY.search(said) and not _WHEN.search(said)))
            and self._numbers_are_shown(sentence)
            and (not (named or _JUDGES.search(said)) or not self._about or any(_fits(one, said) for one in self._about))
        )

    def _numbers_are_shown(self, sentence: str) -> bool:
        """Those of the finding that this sentence names, or the last one that did."""
        shown = {number for one in self._about for number in _NUMBER.findall(self.shown[one["label"]])}
        return shown.issuperset(_NUMBER.findall(sentence))


def _fits(finding: Finding, sentence: str) -> bool:
    """Whether a sentence about this finding keeps to its verdict, and to how its risk stands to the usual one."""
    above, below, unsure, denied = (bool(said.search(sentence)) for said in (_ABOVE, _BELOW, _UNSURE, _NOT))
    if finding.get("ratio") is not None and _USUAL.search(sentence):
        return not (_MORE if finding["ratio"] <= 1 else _LESS).search(sentence)
    if finding["verdict"] == "detected":
        return not below and not unsure and not (above and denied)
    if finding["verdict"] == "not_detected":
        return not unsure and (not above or below or denied)
    return unsure or not (above or below)
