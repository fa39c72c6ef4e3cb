"""Reading an answer with a language model: every value must quote words that the person really said about themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from praxia import llm
from praxia.llm import untrusted
from profiling.interview.questions import name
from profiling.interview.records import AGE, FIELDS, GOAL_CHARS, VALUES, Heard, Known, Origin, Sheet
from profiling.interview.rules import spoken

if TYPE_CHECKING:
    from pydantic import BaseModel

VERSION, DEADLINE_S, WORDING_S = "interview-1", 12.0, 5.0
_SURENESS = {"high": 0.9, "medium": 0.7, "low": 0.5}
WORDING_CHARS = 220

SYSTEM = """\
You read one answer of a wellness interview and note what the person says about themselves, now. Note nothing else: not what is
true of other people, was true earlier, is wished for (that is healthGoals) or merely supposed. Do not guess. Fields and values:
{fields}
For each value copy, letter by letter, the words of the answer that carry it into `quote`. confidence is high when it was said
plainly, medium when it follows from what was said, low when you are unsure. `corrects` is true when the person takes back
something said before. List in `declined` the fields that the person would rather not talk about. The question was about {asked}.
Known already: {known}
{rule}"""
WORDING = """\
You lead a wellness interview. Ask one short friendly question about the person's {field}, in {language}, that fits what they just
said. Only the question: no advice, no judgement, no diagnosis, no numbers, no links, at most 25 words.
{rule}"""
_LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish"}


def heard_by_model(text: str, *, asked: str | None, sheet: Sheet, deadline_s: float = DEADLINE_S) -> Heard:
    """What the answer carries. Raises praxia.llm.LlmError; never half an object."""
    system = SYSTEM.format(
        fields="\n".join(f"- {field}: {_allowed(field)}" for field in FIELDS),
        asked=name(asked) if asked else "nothing in particular",
        known=_told_here(sheet) or "nothing",
        rule=untrusted.RULE,
    )
    turns = (llm.Turn("system", system), llm.Turn("user", untrusted.wrap("answer", text)))
    request = llm.Request(route="interview", turns=turns, prompt_version=VERSION, deadline=deadline_s)
    found, _ = llm.extract(request, _shape())
    return _checked(found.model_dump(), text)


def worded_by_model(field: str, *, said: str, language: str, fixed: str) -> str:
    """The next question in words that fit the talk, or the fixed ones where the model gives nothing that may be shown."""
    system = WORDING.format(field=name(field), language=_LANGUAGES.get(language, "English"), rule=untrusted.RULE)
    turns = (llm.Turn("system", system), llm.Turn("user", untrusted.wrap("answer", said)))
    request = llm.Request(route="interview", turns=turns, prompt_version=VERSION, deadline=WORDING_S, max_tokens=80)
    try:
        words = " ".join(llm.complete(request).text.split()).strip('"“” ')
    except llm.LlmError:
        return fixed
    fits = len(words) <= WORDING_CHARS and words.endswith("?") and words.count("?") == 1
    return (
        words
        if fits and not any(letter.isdigit() or letter in "<>{}[]*#" for letter in words) and "http" not in words
        else fixed
    )


def _told_here(sheet: Sheet) -> str:
    """What was said in this interview. What only the health profile knows needs a consent of its own, and is not needed here."""
    told = {
        field: one.value for field, one in sheet.known.items() if one.origin == Origin.SAID and field != "healthGoals"
    }
    return ", ".join(f"{field}={value}" for field, value in told.items())


def _allowed(field: str) -> str:
    if field == "age":
        return f"whole years, {AGE[0]} to {AGE[1]}"
    return ", ".join(VALUES[field]) if field in VALUES else f"their words, at most {GOAL_CHARS} characters"


def _shape() -> type[BaseModel]:
    """pydantic is loaded where a model is really asked: web and idle workers do without it."""
    from typing import Literal

    from pydantic import BaseModel, Field, create_model

    fields = Literal[FIELDS]  # type: ignore[valid-type]  # built from our own table
    sure = Literal["high", "medium", "low"]
    said = create_model(
        "Said",
        field=(fields, ...),
        value=(str, Field(max_length=200)),
        confidence=(sure, ...),
        quote=(str, Field(max_length=1000)),
        corrects=(bool, False),
    )
    return create_model(
        "AnswerRead",
        __base__=BaseModel,
        said=(list[said], Field(default_factory=list, max_length=20)),  # type: ignore[valid-type]
        declined=(list[fields], Field(default_factory=list, max_length=7)),
    )


def _checked(found: Mapping[str, Any], text: str) -> Heard:
    told = _plain(spoken(text))
    slots: dict[str, Known] = {}
    for one in found["said"]:
        value = _value(one["field"], one["value"])
        if value is None or not _plain(one["quote"]) or _plain(one["quote"]) not in told:
            continue
        slots[one["field"]] = Known(value, _SURENESS[one["confidence"]], one["quote"].strip(), explicit=one["corrects"])
    declined: Sequence[str] = found["declined"]
    return Heard(slots, tuple(field for field in dict.fromkeys(declined) if field not in slots))


def _value(field: str, told: str) -> int | str | None:
    told = told.strip()
    if field == "age":
        return int(told) if told.isdecimal() and AGE[0] <= int(told) <= AGE[1] else None
    if field in VALUES:
        return told if told in VALUES[field] else None
    return told[:GOAL_CHARS] or None


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())
