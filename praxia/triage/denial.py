"""What is denied, and what a list of former illnesses reaches: triggers before and after, their scope, and what only looks so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from praxia.triage import cues
from praxia.triage.text import CLAUSE, COMMA, Text
from praxia.triage.times import UNIT_HOURS, Span
from praxia.triage.words import word_set

_LIST = frozenset({"or", "nor"})
_REACH = {"no": 4, "not_having": 4, "not": 3, "history": 4}
_COURSES = word_set("short brief recent acute progressive presenting current long lifelong")
_FINE = word_set("fine normal ok okay all clear good")
_EVENTS = word_set("fell bit hit ate drank took cut hurt stung burnt choke choking drop banged got put stuck")


class Denial:
    """The denials of one text. `historic` flags the words of former illnesses."""

    def __init__(self, text: Text, words: list[str], found: Mapping[str, Sequence[Span]], own: Sequence[Span]) -> None:
        """`found` are the cues by kind, sorted; `own` the spans of findings, whose own negations deny nothing."""
        self.text = text
        self.words = words
        self._found = found
        self.taken = bytearray(len(words))
        for start, end in own:
            if any(word in cues.NEGATIONS for word in words[start:end]):
                self.taken[start:end] = b"\1" * (end - start)
        self._denied = bytearray(len(words))
        self.historic = bytearray(len(words))
        self._not_after: dict[int, list[int]] = {}
        for start, end in found.get("not_after", ()):
            self._not_after.setdefault(start, []).append(end)
        self._read(own)

    def _read(self, own: Sequence[Span]) -> None:
        fuller = dict(self._found.get("not_having", ()))
        for start, end in self._found.get("not_a_denial", ()):
            if not any(self.taken[start:end]) and fuller.get(start, 0) <= end:
                self.taken[start:end] = b"\1" * (end - start)
        for kind in ("no", "not_having", "not"):
            for start, end in self._found.get(kind, ()):
                if not self.taken[start] and not self._within_a_code(start):
                    self._denied[start + 1 : end] = b"\1" * (end - start - 1)
                    self._mark(self._denied, end, kind)
        for start, end in sorted(own):
            if self._denied[start] and not self.taken[start]:
                self._denied[start:end] = b"\1" * (end - start)  # a part of what is denied is denied
        for start, end in self._found.get("history", ()):
            if self.words[start] != "history" or not self._is_course(start):
                self._mark(self.historic, end, "history")

    def _is_course(self, at: int) -> bool:
        """ "a 3-day history of fever" tells for how long it has been going on, not of a former illness."""
        return at > 0 and (self.words[at - 1] in UNIT_HOURS or self.words[at - 1] in _COURSES)

    def _within_a_code(self, at: int) -> bool:
        """The 0 of "G1P0" denies nothing."""
        first = self.text.starts[at]
        return self.words[at] == "0" and first > 0 and self.text.original[first - 1].isalnum()

    def _mark(self, flags: bytearray, start: int, kind: str) -> None:
        """Flag the words that a trigger before `start` reaches: a few, and on through a list."""
        whole_list = kind in ("not_having", "history")
        left, at, size = _REACH[kind], start, len(self.words)
        while at < size and left > 0:
            word, parted = self.words[at], self.text.breaks[at]
            if parted >= CLAUSE and at > start:
                return
            if word in cues.DENIAL_STOPS or (at == start and parted >= COMMA):
                return
            if parted == COMMA:
                if not (whole_list or self._list_goes_on(at)):
                    return
                left = _REACH[kind]
            if word in _LIST or (word == "and" and whole_list):
                left = _REACH[kind] + 1
            elif word == "and":
                return
            if self.taken[at] and word in cues.NEGATIONS:
                return
            flags[at] = 1
            left -= 1
            at += 1

    def _list_goes_on(self, at: int) -> bool:
        """Whether a comma at `at` belongs to a list that "or" ends: no a, b or c."""
        for place in range(at, min(at + 25, len(self.words))):
            if place > at and self.text.breaks[place] >= CLAUSE:
                return False
            if self.words[place] in _LIST:
                return True
            if self.words[place] in cues.DENIAL_STOPS or self.words[place] == "and":
                return False
        return False

    def _denied_after(self, first: int, end: int) -> bool:
        """ "fever: no", "chest pain is absent"; but who swallowed a coin and seems fine has swallowed it."""
        start = end
        for past in self._not_after.get(end, ()):
            bare = past - start == 1
            if not bare and not _FINE.isdisjoint(self.words[start:past]) and self._is_event(first, end):
                continue
            closes = past >= len(self.words) or self.text.breaks[past] >= COMMA
            asked = "?" in self.text.glue[start] or self.text.breaks[start] == COMMA
            if not bare or (closes and (asked or (self.text.breaks[start] < CLAUSE and self.words[start] != "no"))):
                return True
        return False

    def holds(self, start: int, end: int) -> bool:
        """Whether the words start … end-1 are denied; a phrase with its own negation ("cannot breathe") never is."""
        if not self._denied[start] and not self._denied_after(start, end):
            return False
        return not any(self.taken[at] and self.words[at] in cues.NEGATIONS for at in range(start, end))

    def _is_event(self, start: int, end: int) -> bool:
        """Something that happened, or that a comma parts from what follows: no complaint that can be "fine"."""
        parted = end < len(self.words) and self.text.breaks[end] >= COMMA
        return parted or any(word in _EVENTS or word.endswith("ed") for word in self.words[start:end])
