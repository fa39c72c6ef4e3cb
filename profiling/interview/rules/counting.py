"""Numbers in words, as digits: "forty-two", "a hundred and five", "the big four-oh", "10k"."""

from __future__ import annotations

from profiling.interview.rules.words import Word

_UNITS = {
    name: n for n, name in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
}
_TEENS = {
    name: n
    for n, name in enumerate(
        ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
        start=10,
    )
}
_TENS = {
    name: 10 * n
    for n, name in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
} | {"fourty": 40}
_GLUED = {f"{ten}{unit}": n + m for ten, n in _TENS.items() for unit, m in _UNITS.items() if m}
_COUNTED = {
    "time",
    "times",
    "hour",
    "hours",
    "day",
    "days",
    "year",
    "years",
    "week",
    "weeks",
    "night",
    "nights",
    "out",
    "x",
}


def counted(words: list[Word]) -> list[Word]:
    """The words with every number written in digits."""
    found: list[Word] = []
    at = 0
    while at < len(words):
        value, after = _number(words, at)
        if value is None:
            found.append(words[at])
            at += 1
            continue
        found.append(Word(value, words[at].start, words[after - 1].end))
        at = after
    return found


def _number(words: list[Word], at: int) -> tuple[str | None, int]:
    word = words[at].norm
    following = words[at + 1].norm if at + 1 < len(words) else ""
    if word[0].isdecimal():
        if following == "k" and words[at + 1].start == words[at].end:
            return f"{float(word) * 1000:g}" if word.count(".") <= 1 else None, at + 2
        return None, at
    if word in ("a", "one") and following == "hundred":
        return _hundred(words, at + 2)
    if word == "hundred":
        return _hundred(words, at + 1)
    if word == "a" and following == "couple":
        return "2", at + 3 if at + 2 < len(words) and words[at + 2].norm == "of" else at + 2
    if word == "couple":
        return "2", at + 2 if following == "of" else at + 1
    if word == "a" and following == "dozen":
        return "12", at + 2
    return _small(words, at)


def _hundred(words: list[Word], at: int) -> tuple[str, int]:
    ahead = at + 1 if at < len(words) and words[at].norm == "and" else at
    value, after = _small(words, ahead) if ahead < len(words) else (None, at)
    return (str(100 + int(value)), after) if value else ("100", at)


def _small(words: list[Word], at: int) -> tuple[str | None, int]:
    word = words[at].norm
    following = words[at + 1].norm if at + 1 < len(words) else ""
    if word in _GLUED:
        return str(_GLUED[word]), at + 1
    if word in _TENS:
        if following in _UNITS and following != "zero":
            return str(_TENS[word] + _UNITS[following]), at + 2
        return str(_TENS[word]), at + 1
    if word in _TEENS:
        return str(_TEENS[word]), at + 1
    if word in _UNITS:
        if word == "zero" and following not in _COUNTED:
            return None, at
        if following in ("oh", "o") and word not in ("zero", "one"):
            return str(10 * _UNITS[word]), at + 2
        if word == "one" and following not in _COUNTED:
            return None, at
        return str(_UNITS[word]), at + 1
    return None, at
