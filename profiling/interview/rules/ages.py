"""Ages: a number becomes one only by the words around it, or as the bare answer to the question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from profiling.interview.rules import scope
from profiling.interview.rules.fillers import FILLERS, rest
from profiling.interview.rules.phrases import Phrases, listed
from profiling.interview.rules.reading import Clause
from profiling.interview.rules.records import BARE, INFERRED, PATTERN

LEAST, MOST = 1, 100
NOT_YEARS = listed("ages.not_years")
_SURE = Phrases(listed("ages.sure"))
_I_AM = Phrases(listed("ages.i_am"))
_NOT_NOW = Phrases(listed("ages.not_now"))
_BORN = Phrases(["born {in|} #", "born {in|} ' #", "{since|from|class of|vintage} #"])
_LETTER = Phrases(listed("ages.letter"))
_INSTEAD = Phrases(["# not #", "# instead of #", "# rather than #", "not # but #", "not # it is #", "not # i am #"])


@dataclass(frozen=True, slots=True)
class Found:
    value: int
    confidence: float
    start: int
    end: int


def ages(clause: Clause, *, asked: bool, inherited: str, year: int | None) -> Iterator[Found]:
    """Every age that this clause may tell of the person themselves."""
    if scope.subject(clause, 0, inherited) == "other" and not any(word.norm in ("i", "my") for word in clause.words):
        return
    text = clause.text
    for phrases, confidence in ((_SURE, PATTERN), (_I_AM, PATTERN), (_LETTER, PATTERN)):
        for start, end, numbers in phrases.find(text):
            if phrases is _LETTER and len(clause.words) > 5:
                continue
            if found := _found(clause, start, end, numbers, confidence, inherited):
                yield found
    if asked:
        yield from _bare(clause, inherited)
        yield from _opening(clause, inherited)
    for start, end, numbers in _INSTEAD.find(text):
        said = numbers[1] if text[start:end].startswith("not") else numbers[0]
        if (
            (asked or "i am" in text or "my age" in text)
            and said.isdecimal()
            and LEAST <= int(said) <= MOST
            and text[end:].strip() in ("", "years", "years old")
        ):
            yield Found(int(said), PATTERN, start, end)
    for start, end, numbers in _BORN.find(text):
        age = _age_of(numbers[0], year) if year and numbers else 0
        if "born" in text[start:end] and LEAST <= age <= MOST and scope.subject(clause, start, inherited) == "self":
            yield Found(age, INFERRED, start, end)


def _age_of(born: str, year: int) -> int:
    """From the year of birth, which may be short: "'84". 0 where it is none."""
    if not born.isdecimal() or len(born) not in (2, 4):
        return 0
    return year - int(born) if len(born) == 4 else (year - int(born)) % 100


def _found(clause: Clause, start: int, end: int, numbers: tuple[str, ...], sure: float, inherited: str) -> Found | None:
    if not numbers or "." in numbers[-1] or not LEAST <= int(numbers[-1]) <= MOST:
        return None
    after = clause.text[end:].split()
    if after[:2] in (["years", "older"], ["years", "younger"], ["year", "older"], ["year", "younger"]):
        return None
    counts_else = after[:1] in (["years"], ["year"]) and after[1:2] not in (
        [],
        ["old"],
        ["young"],
        ["of"],
        ["now"],
        ["and"],
    )
    if counts_else and not clause.text[start:end].endswith(("old", "young")):
        return None  # "two years away from retirement"
    if clause.text[start:end].startswith("i have") and after:  # "I have 35 years of experience"
        return None
    if after and after[0] in NOT_YEARS and not clause.text[start:end].endswith(("old", "young", "age")):
        return None
    before = clause.text[:start].split()
    if before and before[-1] in ("minus", "$", "€", "£", "-", "not"):
        return None
    if scope.subject(clause, start + 1, inherited) == "other" or _others_age(clause, start, end):
        return None
    if (
        "born" not in clause.text
        and scope.is_past(clause, start)
        and not clause.text[start:end].startswith(("still", "now"))
    ):
        return None
    is_now = any(
        word in clause.text[start:end].split()
        for word in ("going", "turning", "still", "now", "currently", "actually", "turned", "old", "exact", "moment")
    )
    if not is_now and any(s < end + 20 for s, _, _ in _NOT_NOW.find(clause.text)):
        return None
    if any(one in clause.text for one in ("feel like", "look like")):
        return None
    if scope.is_denied(clause, start, end) and "not" in before[-2:]:
        return None
    return Found(int(numbers[-1]), sure, start, end)


def _others_age(clause: Clause, start: int, end: int) -> bool:
    """ "A 7 year old daughter", "smoked for 20 years"."""
    after, before = clause.text[end:].split()[:2], clause.text[:start].split()
    if any(
        word
        in (
            "daughter",
            "son",
            "kid",
            "child",
            "car",
            "house",
            "dog",
            "cat",
            "boy",
            "girl",
            "grandson",
            "baby",
            "toddler",
        )
        for word in after
    ):
        return not (before[-1:] in (["a"], ["an"]) and before[-3:-1] == ["i", "am"])
    if before and before[-1] in ("for", "past", "last", "over", "after", "ago", "with"):
        return True
    return len(before) > 1 and before[-2:] in (["have", "a"], ["got", "a"], ["with", "a"])


_REMARK = Phrases(listed("ages.remark"))


def _opening(clause: Clause, inherited: str) -> Iterator[Found]:
    """A number with a remark behind it ("57 and feeling it"), or behind a remark that counts something else ("… and 31")."""
    words = [word.norm for word in clause.words]
    opens = [n for n, word in enumerate(words[:3]) if word.isdecimal() and set(words[:n]) <= FILLERS - {"not", "no"}]
    closes = words[-1].isdecimal() and words[-2:-1] == ["and"]
    n = opens[0] if opens and _REMARK.within(" ".join(words[opens[0] + 1 :][:2])) else len(words) - 1 if closes else -1
    if n < 0 or inherited == "other" or not 10 <= int(words[n]) <= MOST:
        return
    start = sum(len(word) + 1 for word in words[:n])
    yield Found(int(words[n]), BARE, start, start + len(words[n]))


def _bare(clause: Clause, inherited: str) -> Iterator[Found]:
    """A number that is the whole answer, give or take words that say nothing."""
    numbers = [n for n, word in enumerate(clause.words) if word.number is not None]
    if len(numbers) != 1 or inherited == "other":
        return
    n = numbers[0]
    start = sum(len(word.norm) + 1 for word in clause.words[:n])
    end = start + len(clause.words[n].norm)
    following = clause.words[n + 1].norm if n + 1 < len(clause.words) else ""
    if clause.text[end:].strip().startswith(("a day", "a week", "a month")):
        return
    if following in NOT_YEARS or "." in clause.words[n].norm or _NOT_NOW.within(clause.text):
        return
    value = int(clause.words[n].norm)
    before = [word.norm for word in clause.words[:n]]
    if not LEAST <= value <= MOST or any(word in before for word in ("minus", "not", "for", "have", "had", "of")):
        return
    if any(not word.norm.isalnum() for word in clause.words) or rest(clause, start, end):
        return
    yield Found(value, BARE, start, end)
