"""When a finding was: now, hours ago, gone again, long past, or for years. No clock: only what the text says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from praxia.triage.text import COMMA, Text
from praxia.triage.words import word_set

Span = tuple[int, int]
_UNITS = {
    "second": 1 / 3600,
    "minute": 1 / 60,
    "hour": 1.0,
    "day": 24.0,
    "night": 24.0,
    "week": 168.0,
    "fortnight": 336.0,
    "month": 730.0,
    "year": 8760.0,
    "decade": 87600.0,
}
UNIT_HOURS = _UNITS | {f"{unit}s": hours for unit, hours in _UNITS.items()}
_AMOUNTS = {
    "a": 1.0,
    "an": 1.0,
    "couple": 2.0,
    "few": 3.0,
    "several": 4.0,
    "half": 0.5,
    "some": 3.0,
    "many": 6.0,
    "last": 1.0,
    "of": 2.0,
}
_SPLITS = word_set(
    """now today tonight currently but however although presents presenting presented complains comes came"""
)
_SUBJECTS = word_set(
    """i he she they we it my his her their now today is has have feel feels cannot there am are still keep keeps get gets
    also this that"""
)
_PRONOUNS = frozenset({"i", "he", "she", "they", "we", "my", "his", "her"})
_AGO_ENDS = frozenset({"ago", "yesterday", "earlier", "night", "week", "month", "year"})
_ADVERBIAL = 5  # a chunk of so few words before a comma ("ten years ago,") speaks of what follows
_SAME_DAY_H = 24.0
LONG_AGO_H = 4380.0
_WAS = word_set("was were had did went could got felt came said took gave became")
_IS = word_set("is are am has have feel feels cannot keeps hurts looks seems can this again")


def amount_before(words: Sequence[str], at: int) -> float | None:
    """The number that stands before the unit at `at`: "3 days", "a few days", "half an hour"."""
    for place in range(at - 1, max(-1, at - 4), -1):
        word = words[place]
        if word.replace(".", "", 1).isdecimal():
            return float(word)
        if word in _AMOUNTS and not (word in ("a", "an") and place and words[place - 1] in ("half", "about")):
            return _AMOUNTS[word] if word != "of" or words[place - 1] == "couple" else None
    return None


class Times:
    """The times of one text, by chunk: the part of a sentence between commas, "but", "now"."""

    def __init__(
        self,
        text: Text,
        words: list[str],
        found: Mapping[str, Sequence[Span]],
        own: Sequence[Span],
        symptoms: Sequence[Span],
        sentence: list[int],
    ) -> None:
        self._words = words
        self._sentence = sentence
        self.chunk = self._chunks(text, words)
        inside = bytearray(len(words))
        for start, end in own:
            inside[start:end] = b"\1" * (end - start)
        self._own_sentences = {sentence[start] for start, _ in symptoms}
        self.own_chunks = {self.chunk[at] for start, end in own for at in (start, end - 1)}
        self._cues = {
            kind: [span for span in found.get(kind, ()) if not (kind == "over" and inside[span[1] - 1])]
            for kind in ("over", "past", "onset", "chronic", "back_again")
        }
        self._ago = self._distances(words)

    @staticmethod
    def _chunks(text: Text, words: list[str]) -> list[int]:
        number, numbers = 0, []
        for at, word in enumerate(words):
            before = words[at - 1] if at else ""
            after = words[at + 1] if at + 1 < len(words) else ""
            joins = word == "and" and (after in _SUBJECTS or before in _AGO_ENDS)
            begins = word in _PRONOUNS and before in _AGO_ENDS
            number += text.breaks[at] >= COMMA or word in _SPLITS or joins or begins
            numbers.append(number)
        return numbers

    def _distances(self, words: list[str]) -> list[tuple[int, float]]:
        """(place, hours) of every "3 days ago", "yesterday", "last week", "in 2015"."""
        found: list[tuple[int, float]] = []
        for at, word in enumerate(words):
            hours: float | None = None
            before = words[at - 1] if at else ""
            if word in ("ago", "back", "earlier") and before in UNIT_HOURS:
                amount = amount_before(words, at - 1)
                hours = (amount if amount is not None else 3.0) * UNIT_HOURS[before]
            elif word == "yesterday":
                hours = 24.0
            elif before == "last" and word in ("night", "week", "weekend", "month", "year"):
                hours = {"night": 12.0, "week": 168.0, "weekend": 96.0, "month": 730.0, "year": 8760.0}[word]
            elif before in ("in", "since", "of") and len(word) == 4 and word[:2] in ("19", "20") and word.isdecimal():
                hours = 17520.0 if before != "since" else None
            if hours is not None:
                found.append((at, hours))
        return found

    def reading(self, start: int, end: int) -> tuple[str, float | None]:
        """(when, hours ago) of a finding at words start … end-1."""
        hours = self._ago_for(start, end)
        if self._is_over(start, end):
            return "resolved", hours
        if self._near("past", start, end) or (hours is not None and hours >= LONG_AGO_H) or self._told_on(start, end):
            return "past", hours
        if hours is not None:
            return ("now" if hours <= _SAME_DAY_H else "recent"), hours
        return ("chronic" if self._near("chronic", start, end) else "now"), None

    def _ago_for(self, start: int, end: int) -> float | None:
        """How long ago it happened; None where the words tell when it began and it goes on."""
        for at, hours in self._ago:
            if self._same_chunk(at, start, end):
                low, high = min(at - 6, start), max(at, end)
                if any(low <= first and past <= high + 1 for first, past in self._cues["onset"]):
                    return None
                return hours
        return None

    def _same_chunk(self, at: int, start: int, end: int) -> bool:
        """In the finding's chunk, or in one just before or after it that holds no finding of its own."""
        chunk = self.chunk[at]
        if self.chunk[start] <= chunk <= self.chunk[end - 1]:
            return True
        alone = chunk not in self.own_chunks and self._sentence[at] == self._sentence[start]
        before = (
            chunk == self.chunk[start] - 1 and self.chunk.count(chunk) <= _ADVERBIAL and not self._turns_to_now(start)
        )
        return alone and (before or chunk == self.chunk[end - 1] + 1)

    def _turns_to_now(self, start: int) -> bool:
        """Whether the finding's chunk begins with "now", "but", "today": the time before it is over."""
        first = start
        while first and self.chunk[first - 1] == self.chunk[start]:
            first -= 1
        return bool(_SPLITS & set(self._words[first : first + 2]))

    def _told_on(self, start: int, end: int) -> bool:
        """A story of long ago goes on in the past tense: "she had a stroke ten years ago, her face drooped"."""
        sentence = self._sentence[start]
        olden = [at for at, hours in self._ago if hours >= LONG_AGO_H] + [first for first, _ in self._cues["past"]]
        if not any(self._sentence[at] == sentence and at < start for at in olden):
            return False
        places = [at for at in range(len(self._words)) if self.chunk[at] in (self.chunk[start], self.chunk[end - 1])]
        told = {self._words[at] for at in places}
        past_tense = bool(told & _WAS) or any(word.endswith("ed") for word in self._words[start:end])
        return past_tense and not told & (_IS | _SPLITS) and not any(at in places for at, _ in self._ago)

    def _near(self, kind: str, start: int, end: int) -> bool:
        return any(self._same_chunk(first, start, end) for first, _ in self._cues[kind])

    def _is_over(self, start: int, end: int) -> bool:
        sentence = self._sentence[start]
        for first, past in self._cues["over"]:
            later = self._sentence[first]
            follows = later == sentence and first >= end and not self._others_between(end, first)
            alone = later == sentence + 1 and later not in self._own_sentences
            if (follows or alone) and not any(past <= again < past + 8 for again, _ in self._cues["back_again"]):
                return True
        return False

    def _others_between(self, low: int, high: int) -> bool:
        """A new sentence part about somebody or something else stands between."""
        return self.chunk[low - 1] + 2 < self.chunk[high]

    def durations(self, text: Text) -> list[str]:
        """How long things have lasted, in the text's own words: "2 days", "three weeks"."""
        found: list[str] = []
        for at, word in enumerate(self._words):
            after = self._words[at + 1] if at + 1 < len(self._words) else ""
            if (
                word not in UNIT_HOURS
                or after in ("old", "pregnant", "ago", "of", "along")
                or amount_before(self._words, at) is None
            ):
                continue
            start = at - 1
            while start > 0 and self._words[start - 1] in _AMOUNTS and self._words[start - 1] != "last":
                start -= 1
            found.append(text.quote(start, at + 1))
        return list(dict.fromkeys(found))
