"""What a judgement says, as frozen records, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from praxia.triage.emergency import crisis_lines, emergency
from praxia.triage.knowledge import Knowledge
from praxia.triage.levels import EMERGENCY, Level
from praxia.triage.records import Number, Severity, Source
from praxia.triage.saying import Finding

ACTIONS = {
    Level.CALL_NOW: "Call {number} now.",
    Level.ED_NOW: "Go to an emergency department now. If you cannot get there safely, call {number}.",
    Level.SAME_DAY: "Speak to a doctor or nurse today, within 24 hours.",
    Level.ROUTINE: "Make an appointment with a doctor in the next days or weeks.",
    Level.SELF_CARE: "This can usually be looked after at home. Get help if it becomes worse or new signs appear.",
}
CRISIS_ACTION = "Please talk to a person now: {line}. If anybody is in immediate danger, call {number}."
UNKNOWN_LANGUAGE = (
    "This text could not be judged: only English is understood so far. If it may be an emergency, call {number} now."
)
NOT_RECOGNISED = (
    "No sign that the rules know was found in this text, so its urgency could not be judged. "
    "If it feels serious or is getting worse, see a doctor today; in an emergency call {number}."
)
INFORMATION = (
    "This reads as a question for information. If somebody is unwell now, say what is wrong; "
    "in an emergency call {number}."
)
COURTESY = "Whenever something is wrong, tell me what it is, since when, and how bad."
NOTHING_NOW = (
    "Nothing that you describe as present now was recognised. If something troubles you now, say what it is; "
    "in an emergency call {number}."
)


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """A red flag that fired, with the person's own words that made it fire."""

    id: str
    level: Level
    message: str
    why: str
    do_now: tuple[str, ...]
    do_not: tuple[str, ...]
    crisis: bool
    sources: tuple[Source, ...]
    reviewed_on: str | None
    quote: str


@dataclass(frozen=True, slots=True)
class Care:
    """One piece of self-care advice that nothing known speaks against."""

    id: str
    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ConditionFit:
    """A condition that may explain the findings. `fit` is a word, never a percentage."""

    id: str
    name: str
    fit: str
    summary: str
    dangerous: bool
    explained: tuple[str, ...]
    self_care: tuple[Care, ...]
    see_doctor_if: tuple[str, ...]
    emergency_if: tuple[str, ...]
    tests_talk_about: tuple[str, ...]
    sources: tuple[Source, ...]
    reviewed_on: str | None


@dataclass(frozen=True, slots=True)
class MedicineNote:
    """What is known of one medicine that was named. `word` is what the person called it, `names` what it is known as; `others`:
    with what it should not meet without advice; `asked`: whether the text asks
    about it; `is_kind`: the words name a kind of medicines."""

    id: str
    name: str
    word: str
    names: tuple[str, ...]
    use: str
    limit: str
    others: tuple[str, ...]
    asked: bool
    is_kind: bool
    sources: tuple[Source, ...]
    reviewed_on: str | None = None


@dataclass(frozen=True, slots=True)
class MedicinePair:
    """A warning about two medicines, or one and something eaten or drunk (then it is the first).

    `names` are ours, `words` the person's; `depends_on`: of the kind that was named the warning is about this one.
    `from_profile`: one was not named but stands in the profile.
    """

    id: str
    names: tuple[str, str]
    words: tuple[str, str]
    severity: Severity
    effect: str
    advice: str
    depends_on: str
    food: bool
    from_profile: bool
    sources: tuple[Source, ...]
    reviewed_on: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The one thing to ask next. Answer with `answers={finding: True | False | None}`; `if_yes` is the level a yes would bring."""

    finding: str
    text: str
    options: tuple[str, ...]
    if_yes: Level | None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """How urgent it is and why. `floor` is what the red flags alone set; `level` is never below it.

    `asked_about` are conditions of a question for information, which nobody is said to have. `medicines` are those that the text
    names, `pairs` the warnings about two that meet, worst first, `unpaired` the names of two of which nothing is known,
    `compares` whether the text asks which of them, not whether both.
    Of the last text alone: `told_now`: something in it was known; `courtesy`: it only greets or thanks; `asks_for_information`: it
    asks for knowledge.
    """

    level: Level
    floor: Level
    rules: tuple[MatchedRule, ...]
    findings: tuple[Finding, ...]
    reasons: tuple[str, ...]
    conditions: tuple[ConditionFit, ...]
    asked_about: tuple[ConditionFit, ...]
    medicines: tuple[MedicineNote, ...]
    pairs: tuple[MedicinePair, ...]
    unpaired: tuple[tuple[str, str], ...]
    compares: bool
    question: Question | None
    language_supported: bool
    recognised: bool
    told_now: bool
    courtesy: bool
    asks_for_information: bool
    action_text: str
    version: str
    knowledge: Knowledge = field(repr=False, compare=False)

    @property
    def has_answer(self) -> bool:
        """Whether the knowledge says anything about this."""
        return bool(self.rules or self.conditions or self.asked_about or self.medicines or self.pairs)

    @property
    def crisis(self) -> bool:
        """Whether help for a crisis (self-harm, violence) has to be shown."""
        return any(rule.crisis for rule in self.rules)

    @property
    def action(self) -> str:
        """What to do, in one or two sentences, for a country that is not known."""
        return self.action_for(None)

    def action_for(self, country: str | None) -> str:
        """What to do, with the numbers of a country."""
        numbers = " or ".join(number.number for number in emergency(country, self.knowledge))
        line = crisis_lines(country, self.knowledge)[0]
        return self.action_text.format(number=numbers, line=f"{line.label}, {line.number or line.url}")

    def numbers(self, country: str | None) -> tuple[Number, ...]:
        """The numbers to show: for emergencies, in a crisis, and where the text could not be judged."""
        wanted: tuple[Number, ...] = ()
        if self.level in EMERGENCY or self.crisis or not self.language_supported:
            wanted += emergency(country, self.knowledge)
        return wanted + crisis_lines(country, self.knowledge) if self.crisis else wanted

    def as_dict(self, country: str | None) -> dict[str, Any]:
        """The triage object that stands in every answer to a text from a person."""
        return {
            "level": self.level.value,
            "rule": self.rules[0].id if self.rules else None,
            "reasons": list(self.reasons),
            "action": self.action_for(country),
            "numbers": [_number(number) for number in self.numbers(country)],
            "engine": self.version,
        }

    def details(self) -> dict[str, Any]:
        """What stands behind the level: for an explanation, not for a list of messages."""
        return {
            "findings": [_finding(finding) for finding in self.findings],
            "conditions": [_condition(condition) for condition in self.conditions],
            "medicines": [one.name for one in self.medicines],
            "interactions": [_pair(pair) for pair in self.pairs],
            "question": _question(self.question) if self.question else None,
            "language_supported": self.language_supported,
            "recognised": self.recognised,
        }


def _number(number: Number) -> dict[str, Any]:
    told = {"label": number.label, "number": number.number, "country": number.country or None}
    return told | {key: value for key, value in (("url", number.url), ("note", number.note)) if value}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "label": finding.label,
        "quote": finding.quote,
        "negated": finding.negated,
        "who": finding.who,
        "when": finding.when,
    }


def _condition(condition: ConditionFit) -> dict[str, Any]:
    return {
        "id": condition.id,
        "name": condition.name,
        "fit": condition.fit,
        "dangerous": condition.dangerous,
        "sources": _sources(condition.sources),
    }


def _pair(pair: MedicinePair) -> dict[str, Any]:
    return {
        "medicines": list(pair.names),
        "severity": pair.severity.name.lower(),
        "effect": pair.effect,
        "advice": pair.advice,
        "depends_on": pair.depends_on or None,
        "from_profile": pair.from_profile,
        "sources": _sources(pair.sources),
    }


def _sources(sources: tuple[Source, ...]) -> list[dict[str, Any]]:
    return [
        {"publisher": source.publisher, "title": source.title, "url": source.url, "checked_on": source.checked_on}
        for source in sources
    ]


def _question(question: Question) -> dict[str, Any]:
    return {
        "finding": question.finding,
        "text": question.text,
        "options": list(question.options),
        "if_yes": question.if_yes.value if question.if_yes else None,
    }
