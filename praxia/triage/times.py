"""When a finding was: now, hours ago, gone again, long past, or for years. No clock: only what the text says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from praxia.triage.cues import NEGATIONS
from praxia.triage.text import CLAUSE, COMMA, Text
from praxia.triage.words import word_set

Span = tuple[int, int]
Value = TypeVar("Value", int, float)
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
LONG_AGO_H = 4380.0
_SAME_DAY_H = 24.0
_LASTING_H = 672.0  # four weeks
_ADVERBIAL = 5  # a chunk of so few words before a comma ("ten years ago,") speaks of what follows
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
_LAST = {"night": 12.0, "week": 168.0, "weekend": 96.0, "month": 730.0, "year": 8760.0}
_SPLITS = word_set(
    "now today tonight currently but however although presents presenting presented complains comes came"
)
_SUBJECTS = word_set(
    """i he she they we it my his her their now today is has have feel feels cannot there am are still keep keeps get gets
    also this that"""
)
_NO_DURATION = word_set("old pregnant ago of along")
_SO_LONG = word_set("for over past last since history these")
_NEWS = word_set(
    """now suddenly sudden abrupt abruptly today tonight yesterday morning afternoon evening overnight hour hours minute minutes
    worse worsening worst just new newly since then recently lately woke awoke"""
)
_NEW_PAIRS = frozenset({("at", "rest"), ("this", "week"), ("in", "bed")})
_TURNS = word_set("now suddenly sudden abrupt abruptly today tonight yesterday overnight worse worsening worst")
_GOING_ON = word_set("happening going ongoing")
_POINTS_BACK = word_set(
    """it this that these they all the same symptoms been is has have was so like way for since about almost nearly over past
    last more than"""
)
_NO_DURATION_BEFORE = word_set("after at within every each in until next another by age aged before than")
_NOT_OF = word_set("age pregnancy gestation amenorrhea amenorrhoea")
_HEADING = 6  # a fragment of so few words ("Chest discomfort.") heads what is told after it
_VERBS = word_set(
    """i he she it they is are was were am has have had having feel feels felt cannot keeps keep hurts looks looked seems seemed
    gets get got went goes did does can woke started began"""
)
_BEGAN = word_set("started starts start began begun begins")
_LOST = word_set("lost lose losing gained")
_LESS = word_set("less better milder same")
_LEADS = word_set("with to had has have")  # "presents with 3 months of"
_AFTER_WORDS = 8  # how far "7 months after …" reaches
_PRONOUNS = word_set("i he she they we my his her")
_AGO_ENDS = word_set("ago yesterday earlier night week month year")
_UNENDED = word_set("gone passed stopped over lifted disappeared vanished")
_AFTER_THE_END = word_set(
    """now away again already for since by after within before today tonight yesterday this last when and but so or completely
    totally entirely fully on in as once right immediately quickly almost straight then thanks thank i he she they we it you
    the my her his is was with about around except because until while though bleeding itself altogether anyway"""
)
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


def chunks(text: Text, words: Sequence[str]) -> list[int]:
    """For each word the number of its chunk: the part of a sentence between commas, "but", "now", "and I"."""
    number, numbers = 0, []
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        after = words[at + 1] if at + 1 < len(words) else ""
        joins = word == "and" and (after in _SUBJECTS or before in _AGO_ENDS)
        begins = word in _PRONOUNS and before in _AGO_ENDS
        number += text.breaks[at] >= COMMA or word in _SPLITS or joins or begins
        numbers.append(number)
    return numbers


def distances(words: Sequence[str]) -> Iterator[tuple[int, float]]:
    """(place, hours) of every "3 days ago", "yesterday", "last week", "in 2015"."""
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        if word in ("ago", "back", "earlier") and before in UNIT_HOURS:
            amount = amount_before(words, at - 1)
            yield at, (amount if amount is not None else 3.0) * UNIT_HOURS[before]
        elif word == "yesterday":
            yield at, 24.0
        elif before == "last" and word in _LAST:
            yield at, _LAST[word]
        elif before in ("in", "of") and len(word) == 4 and word[:2] in ("19", "20") and word.isdecimal():
            yield at, 17520.0


class Times:
    """The times of one text. Cues are kept by chunk and by sentence, so that each finding looks only around itself."""

    def __init__(
        self,
        text: Text,
        words: list[str],
        found: Mapping[str, Sequence[Span]],
        own: Sequence[Span],
        symptoms: Sequence[Span],
        sentence: list[int],
    ) -> None:
        """`own` are the spans of findings, whose own words are no cues; `symptoms` those that are no mere facts."""
        self.chunk = chunks(text, words)
        self.own_chunks = {self.chunk[at] for start, end in own for at in (start, end - 1)}
        self._words = words
        self._parted = text.breaks
        self._readings: dict[Span, tuple[str, float | None]] = {}
        self._sentence = sentence
        self._bounds = _bounds(self.chunk)
        self._symptom_sentences = {sentence[start] for start, _ in symptoms}
        inside = bytearray(len(words))
        for start, end in own:
            inside[start:end] = b"\1" * (end - start)
        ago = list(distances(words))
        over = [
            (start, end)
            for start, end in found.get("over", ())
            if not inside[end - 1] and not _goes_on(end, text, words) and not _is_denied(start, text, words)
        ]
        past = found.get("past", ())
        self._ago = _grouped(ago, self.chunk)
        self._cues = {kind: _grouped(found.get(kind, ()), self.chunk) for kind in ("past", "onset", "chronic")}
        self._over = _grouped(over, sentence)
        self._again = _grouped(found.get("back_again", ()), sentence)
        olden = [at for at, hours in ago if hours >= LONG_AGO_H] + [start for start, _ in past]
        self._olden = _grouped(((at, at) for at in olden), sentence)
        self._lasting = _lasting(words, text, sentence)
        self.headings = _headings(words, sentence)
        self._long_after = _long_after(words, text)

    def reading(self, start: int, end: int) -> tuple[str, float | None]:
        """(when, hours ago) of a finding at words start … end-1."""
        known = self._readings.get((start, end))
        if known is None:
            known = self._readings[start, end] = self._reading(start, end)
        return known

    def _reading(self, start: int, end: int) -> tuple[str, float | None]:
        hours = self._ago_for(start, end)
        if self._is_over(start, end):
            return "resolved", hours
        if self._near("past", start, end) or (hours is not None and hours >= LONG_AGO_H) or self._told_on(start, end):
            return "past", hours
        if hours is not None:
            return ("now" if hours <= _SAME_DAY_H else "recent"), hours
        return ("chronic" if self._near("chronic", start, end) else "now"), None

    def is_lasting(self, at: int) -> bool:
        """Whether it has been so for four weeks or longer: its sentence says so, with nothing new in it."""
        return self._sentence[at] in self._lasting or at in self._long_after

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

    def _around(self, start: int, end: int) -> range:
        return range(self.chunk[start] - 1, self.chunk[end - 1] + 2)

    def _ago_for(self, start: int, end: int) -> float | None:
        """How long ago it happened; None where the words tell when it began and it goes on."""
        for chunk in self._around(start, end) if self._ago else ():
            for at, hours in self._ago.get(chunk, ()):
                if self._speaks_of(at, start, end):
                    return None if self._began(min(at - 6, start), max(at, end)) else hours
        return None

    def _began(self, low: int, high: int) -> bool:
        near = range(self.chunk[max(low, 0)], self.chunk[min(high, len(self.chunk) - 1)] + 1)
        return any(
            low <= first and past <= high + 1 for chunk in near for first, past in self._cues["onset"].get(chunk, ())
        )

    def _speaks_of(self, at: int, start: int, end: int) -> bool:
        """A cue in the finding's chunk, or in one just before or after it that holds no finding of its own."""
        chunk = self.chunk[at]
        if self.chunk[start] <= chunk <= self.chunk[end - 1]:
            return True
        if chunk in self.own_chunks or self._sentence[at] != self._sentence[start]:
            return False
        first, past = self._bounds[chunk]
        if chunk == self.chunk[end - 1] + 1:
            return self._parted[first] < CLAUSE  # "bleeding; her last period was eight weeks ago"
        return past - first <= _ADVERBIAL and not self._turns_to_now(start)

    def _turns_to_now(self, start: int) -> bool:
        """Whether the finding's chunk begins with "now", "but", "today": the time before it is over."""
        first, past = self._bounds[self.chunk[start]]
        return bool(_SPLITS & set(self._words[first : min(first + 2, past)]))

    def _told_on(self, start: int, end: int) -> bool:
        """A story of long ago goes on in the past tense: "she had a stroke ten years ago, her face drooped"."""
        if not any(at < start for at, _ in self._olden.get(self._sentence[start], ())):
            return False
        here = {self.chunk[start], self.chunk[end - 1]}
        told = {word for chunk in here for word in self._words[slice(*self._bounds[chunk])]}
        past_tense = bool(told & _WAS) or any(word.endswith("ed") for word in self._words[start:end])
        return past_tense and not told & (_IS | _SPLITS) and here.isdisjoint(self._ago)

    def _near(self, kind: str, start: int, end: int) -> bool:
        found = self._cues[kind]
        return bool(found) and any(
            self._speaks_of(first, start, end)
            for chunk in self._around(start, end)
            for first, _ in found.get(chunk, ())
        )

    def _is_over(self, start: int, end: int) -> bool:
        sentence = self._sentence[start]
        for later in (sentence, sentence + 1):
            if later > sentence and later in self._symptom_sentences:
                continue
            for first, past in self._over.get(later, ()):
                follows = later > sentence or (first >= end and self.chunk[end - 1] + 2 >= self.chunk[first])
                again = any(past <= back < past + 8 for back, _ in self._again.get(later, ()))
                if follows and not again:
                    return True
        return False


def _goes_on(end: int, text: Text, words: Sequence[str]) -> bool:
    """ "gone a funny color", "passed out", "stopped working", "over 40": such words tell of a change, not of an end.

    Nor is the hope that "the worst is over" one, or "over the top".
    """
    if words[end - 1] == "over" and (words[end : end + 2] == ["the", "top"] or "worst" in words[max(0, end - 4) : end]):
        return True
    if words[end - 1] not in _UNENDED or end >= len(words) or text.breaks[end] >= COMMA:
        return False
    return words[end] not in _AFTER_THE_END and UNIT_HOURS.keys().isdisjoint(words[end : end + 3])


def _lasting(words: Sequence[str], text: Text, sentence: Sequence[int]) -> set[int]:
    """The sentences that say "for 4 months", "over the past year", "2 month history", "3 months thirsty", and tell of nothing new.

    "This has been happening for a year", "been 2 years" say it of the sentences before too. News in the next sentence ("Now it does
    not go away.") count too.
    """
    found: set[int] = set()
    back: set[int] = set()
    news = {sentence[at] for at, word in enumerate(words) if word in _NEWS and not _eases(words, at)}
    news |= {
        sentence[at]
        for at in range(1, len(words))
        if tuple(words[at - 1 : at + 1]) in _NEW_PAIRS and not _is_denied(at - 1, text, words)
    }
    turns = {
        sentence[at]
        for at, word in enumerate(words)
        if word in _TURNS and not _is_denied(at, text, words) and not _eases(words, at)
    }
    turns |= {number - 1 for number in turns}
    for at, word in enumerate(words):
        if word not in UNIT_HOURS or not (_is_long(words, text, at) or _began_long_ago(words, sentence, at)):
            continue
        found.add(sentence[at])
        before = words[max(0, at - 8) : at]
        if "been" in before and not _GOING_ON.isdisjoint(before):
            back.update(range(sentence[at]))
        elif _points_back(words, sentence, at):
            back.update(range(max(0, sentence[at] - 2), sentence[at]))
    return (found - news - turns) | (back - turns)


def _is_long(words: Sequence[str], text: Text, at: int) -> bool:
    """Whether the unit at `at` ends a duration of four weeks or longer."""
    behind = words[at + 1 : at + 3]
    around = [*words[max(0, at - 5) : at], *behind[:1]]
    if _SO_LONG.isdisjoint(around):
        first = at - 1
        while first > 0 and text.breaks[first] < COMMA and (words[first - 1] in _AMOUNTS or words[first - 1] == "been"):
            first -= 1
        begins = first >= 0 and (
            text.breaks[first] >= COMMA or first == 0 or words[first] == "been" or words[first - 1] in _LEADS
        )
        if not begins or behind[:1] in (
            ["after"],
            ["later"],
            ["before"],
            ["from"],
            ["earlier"],
            ["post"],
            ["postpartum"],
        ):
            return False
        if not _NO_DURATION_BEFORE.isdisjoint(words[max(0, at - 3) : at]) or amount_before(words, at) is None:
            return False
    if behind[:1] == ["of"] and _SO_LONG.isdisjoint(around) and _NOT_OF.isdisjoint(behind):
        behind = []
    if not _NO_DURATION.isdisjoint(behind[:1]):
        return False
    amount = amount_before(words, at) or (3.0 if words[at].endswith("s") else 1.0 if words[at - 1] == "past" else 0.0)
    return amount * UNIT_HOURS[words[at]] >= _LASTING_H


def _began_long_ago(words: Sequence[str], sentence: Sequence[int], at: int) -> bool:
    """ "started half a year ago", "has lost 6 kg in 3 months"."""
    if (amount_before(words, at) or 0.0) * UNIT_HOURS[words[at]] < _LASTING_H:
        return False
    before = [words[place] for place in range(max(0, at - 12), at) if sentence[place] == sentence[at]]
    if words[at + 1 : at + 2] == ["ago"]:
        return not _BEGAN.isdisjoint(before)
    return "in" in before[-4:] and not _LOST.isdisjoint(before)


def _eases(words: Sequence[str], at: int) -> bool:
    """ "now the pain is less" is no news that alarms."""
    return words[at] == "now" and not _LESS.isdisjoint(words[at + 1 : at + 5])


def _points_back(words: Sequence[str], sentence: Sequence[int], at: int) -> bool:
    """ "this is so for a year": nothing else is told up to the duration."""
    first = at
    while first > 0 and sentence[first - 1] == sentence[at]:
        first -= 1
    told = [word for word in words[first:at] if word not in _AMOUNTS and not word.replace(".", "", 1).isdecimal()]
    return bool(told) and _POINTS_BACK.issuperset(told)


def _headings(words: Sequence[str], sentence: Sequence[int]) -> set[int]:
    told: dict[int, list[str]] = {}
    for at, number in enumerate(sentence):
        told.setdefault(number, []).append(words[at])
    return {number for number, said in told.items() if len(said) <= _HEADING and _VERBS.isdisjoint(said)}


def _long_after(words: Sequence[str], text: Text) -> set[int]:
    """The words that "7 months after a bus accident" puts in the past: up to a comma."""
    found: set[int] = set()
    for at in range(1, len(words)):
        if words[at] != "after" or words[at - 1] not in UNIT_HOURS:
            continue
        if (amount_before(words, at - 1) or 0.0) * UNIT_HOURS[words[at - 1]] < _LASTING_H:
            continue
        for place in range(at + 1, min(at + 1 + _AFTER_WORDS, len(words))):
            if text.breaks[place] >= COMMA:
                break
            found.add(place)
    return found


def _is_denied(start: int, text: Text, words: Sequence[str]) -> bool:
    """ "will not go away", "has never really stopped": it goes on."""
    for at in range(start - 1, max(-1, start - 4), -1):
        if text.breaks[at + 1] >= COMMA:
            return False
        if words[at] in NEGATIONS:
            return True
    return False


def _bounds(chunk: Sequence[int]) -> dict[int, Span]:
    """The first and past-last word of each chunk."""
    bounds: dict[int, Span] = {}
    for at, number in enumerate(chunk):
        bounds[number] = (bounds[number][0] if number in bounds else at, at + 1)
    return bounds


def _grouped(cues: Iterable[tuple[int, Value]], numbers: Sequence[int]) -> dict[int, list[tuple[int, Value]]]:
    """Cues by the chunk or sentence that they begin in."""
    groups: dict[int, list[tuple[int, Value]]] = {}
    for start, value in cues:
        groups.setdefault(numbers[start], []).append((start, value))
    return groups
