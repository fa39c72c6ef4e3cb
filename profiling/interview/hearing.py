"""What an answer carries: an exact quick reply, a language model where there may be one, otherwise the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from praxia import llm
from profiling.interview import extraction
from profiling.interview.questions import quick_value, yes_or_no
from profiling.interview.records import NO_MODEL, Heard, Known, Sheet
from profiling.interview.rules import extract

NOT_CONFIGURED = "Answers are read by built-in rules; no language model is set up here."
NOT_ALLOWED = "Answers are read by built-in rules, because you have not allowed a language model to read your words."
AWAY = "The language model could not be reached, so this answer was read by built-in rules. The quick replies are always exact."
CONFIRMED = 0.9
OVER_LIMIT = "You have written a lot in a short time, so this answer was read by built-in rules."


def hear(
    text: str,
    *,
    asked: str | None,
    sheet: Sheet,
    before: Sequence[str] = (),
    model: bool,
    why_not: str = NOT_CONFIGURED,
) -> tuple[Heard, str]:
    """What it carries, and who read it: `quick`, `model` or `rules`. Holds no database connection. Never raises."""
    quick = quick_value(asked, text)
    if quick is not None and asked:
        return Heard({asked: Known(quick, 1.0, text.strip())}), "quick"
    if confirmed := _confirmed(text, asked=asked, sheet=sheet):
        return confirmed, "quick"
    if not model:
        return heard_by_rules(text, asked=asked, before=before, notice=why_not), "rules"
    try:
        return extraction.heard_by_model(text, asked=asked, sheet=sheet), "model"
    except llm.LlmError:
        return heard_by_rules(text, asked=asked, before=before, notice=AWAY), "rules"


def _confirmed(text: str, *, asked: str | None, sheet: Sheet) -> Heard | None:
    """ "Yes" or "no" to the question whether something unsure is right; None for every other answer."""
    found = sheet.known.get(asked or "")
    if not asked or found is None or found.word != "low":
        return None
    right = yes_or_no(text)
    if right is None:
        return None
    sure = replace(found, confidence=CONFIRMED, quote=found.quote or text.strip(), explicit=True)
    return Heard({asked: sure}) if right else Heard(denied=(asked,))


def heard_by_rules(text: str, *, asked: str | None, before: Sequence[str] = (), notice: str = "") -> Heard:
    found = extract(text, asked=asked, before=before, year=date.today().year)
    slots = {
        field: Known(one.value, one.confidence, one.quote, explicit=one.explicit) for field, one in found.slots.items()
    }
    return Heard(slots, found.declined, ({"code": NO_MODEL, "detail": notice},) if notice else ())
