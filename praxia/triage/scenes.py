"""What surrounds a finding in its text: is it denied, whose is it, when was it, or is it only supposed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from praxia.triage import cues
from praxia.triage.denial import Denial
from praxia.triage.people import ANIMAL, FAMILY, FICTION, OTHER, Cast
from praxia.triage.text import CLAUSE, COMMA, SENTENCE, Text
from praxia.triage.times import Span, Times
from praxia.triage.words import word_set

NOW, RECENT, RESOLVED, PAST, CHRONIC, HYPOTHETICAL = "now", "recent", "resolved", "past", "chronic", "hypothetical"

_SPECIES = ("info", "what_if", "if_somebody", "fear", "asked")
_SUPPOSED_REACH = {"info": 40, "what_if": 14, "if_somebody": 14, "fear": 6, "asked": 6, "opinion": 8}
_RECENCY = word_set("""now today tonight just currently still suddenly morning afternoon evening yesterday ago""")
_HISTORY = word_set("had died suffered diagnosed passed")
_STORY_REACH = 25
_GOES_ON = word_set("then now since today tonight")
_HISTORY_ENDS = word_set("died dead death passed years recovered fine survived well okay")
_PRESENT = word_set(
    """is has keeps looks feels seems cannot are am does complains says wakes gets can will having getting going"""
)

_STATE = word_set(
    """is are am has have feel feels cannot keeps keep hurts looks seems gets got went goes had was were been"""
)
_SIGNS = word_set("symptom symptoms sign signs")
_STATED = word_set(
    "has have had having with developed develops reports reported showing shows without my his her their these"
)
_SAID_OF_I = word_set(
    "i do did cannot could not am was just really have been will would keep never usually often sometimes"
)
_HOW_OR_WHEN = word_set("in at for without gasping choking early on until before feeling easily most every during from")
_WELL = word_set("""fine good well ok okay out better normal same recovered removed healed cured mended back since""")


@dataclass(frozen=True, slots=True)
class Reading:
    """How one mention is meant. `hours` is how long ago, where the text tells it; `person` indexes the cast."""

    denied: bool
    person: int
    who: str
    when: str
    hours: float | None


class Scene:
    """The context of every word of one text. Built once per text in time linear in its length."""

    def __init__(
        self,
        text: Text,
        words: list[str],
        found: Mapping[str, Sequence[Span]],
        own: Sequence[Span],
        symptoms: Sequence[Span],
        before: Cast | None = None,
    ) -> None:
        """`found` are the cues by kind; `own` the spans of findings, whose own words are no cues ("no feeling in my leg");
        `symptoms` those of them that are no mere facts about the person."""
        self.text = text
        self.words = words
        speaking = frozenset(start for kind in ("opinion", "speaker") for start, _ in found.get(kind, ()))
        self.cast = Cast(text, words, speaking, before)
        self._found = {kind: sorted(set(spans)) for kind, spans in found.items()}
        self.sentence = _numbered(text, SENTENCE)
        self.times = Times(text, words, self._found, own, symptoms, self.sentence)
        self._denial = Denial(text, words, self._found, own)
        self._supposed = [len(words)] * len(words)  # where the first cue began that reaches a word; past the end: none
        self._opinion = [len(words)] * len(words)
        self._in_case = bytearray(len(words))
        self._topics = {start for start, _ in found.get("info_after", ())}
        self._relatives: dict[int, list[Span]] = {}
        for span in found.get("family_history", ()):
            self._relatives.setdefault(self.sentence[span[0]], []).append(span)
        self._fiction = {self.sentence[start]: start for start, _ in sorted(found.get("fiction", ()))}
        self._suppose()

    # -- supposition -----------------------------------------------------------------------------------------------

    def _suppose(self) -> None:
        acting = {self.sentence[start] for start, _ in self._found.get("action", ())}
        happened = [start for start, _ in self._found.get("happened", ())]
        for kind in _SPECIES:
            for start, end in self._found.get(kind, ()):
                if kind == "if_somebody" and self.sentence[start] in acting:
                    continue
                if kind != "fear" and any(
                    at > start and self.sentence[at] - self.sentence[start] <= 1 for at in happened
                ):
                    continue  # "Does coffee make an arm go limp? This happened to me today."
                if kind == "info" and start and self.words[start] in _SIGNS and self.words[start - 1] in _STATED:
                    continue  # "she has symptoms of hay fever" is told of her
                if kind == "info" and "best" in self.words[end : end + 2]:
                    continue  # "what is the best tea for a fever of 40" is asked by somebody who has it
                self._flag_from(self._supposed, start, end, kind)
                if kind in ("what_if", "if_somebody"):
                    past = min(end + _SUPPOSED_REACH[kind], len(self.words))
                    self._in_case[start:past] = b"\1" * (past - start)
        for start, end in self._found.get("opinion", ()):
            if self.words[end : end + 1] in (["like"], ["as"]):
                continue  # "he says it was like a blow" tells how it felt
            self._flag_from(self._opinion, start, end, "opinion")

    def _flag_from(self, reached: list[int], start: int, end: int, kind: str) -> None:
        """A supposition reaches to the end of its clause, or to the first word that names a person: that is about somebody."""
        for at in range(start, end):
            reached[at] = min(reached[at], start)
        for at in range(end, min(end + _SUPPOSED_REACH[kind], len(self.words))):
            if self.text.breaks[at] >= (CLAUSE if kind == "info" else COMMA):
                return
            if kind not in ("what_if", "if_somebody") and self.cast.markers[at] >= 0:
                return
            if kind in ("fear", "asked") and self.words[at] in ("because", "as", "since", "and", "but", "so"):
                return
            reached[at] = min(reached[at], start)

    def _is_supposed(self, start: int, end: int) -> bool:
        """Reached by a cue that began before it: "afraid that I hurt my baby" as a finding of its own is none of a fear."""
        if self._supposed[start] < start:
            return not any(marker >= 0 for marker in self.cast.markers[start:end]) or bool(self._in_case[start])
        if end in self._topics:
            return not any(self.cast.markers[place] >= 0 for place in range(max(0, start - 4), end))
        return False

    def _any_supposed(self, spans: Sequence[Span]) -> bool:
        """Whether the whole is only asked about, or the second of two phrases that make it together: "…, was it a fit?"."""
        return self._is_supposed(spans[0][0], spans[-1][1]) or any(
            self._supposed[first] >= spans[0][1] and self._is_supposed(first, past) for first, past in spans[1:]
        )

    # -- people ----------------------------------------------------------------------------------------------------

    def _who(self, start: int, end: int, *, context: bool) -> tuple[int, str]:
        """Whose it is: whom its last word is about; but "had my baby", "take care of my cat" is whose it begins with."""
        last = self.cast.people[self.cast.about[end - 1]]
        at = start if last.kind == ANIMAL or (context and last.born) else end - 1
        person, named = self.cast.about[at], self.cast.named_since[at]
        kind = self.cast.people[person].kind
        if self.sentence[start] in self._fiction and (kind != "self" or not self._named_after_fiction(start, named)):
            return person, FICTION
        if kind == ANIMAL:
            return person, ANIMAL
        if self._family(start, end, person, named, context=context):
            return person, FAMILY
        return person, OTHER if kind == OTHER else "self"

    def _named_after_fiction(self, start: int, named: int) -> bool:
        cue = self._fiction[self.sentence[start]]
        return named > cue >= 0 and any(self.text.breaks[at] >= COMMA for at in range(cue + 1, named + 1))

    def _family(self, start: int, end: int, person: int, named: int, *, context: bool) -> bool:
        """A relative's illness of long ago. "Grandma was slurring" is a story of now, "grandma was diabetic" is none."""
        sentence = self.sentence[start]
        for first, past in self._relatives.get(sentence, ()):
            low, high = (past, start) if first < start else (end, first)
            between = self.cast.markers[low:high]
            if 0 in between or any(parted >= CLAUSE for parted in self.text.breaks[low : high + 1]):
                continue
            if first < start or not self._turns_to_somebody(low, high):
                return True
        if not self.cast.people[person].blood or named < 0:
            return False
        around = self.words[named : self._told_of(end)]
        past_tense = any(word in _HISTORY or (context and word == "was") for word in self.words[named:start])
        return past_tense and not (_RECENCY | _PRESENT) & set(around) and (context or not self._story_goes_on(end))

    def _story_goes_on(self, end: int) -> bool:
        """ "dad had a bang in his head, then vomited, now he lies in the dark": a story of now, not an illness of long ago."""
        after: list[str] = []
        for at in range(end, min(end + _STORY_REACH, len(self.words))):
            if self.text.breaks[at] >= SENTENCE or self.cast.markers[at] == 0:
                break
            after.append(self.words[at])
        return bool(_GOES_ON.intersection(after)) and _HISTORY_ENDS.isdisjoint(after)

    def _turns_to_somebody(self, low: int, high: int) -> bool:
        """ "chest pain since last night, dad died of a heart attack": what stands before the comma is not dad's."""
        parted = next((at for at in range(low, high + 1) if self.text.breaks[at] >= COMMA), high)
        return any(marker > 0 for marker in self.cast.markers[parted:high])

    def leftover(self) -> bool:
        """Whether a part of the text tells of a present state without any finding or question: it was not understood."""
        chunks: dict[int, list[int]] = {}
        for at in range(len(self.words)):
            chunks.setdefault(self.times.chunk[at], []).append(at)
        asked = {
            self.sentence[start] for kind in ("info", "what_if", "advice") for start, _ in self._found.get(kind, ())
        }
        for number, places in chunks.items():
            if number in self.times.own_chunks or self.sentence[places[0]] in asked:
                continue
            words = {self.words[at] for at in places}
            if words & _STATE and not words & _WELL:
                return True
        return False

    def _told_of(self, end: int) -> int:
        """Where the words after a finding stop to be about the same person: at a comma or at the writer."""
        for at in range(end, min(end + 6, len(self.words))):
            if self.text.breaks[at] >= COMMA or self.cast.markers[at] == 0:
                return at
        return min(end + 6, len(self.words))

    def is_told_of_oneself(self, start: int, end: int) -> bool:
        """ "I do not wake up gasping", but not "I cannot wake him", "I cannot wake Sarah" nor "I was unconscious for hours"."""
        if cues.NEGATIONS.isdisjoint(self.words[start:end]):
            return False
        at = start
        while at > 0 and start - at < 4 and self.words[at] != "i" and self.words[at - 1] in _SAID_OF_I:
            at -= 1
        if self.words[at] != "i" or any(parted >= COMMA for parted in self.text.breaks[at + 1 : start + 1]):
            return False
        if any(marker > 0 for marker in self.cast.markers[start : end + 4]):
            return False
        after = end + (self.words[end : end + 1] == ["up"])
        return self.words[after : after + 1] != [] and self.words[after] in _HOW_OR_WHEN

    # -- all together ----------------------------------------------------------------------------------------------

    def reading(self, spans: Sequence[Span], *, negatable: bool, context: bool, crisis: bool) -> Reading:
        """How a mention in these spans is meant. Words of a crisis count also when they are only feared or asked about."""
        start, end = spans[0][0], spans[-1][1]
        denied = negatable and any(self._denial.holds(first, past) for first, past in spans)
        person, who = self._who(start, end, context=context)
        if self._opinion[start] < start or (not crisis and self._any_supposed(spans)):
            return Reading(denied, person, who, HYPOTHETICAL, None)
        when, hours = self.times.reading(start, end)
        if self._denial.historic[start] and when == NOW:
            when = CHRONIC if context else PAST
        return Reading(denied, person, who, when, hours)


def _numbered(text: Text, strength: int) -> list[int]:
    number, numbers = 0, []
    for parted in text.breaks:
        number += parted >= strength
        numbers.append(number)
    return numbers
