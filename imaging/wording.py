"""What is said about a reading, in plain words and from the structured result alone; never from the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from praxia.triage import Level

Finding = Mapping[str, Any]

NOTHING = (
    "No finding is above its threshold. That does not mean that nothing is there: a film can miss what a doctor finds."
)
DEMONSTRATION = (
    "This is a try of the demonstration network, which learned from films of young children only. On films of adults it does no "
    "better than guessing. Please do not act on it."
)
NO_RISK = "This model has no calibration, so it gives scores and no risks, and nothing is called present or absent."
VERDICTS = {"detected": "above the threshold", "cannot_tell": "cannot tell", "not_detected": "below the threshold"}
ACTIONS = {
    Level.CALL_NOW: "Call an ambulance now.",
    Level.ED_NOW: "Go to an emergency department now, and take this film with you.",
    Level.SAME_DAY: "Have a doctor look at this film today.",
    Level.ROUTINE: "Show this film to a doctor at your next visit, or sooner if you feel unwell.",
    Level.SELF_CARE: "Show this film to a doctor at your next visit, or sooner if you feel unwell.",
}
EMERGENCY = (
    "Call for help at once if you struggle to breathe, have pain in the chest, cough up blood, faint or turn blue."
)
# How soon a doctor should look, when a full model detects it. Judgement; it awaits a clinician's review.
SOON = {
    "Pneumothorax": Level.ED_NOW,
    "Edema": Level.SAME_DAY,
    "Pneumonia": Level.SAME_DAY,
    "Consolidation": Level.SAME_DAY,
    "Effusion": Level.SAME_DAY,
    "Fracture": Level.SAME_DAY,
}


def plain(label: str) -> str:
    return label.replace("_", " ").lower()


def explained(findings: Sequence[Finding], *, demonstration: bool, triage: Mapping[str, Any] | None) -> dict[str, Any]:
    """`text`, `next_steps` and `level`. A reading only ever raises the level of the note, a demonstration to routine at most."""
    level = _level(findings, demonstration=demonstration, triage=triage)
    said = str(triage["action"]) if triage and Level(triage["level"]) == level else ACTIONS[level]
    return {
        "text": " ".join(_sentences(findings, demonstration)),
        "level": level.value,
        "next_steps": [said, EMERGENCY],
    }


def _level(findings: Sequence[Finding], *, demonstration: bool, triage: Mapping[str, Any] | None) -> Level:
    said = Level(triage["level"]) if triage else Level.ROUTINE
    found = (
        []
        if demonstration
        else [SOON.get(one["label"], Level.ROUTINE) for one in findings if one["verdict"] == "detected"]
    )
    return max([Level.ROUTINE, said, *found])  # whoever has a film has a doctor who has not seen it yet


def _sentences(findings: Sequence[Finding], demonstration: bool) -> list[str]:
    calibrated = [one for one in findings if one["calibrated"]]
    if not calibrated:
        return [NO_RISK]
    detected = sorted((one for one in calibrated if one["verdict"] == "detected"), key=lambda one: -one["risk"])
    unsure = [one for one in calibrated if one["verdict"] == "cannot_tell"]
    told = [DEMONSTRATION] if demonstration else []
    told += [_tried(one) if demonstration else _detected(one) for one in detected]
    if unsure:
        told.append(f"The model cannot tell about {_list([plain(one['label']) for one in unsure])}.")
    if not detected and not unsure:
        told.append(NOTHING)
    elif not detected and len(calibrated) > len(unsure):
        told.append("Nothing else is above its threshold.")
    return told


def _detected(one: Finding) -> str:
    usual = f", where {percent(one['base_rate'])} is usual" if one.get("base_rate") is not None else ""
    where = f" It looked mostly at: {_list(one['zones'])}." if one.get("zones") else ""
    return f"Signs that fit {plain(one['label'])}: the risk is {percent(one['risk'])}{usual}.{where}"


def _tried(one: Finding) -> str:
    """What a demonstration says is told as a try, never as a sign of an illness."""
    usual = (
        f", and {percent(one['base_rate'])} of the films that it was measured on had it" if one.get("base_rate") else ""
    )
    where = f" It looked mostly at: {_list(one['zones'])}." if one.get("zones") else ""
    return f"For {plain(one['label'])} it gives {percent(one['risk'])}{usual}.{where}"


def said(one: Finding) -> dict[str, str]:
    """The numbers of a calibrated finding as people read them; empty for a score."""
    if not one["calibrated"]:
        return {}
    return {
        "risk": percent(one["risk"]),
        "interval": " to ".join(map(percent, one["interval"])),
        "usual": percent(one["base_rate"]),
        "times": times(one["ratio"]),
        "threshold": percent(one["threshold"]),
        "band": " and ".join(map(percent, one.get("band") or ())),
    }


def told(one: Finding) -> str:
    """All that is shown of a finding, as one line."""
    name, shown = f"{plain(one['label'])}: {VERDICTS[one['verdict']]}.", said(one)
    where = f" The model looked mostly at: {_list(one['zones'])}." if one.get("zones") else ""
    if not shown:
        return f"{name} Uncalibrated score {one['score']}, which is no probability.{where}"
    band = f" Between {shown['band']} nobody can tell." if shown["band"] else ""
    return (
        f"{name} Risk {shown['risk']} ({shown['interval']}); the threshold is {shown['threshold']}. "
        f"Usual where it was measured: {shown['usual']}; this is {shown['times']} that.{band}{where}"
    )


def percent(share: float) -> str:
    if share < 0.005:
        return "under 1 %"
    return "over 99 %" if share > 0.99 else f"{share * 100:.0f} %"


def times(ratio: float) -> str:
    """How a risk stands to the usual one."""
    return "under 0.1 times" if ratio < 0.1 else f"{ratio:.1f} times" if ratio < 9.95 else f"{ratio:.0f} times"


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
