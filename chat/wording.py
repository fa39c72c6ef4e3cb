"""What the built-in knowledge has to say, in whole sentences with sources: the answer where there is no language model,
and the material from which a model may write.

Order: action, why, what to do and not to do, what it may be, what helps meanwhile, when to get help, the question back, limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from chat import medicines
from chat.judging import Judged
from praxia.triage import (
    Assessment,
    Care,
    ConditionFit,
    Level,
    MatchedRule,
    MedicineNote,
    MedicinePair,
    Question,
    Source,
)

CONDITIONS, ADVISED = 3, 2  # how many are named, and how many of these give advice
ANSWERS = (True, False, None)  # yes, no, not sure: the order of a question's options
ADVICE = 4  # lines of each kind: a frightened person reads few

GREETING = (
    "Write as you would to a nurse: what you feel, where, since when, how strong it is and what has changed. "
    "If it is about somebody else, say how old they are.",
    "I say how urgent it is, what it may be and what helps, each with its sources.",
)
WELCOME = (
    "You are welcome. What I wrote above still holds. If it becomes worse or something new appears, write to me again.",
)
UNCHANGED = (
    "I found nothing in this message that my knowledge covers, so what I wrote above stands as it was. "
    "If something is new, tell me what you feel, where, and since when.",
)
NOT_RECOGNISED = (
    "I did not find a complaint in your words that my knowledge covers, so I will not guess what it could be.",
    "Tell me what you feel, where, since when, how strong it is and what has changed. "
    "If it is about somebody else, say how old they are.",
    "If somebody is hard to wake, struggles to breathe, has severe pain or is bleeding heavily, call the emergency number at once.",
)
NOT_JUDGED = (
    "Whether something is safe for you, a medicine, a food or a treatment, I cannot judge: "
    "ask a pharmacist or a doctor before you take it."
)
NO_TEXT = (
    "My knowledge holds no text about this, so I will not guess.",
    NOT_JUDGED,
    "The Research page looks such questions up in medical publications and shows word for word what they say.",
)
NOTHING_FITS = (
    "My knowledge holds nothing that fits this well enough, so I will not guess.",
    NOT_JUDGED,
    NOT_RECOGNISED[2],
)
NOT_UNDERSTOOD = (
    "I can judge only English text so far, and this does not look like English to me. "
    "Please write in English, or ask somebody to help you.",
    "If it is urgent, do not wait for me: call the emergency number or go to the nearest clinic.",
)
INFERRED = "Your words may mean something that I know under another name. Please confirm:"
IF_SO = {
    Level.CALL_NOW: "call the emergency number now",
    Level.ED_NOW: "go to an emergency department now",
    Level.SAME_DAY: "speak to a doctor or nurse today",
}
NOT_REVIEWED = "The rules and texts behind it have not been reviewed by a clinician yet."
PARTLY_REVIEWED = "A clinician has reviewed some of the rules and texts behind it, but not yet all."
REVIEWED = "A clinician has reviewed the rules and texts behind it (last on {day})."


@dataclass(frozen=True)
class Draft:
    """`action`, `body` pieces and `disclaimer` are Markdown; citations `[n]` point into `sources`, which count from 1.

    `brief`: all that is said instead of `body` where a message changes nothing, so that nobody has to read the same twice.
    """

    action: str
    body: tuple[str, ...]
    disclaimer: str
    sources: tuple[dict[str, Any], ...]
    structured: dict[str, Any]
    cited: tuple[Source, ...] = ()
    brief: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n\n".join((self.action, *(self.brief or self.body), self.disclaimer))


@dataclass
class _Cited:
    """Sources in the order in which the text first needs them."""

    found: list[Source] = field(default_factory=list)

    def __call__(self, sources: Iterable[Source]) -> str:
        numbers = dict.fromkeys(self._number(source) for source in sources)
        return "".join(f"[{number}]" for number in numbers)

    def _number(self, source: Source) -> int:
        """One number for each page, whatever it is cited for."""
        pages = [one.url for one in self.found]
        if source.url not in pages:
            self.found.append(source)
            return len(self.found)
        return pages.index(source.url) + 1


def draft(judged: Judged, *, after: Draft | None = None) -> Draft:
    """The whole answer to what was judged. `after`: its sources come first, so that both may stand in one list."""
    assessment, cited = judged.assessment, _Cited(list(after.cited) if after else [])
    body = [piece for piece in _body(judged, cited) if piece]
    disclaimer = disclaimer_of(assessment)
    return Draft(
        action=f"**{judged.wire['action']}**",
        body=tuple(body),
        disclaimer=disclaimer,
        sources=tuple(_source_wire(number, source) for number, source in enumerate(cited.found, start=1)),
        structured=_structured(judged, disclaimer),
        cited=tuple(cited.found),
        brief=tuple(_brief(judged)),
    )


def _brief(judged: Judged) -> Iterable[str]:
    """Nothing where the whole is to be said: what is urgent is never cut short."""
    assessment = judged.assessment
    if judged.adds or judged.level >= Level.SAME_DAY or assessment.crisis or not assessment.language_supported:
        return
    if assessment.courtesy:
        yield from WELCOME if assessment.recognised else GREETING
        return
    yield from NO_TEXT if assessment.asks_for_information else UNCHANGED
    if assessment.question:
        yield assessment.question.text


def _body(judged: Judged, cited: _Cited) -> Iterable[str]:
    assessment = judged.assessment
    if not assessment.language_supported:
        yield from NOT_UNDERSTOOD
        return
    leading = _leading(assessment)
    for rule in leading:
        yield f"{rule.message} {rule.why}{cited(rule.sources)}"
    yield _listed("What to do now", _steps(leading))
    yield _listed("What not to do", _unique(step for rule in leading for step in rule.do_not))
    if judged.level == Level.CALL_NOW:
        return  # act first: nothing that delays
    if judged.is_open_question:
        yield from NO_TEXT
        return
    if not assessment.recognised:
        yield from NOT_RECOGNISED
        if assessment.question:
            yield _inferred(assessment.question)
        return
    yield from medicines.paragraphs(judged, cited)
    fits = _fits(assessment)
    if not (leading or fits or assessment.medicines or assessment.pairs):
        yield from NOTHING_FITS
    title = "What it may be" if assessment.conditions else "About what you ask"
    yield _listed(title, [_condition(fit, assessment, cited) for fit in fits])
    best = fits[:ADVISED]
    yield _listed("What helps meanwhile", [f"{care.text}{cited(care.sources)}" for care in _care(best)])
    if judged.level < Level.ED_NOW:
        yield _listed("See a doctor if", _unique(text for fit in best for text in fit.see_doctor_if)[:ADVICE])
    yield _listed("What a doctor may check", _checks(best))
    yield _listed("When to get help at once", _unique(text for fit in best for text in fit.emergency_if)[:ADVICE])
    if assessment.question:
        yield assessment.question.text


def _inferred(question: Question) -> str:
    """A question that rests on a likeness of meaning alone, with what a yes would mean beside it."""
    then = IF_SO.get(question.if_yes) if question.if_yes else None
    return f"{INFERRED} {question.text}{f' If so, {then}.' if then else ''}"


def _leading(assessment: Assessment) -> list[MatchedRule]:
    """The rules whose advice is given: the worst two of one level, and a crisis. More would bury what to do first, and the
    advice of a milder rule ("ring a doctor") must not stand beside "call an ambulance"."""
    worst = [rule for rule in assessment.rules if rule.level == assessment.rules[0].level][:2]
    return worst + [rule for rule in assessment.rules if rule.crisis and rule not in worst][:1]


def _steps(rules: Sequence[MatchedRule]) -> list[str]:
    """What to do, each thing once: two rules say "Sit down …" in different words, and the worse rule's words stand."""
    begun: set[tuple[str, ...]] = set()
    found = []
    for rule in rules:
        own = {step: tuple(step.lower().replace(",", "").replace(".", "").split()[:2]) for step in rule.do_now}
        found += [step for step, start in own.items() if start not in begun]
        begun.update(own.values())
    return list(dict.fromkeys(found))


def _condition(fit: ConditionFit, assessment: Assessment, cited: _Cited) -> str:
    mark = "; to be ruled out, because it can be dangerous" if fit.dangerous else ""
    about = f" ({fit.fit}{mark})" if fit in assessment.conditions else ""
    return f"**{fit.name}**{about}. {fit.summary}{cited(fit.sources)}"


def _fits(assessment: Assessment) -> list[ConditionFit]:
    """What fits best, the less likely only where nothing fits better; or what is only asked about. In a crisis nobody is
    sorted into conditions: the answer is about help."""
    if assessment.crisis:
        return []
    likely = [fit for fit in assessment.conditions if fit.fit != "less likely"]
    return (likely or list(assessment.conditions) or list(assessment.asked_about))[:CONDITIONS]


def _care(fits: Sequence[ConditionFit]) -> list[Care]:
    return list(dict.fromkeys(care for fit in fits for care in fit.self_care))[:ADVICE]


def _checks(fits: Sequence[ConditionFit]) -> list[str]:
    return [f"{fit.name}: {', '.join(fit.tests_talk_about)}" for fit in fits if fit.tests_talk_about]


def disclaimer_of(assessment: Assessment) -> str:
    """What could not be known here, specific to this answer, and whether a clinician has looked at what it rests on."""
    fits = _fits(assessment)
    known = "I know only what you wrote, and nobody has examined you."
    if (assessment.rules or fits) and assessment.reasons:
        known = f"it rests only on what you wrote ({', '.join(assessment.reasons[:3])}), and nobody has examined you."
    told: list[MatchedRule | ConditionFit | MedicinePair | MedicineNote] = [*assessment.rules, *fits]
    told += [*assessment.pairs]
    told += [note for note in medicines.noted(assessment) if note.use or note.limit]
    return " ".join(["This is information, not a diagnosis:", known, *_reviewed(told)])


def _reviewed(shown: Sequence[MatchedRule | ConditionFit | MedicinePair | MedicineNote]) -> list[str]:
    days = [one.reviewed_on for one in shown if one.reviewed_on]
    if len(days) < len(shown):
        return [PARTLY_REVIEWED if days else NOT_REVIEWED]
    return [REVIEWED.format(day=max(days))] if days else []


def _structured(judged: Judged, disclaimer: str) -> dict[str, Any]:
    assessment = judged.assessment
    fits, leading = _fits(assessment), _leading(assessment)
    question = assessment.question if judged.level != Level.CALL_NOW else None
    return {
        "diagnosis": {
            "conditions": [_condition_wire(fit) for fit in fits if fit in assessment.conditions],
            "urgent": [rule.message for rule in leading],
            "next_steps": [judged.wire["action"], *_unique(step for rule in leading for step in rule.do_now)],
            "advice": " ".join(care.text for care in _care(fits)),
            "clarification": [question.text] if question else [],
        },
        "question": {
            "finding": question.finding,
            "text": question.text,
            "options": list(question.options),
            "values": list(ANSWERS[: len(question.options)]),
        }
        if question
        else None,
        "related_research": [],
        "disclaimer": disclaimer,
    }


def _condition_wire(fit: ConditionFit) -> dict[str, Any]:
    return {"name": fit.name, "likelihood": fit.fit, "why": fit.summary, "reviewed_on": fit.reviewed_on}


def _source_wire(number: int, source: Source) -> dict[str, Any]:
    return {
        "n": number,
        "kind": source.kind,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "pmid": None,
        "doi": None,
        "year": None,
        "quote": source.quote,
        "checked_on": source.checked_on,
        "badges": [],
    }


def _listed(title: str, items: Sequence[str]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {item}" for item in items)]) if items else ""


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
