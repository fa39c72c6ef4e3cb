"""What an answer says about medicines: the pairs that meet, those of which nothing is known, and each that is asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from chat.judging import Judged
from praxia.triage import Assessment, Level, MedicineNote, MedicinePair, Severity, Source

Cite = Callable[[Iterable[Source]], str]

TOGETHER, ABOUT, ABOUT_MANY = "Taking these together", "About the medicine", "About the medicines"
WORDS = {
    Severity.NEVER: "Not together.",
    Severity.SERIOUS: "Only if a doctor or pharmacist who knows of both has agreed.",
    Severity.CAUTION: "Ask a pharmacist or doctor first.",
    Severity.APART: "Not at the same time of day.",
    Severity.USUAL: "Usually both may be taken.",
}
PRESCRIBED = (
    "What a doctor has prescribed is not stopped without asking: ring them or a pharmacist before the next dose."
)
NO_WARNING = (
    "My list holds no warning about {} together with {}. It is not complete, so this does not mean that they are safe together: "
    "ask a pharmacist."
)
NO_TEXT = "I know it only by its name and by what it should not meet; the leaflet in the packet says what it is for."
ASK_FIRST = (
    "I know only the medicines that I name here. Whether one is right for you, with your illnesses and everything else that you "
    "take, I cannot judge: ask a pharmacist or a doctor before you take it."
)


def paragraphs(judged: Judged, cite: Cite) -> Iterable[str]:
    """Markdown, best first; nothing where an answer should hold nothing but what to do."""
    assessment = judged.assessment
    pairs = shown(assessment, judged.level)
    if pairs:
        yield "\n".join([f"## {TOGETHER}", "", *(f"- {_pair(pair, cite)}" for pair in pairs)])
    if any(pair.severity >= Severity.SERIOUS and not pair.food for pair in pairs):
        yield PRESCRIBED
    if judged.level >= Level.ED_NOW:
        return
    for one, other in assessment.unpaired if not assessment.compares else ():
        yield NO_WARNING.format(f"**{one}**", f"**{other}**")
    notes = noted(assessment)
    if notes:
        title = ABOUT if len(notes) == 1 else ABOUT_MANY
        yield "\n".join([f"## {title}", "", *(f"- {_note(note, cite, alone=len(notes) == 1)}" for note in notes)])
    is_all = (assessment.medicines or pairs) and not (assessment.rules or assessment.conditions)
    if is_all or any(note.asked for note in assessment.medicines):
        yield ASK_FIRST


def shown(assessment: Assessment, level: Level) -> Sequence[MedicinePair]:
    """The warnings that are told: in an emergency only the strong ones, and none that would delay an ambulance."""
    if level == Level.CALL_NOW:
        return ()
    least = Severity.SERIOUS if level == Level.ED_NOW else Severity.USUAL
    return [pair for pair in assessment.pairs if pair.severity >= least]


def noted(assessment: Assessment) -> list[MedicineNote]:
    """The medicines that are told about: those that are asked about, or all where a text holds nothing else."""
    if not assessment.compares and (
        assessment.unpaired or any(pair.severity > Severity.USUAL for pair in assessment.pairs)
    ):
        return []
    is_all = not (assessment.rules or assessment.conditions)
    return [note for note in assessment.medicines if (note.asked or is_all) and (note.use or not note.is_kind)]


def _pair(pair: MedicinePair, cite: Cite) -> str:
    first, second = (name_of(word, name) for word, name in zip(pair.words, pair.names, strict=True))
    profile = " (one of them stands in your profile)" if pair.from_profile else ""
    which = f" It depends on which one you take; with {pair.depends_on}:" if pair.depends_on else ""
    told = " ".join([WORDS[pair.severity], pair.effect, pair.advice])
    return f"**{first[:1].upper()}{first[1:]} and {second}**{profile}.{which} {told}{cite(pair.sources)}"


def _note(note: MedicineNote, cite: Cite, *, alone: bool) -> str:
    told = " ".join(text for text in (note.use or NO_TEXT, note.limit) if text)
    name = name_of(note.word, note.name)
    others = f" Warnings are known for it together with {', '.join(note.others)}." if alone and note.others else ""
    return f"**{name[:1].upper()}{name[1:]}**. {told}{cite(note.sources)}{others}"


def name_of(word: str, name: str) -> str:
    """What the person called it, with the name that packets bear: "tylenol (paracetamol)"."""
    base = name.partition(" (")[0]
    if word.casefold() in name.casefold():
        return name if word.casefold() != base.casefold() else base
    return f"{word} ({base.removeprefix('a ').removeprefix('an ')})"
