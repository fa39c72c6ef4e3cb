"""All rules together: which values a text carries, for whom, how surely, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from profiling.interview.rules import scope
from profiling.interview.rules.ages import NOT_YEARS, ages
from profiling.interview.rules.amounts import amounts
from profiling.interview.rules.declining import corrects, declines, is_unknowing
from profiling.interview.rules.goals import goals
from profiling.interview.rules.lexicon import over, values
from profiling.interview.rules.phrases import Phrases, listed
from profiling.interview.rules.reading import Clause, Reading, Sentence, read
from profiling.interview.rules.records import INFERRED, LEXICON, PATTERN, Extraction, Slot

_ASKS = Phrases(listed("extracting.asks"))
_RHETORICAL = Phrases(
    [
        "what is stress ~",
        "what sleep ~",
        "what stress ~",
        "~ who is not ~ ~",
        "~ who does not ~ ~",
        "sleep",
        "stress",
        "exercise",
    ]
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    field: str
    value: int | str
    confidence: float
    quote: str
    place: int
    length: int = 0


def extract(text: str, *, asked: str | None = None, before: Sequence[str] = (), year: int | None = None) -> Extraction:
    """The slots that a text fills about its writer. `asked` is the field that was asked for, `before` are those that were
    spoken of earlier, the last first: "no, I meant 43" may speak of one of them. `year` is the current one, for "born in
    1980", which is left alone without it. Pure: the same text gives the same answer. Never raises.
    """
    found = _extract(text, asked=asked, year=year)
    if found.slots or not corrects(read(text)):
        return found
    for field in before:
        again = _extract(text, asked=field, year=year)
        if field in again.slots:
            return Extraction({field: again.slots[field]})
    return found


def _extract(text: str, *, asked: str | None, year: int | None) -> Extraction:
    reading = read(text)
    declined = asked is not None and declines(reading)
    explicit = corrects(reading)
    if any(scope.is_proxy(one) for one in reading.sentences):
        return Extraction()
    spoken = [(n, one) for n, one in enumerate(reading.sentences) if _is_told(one, text)]
    found = [*_by_clause(reading, spoken, asked, year, corrected=explicit)]
    wishes = list(goals(reading, spoken, asked=asked == "healthGoals"))
    found = [one for one in found if not _within_wish(one, wishes)]
    found += _listed_age(reading, spoken, asked, found)
    found += _nothing_of_animals(spoken, found)
    found = _summed(reading, found)
    found += [_Candidate("healthGoals", one.text, one.confidence, one.text, 0) for one in wishes[:1]]
    slots = {
        field: _chosen([one for one in found if one.field == field], explicit) for field in {one.field for one in found}
    }
    if declined and asked and asked in slots and slots[asked].confidence < LEXICON + 0.1:
        del slots[asked]
    return Extraction(slots, (asked,) if declined and asked and asked not in slots else ())


def _is_told(sentence: Sentence, original: str) -> bool:
    if scope.is_order(sentence, original):
        return False
    first = sentence.clauses[0]
    if sentence.end == "?" and not _RHETORICAL.whole(sentence.text):
        return not any(start == 0 for start, _, _ in _ASKS.find(first.text))
    return True


def _by_clause(
    reading: Reading, sentences: list[tuple[int, Sentence]], asked: str | None, year: int | None, *, corrected: bool
) -> Iterator[_Candidate]:
    inherited = "self"
    supposed = False
    for number, sentence in sentences:
        inherited, supposed = "self", False
        for position, clause in enumerate(sentence.clauses):
            supposed = (supposed and clause.opened_by in (",", "and", "")) or _opens_supposing(clause)
            place = 1000 * number + position
            inherited = "self" if clause.opened_by in ("so", "but", "because") else inherited
            if position + 1 < len(sentence.clauses) and clause.text in _OPENINGS and corrected:
                continue
            if not supposed and not is_unknowing(clause):
                earlier = sentence.clauses[position - 1].text if position else ""
                yield from _of_clause(reading, clause, sentence, asked, inherited, year, place, earlier)
            if position and _OVER.whole(clause.text):
                yield from _over(reading, clause, sentence.clauses[position - 1], place)
            inherited = scope.subject_after(clause, inherited)


_OPENINGS = frozenset({"no", "wait", "sorry", "oops", "no wait", "actually", "no sorry"})
_OVER = Phrases(listed("extracting.over"))


def _over(reading: Reading, clause: Clause, before: Clause, place: int) -> Iterator[_Candidate]:
    """ "I used to be stressed, not any more"."""
    for word in over(before):
        yield _Candidate(word.field, word.value, word.confidence, reading.quote(before.words + clause.words), place)


def _opens_supposing(clause: Clause) -> bool:
    return clause.first and any(start <= 8 for start, _, _ in _PRETENDS.find(clause.text))


_PRETENDS = Phrases(listed("extracting.pretends"))


def _of_clause(
    reading: Reading,
    clause: Clause,
    sentence: Sentence,
    asked: str | None,
    inherited: str,
    year: int | None,
    place: int,
    earlier: str,
) -> Iterator[_Candidate]:
    def quote(start: int, end: int) -> str:
        return reading.quote(clause.words[clause.index(start) : clause.index(max(start, end - 1)) + 1])

    for age in ages(clause, asked=asked == "age", inherited=inherited, year=year):
        yield _Candidate("age", age.value, age.confidence, quote(age.start, age.end), place, age.end - age.start)
    for one in amounts(clause, asked=asked, context=sentence.text, inherited=inherited):
        yield _Candidate(
            one.field, one.value, one.confidence + 0.02, quote(one.start, one.end), place, one.end - one.start
        )
    for word in values(clause, asked=asked, inherited=inherited, earlier=earlier):
        yield _Candidate(
            word.field, word.value, word.confidence, quote(word.start, word.end), place, word.end - word.start
        )


def _listed_age(
    reading: Reading, sentences: list[tuple[int, Sentence]], asked: str | None, found: list[_Candidate]
) -> Iterator[_Candidate]:
    """ "Retired teacher, 68, two cats": a number alone in a list of what somebody is."""
    if asked not in (None, "age", "gender") or any(one.field == "age" for one in found):
        return
    yield from _keyword_age(reading, sentences, found)
    yield from _alone_age(reading, sentences, found)
    for number, sentence in sentences:
        alone = [clause for clause in sentence.clauses if len(clause.words) == 1 and clause.words[0].norm.isdecimal()]
        if len(sentence.clauses) < 2 or len(alone) != 1 or scope.subject_after(sentence.clauses[0], "self") == "other":
            continue
        if _COUNTED.within(sentence.clauses[0].text):
            continue
        if 14 <= int(alone[0].words[0].norm) <= 100:
            yield _Candidate("age", int(alone[0].words[0].norm), LEXICON, reading.quote(alone[0].words), 1000 * number)


def _keyword_age(
    reading: Reading, sentences: list[tuple[int, Sentence]], found: list[_Candidate]
) -> Iterator[_Candidate]:
    """ "female 34 vegan sedentary": keywords without a verb, one number among them."""
    if len(sentences) != 1 or len({one.field for one in found}) < 2:
        return
    words = [word for clause in sentences[0][1].clauses for word in clause.words]
    numbers = [n for n, word in enumerate(words) if word.number is not None]
    if len(numbers) != 1 or any(word.norm in ("i", "my", "me", "he", "she", "is", "am", "for") for word in words):
        return
    following = words[numbers[0] + 1].norm if numbers[0] + 1 < len(words) else ""
    number = words[numbers[0]]
    if number.norm.isdecimal() and 14 <= int(number.norm) <= 100 and following not in NOT_YEARS:
        yield _Candidate("age", int(number.norm), LEXICON, reading.quote((number,)), 0)


def _alone_age(
    reading: Reading, sentences: list[tuple[int, Sentence]], found: list[_Candidate]
) -> Iterator[_Candidate]:
    """ "New here. Stressed. 39.": a sentence that is a number, among others that tell of the person."""
    if not found or len(sentences) < 2:
        return
    for number, sentence in sentences:
        words = sentence.clauses[0].words
        if (
            len(sentence.clauses) == 1
            and len(words) == 1
            and words[0].norm.isdecimal()
            and 14 <= int(words[0].norm) <= 100
        ):
            yield _Candidate("age", int(words[0].norm), LEXICON, reading.quote(words), 1000 * number)


_COUNTED = Phrases(["kid*", "child*", "son", "sons", "daughter*", "have", "years", "since", "kg", "weigh"])
_NO_ANIMALS = Phrases(["{no|or|nor|not} {dairy|cheese|milk|honey|butter}"])


def _nothing_of_animals(sentences: list[tuple[int, Sentence]], found: list[_Candidate]) -> Iterator[_Candidate]:
    """ "No meat, no dairy, no eggs": vegetarian by the first, vegan by all of them."""
    for one in found:
        if (
            one.field == "dietaryPreference"
            and one.value == "vegetarian"
            and any(_NO_ANIMALS.within(s.text) for _, s in sentences)
        ):
            yield _Candidate(one.field, "vegan", one.confidence, one.quote, one.place + 1, one.length + 50)
            return


_BY_TURNS = Phrases(listed("extracting.by_turns"))
_EXTREMES = {"sleepQuality": ("poor", "average", "good"), "stressLevel": ("low", "medium", "high")}
_CLOSES = Phrases(listed("extracting.closes"))


def _summed(reading: Reading, found: list[_Candidate]) -> list[_Candidate]:
    """Two clauses that tell of one field: of movement the most counts ("no gym, but I walk everywhere"), unless the text closes
    with "that is all"; "bad in the week, good at weekends" is in the middle."""
    moving = [one for one in found if one.field == "activityLevel" and one.confidence >= LEXICON]
    still = {one.place for one in moving if one.value == "sedentary"}
    more = [one for one in moving if one.value != "sedentary" and one.place not in still]
    text = " ".join(sentence.text for sentence in reading.sentences)
    if still and more and not _CLOSES.within(text) and _surest(more) >= _surest([m for m in moving if m not in more]):
        found = [one for one in found if one.field != "activityLevel" or one in more]
    if any(one.value == "active" and one.confidence >= PATTERN for one in more):
        found = [one for one in found if one.field != "activityLevel" or one.value != "moderate"]
    if any(
        one.field == "dietaryPreference" and one.value != "no_preference" and one.confidence >= LEXICON for one in found
    ):
        found = [one for one in found if one.value != "no_preference"]  # "everything, no restrictions"
    for field, (low, middle, high) in _EXTREMES.items():
        told = [one for one in found if one.field == field]
        ends = {one.value for one in told} >= {low, high} and len({one.place for one in told}) > 1
        if ends and _BY_TURNS.within(text):
            one = told[0]
            found = [other for other in found if other.field != field]
            found.append(_Candidate(field, middle, LEXICON, reading.original.strip(), one.place))
    return found


def _surest(candidates: list[_Candidate]) -> float:
    return max((round(one.confidence, 1) for one in candidates), default=0.0)


def _within_wish(one: _Candidate, wishes: list) -> bool:
    """ "I want to sleep better" tells nothing about how the person sleeps."""
    return any(one.quote in wish.text for wish in wishes) and one.field not in ("age", "gender")


def _chosen(candidates: list[_Candidate], explicit: bool) -> Slot:
    """The surest; of equals the longest words, then the last said. Two values equally sure are asked again."""
    best = max(candidates, key=lambda one: (round(one.confidence, 1), one.length, one.place))
    if explicit:
        sure = [one for one in candidates if one.confidence >= LEXICON]
        best = max(sure or candidates, key=lambda one: (one.place, one.confidence, one.length))
    rivals = [
        one for one in candidates if one.value != best.value and round(one.confidence, 1) == round(best.confidence, 1)
    ]
    unsure = bool(rivals) and not explicit and any(one.length >= best.length - 3 for one in rivals)
    confidence = min(best.confidence, INFERRED) if unsure else best.confidence
    return Slot(best.field, best.value, round(min(confidence, 0.9), 2), best.quote, explicit)


def spoken(text: str) -> str:
    """The sentences in which somebody speaks, without questions, code, and orders given to the program."""
    reading = read(text)
    told = [one for one in reading.sentences if _is_told(one, text)]
    return " ".join(reading.quote(one.clauses[0].words[:1] + one.clauses[-1].words[-1:]) for one in told)
