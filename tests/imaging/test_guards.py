"""What a language model may say of a reading: its numbers, its findings, its verdicts, and nothing that soothes."""

from __future__ import annotations

import pytest

from imaging import wording
from imaging.guards import NAMES, ResultGuard
from imaging.inference.registry import ENTRIES
from tests.imaging.setup import FINDING

PNEUMONIA = FINDING  # 3 % (2 to 5), usual 50 %, threshold 42 %, below it
EFFUSION = FINDING | {
    "label": "Effusion",
    "verdict": "detected",
    "risk": 0.62,
    "interval": [0.55, 0.7],
    "base_rate": 0.12,
}
EFFUSION |= {"ratio": 5.2, "threshold": 0.3, "band": None, "zones": ["lower right of the picture"]}
EDEMA = FINDING | {"label": "Edema", "verdict": "cannot_tell", "risk": 0.2, "interval": [0.15, 0.26], "base_rate": 0.08}
EDEMA |= {"ratio": 2.5, "threshold": 0.25, "band": [0.12, 0.31]}


def said(text: str, *findings: dict) -> str:
    findings = findings or (PNEUMONIA, EFFUSION, EDEMA)
    return ResultGuard(findings, {one["label"]: wording.told(one) for one in findings}).checked(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "The risk of pneumonia is 3 %, which is below the threshold of 42 %.",
        "The model looked for signs of pneumonia.",
        "Pneumonia is an infection of the lung.",
        "Pneumonia was not detected: its risk lies below the threshold.",
        "For an effusion, which is fluid around the lung, the risk is 62 %, between 55 % and 70 %.",
        "Signs that fit an effusion lie above the threshold of 30 %.",
        "That is 5.2 times the usual 12 % for an effusion.",
        "About edema the model cannot tell, because 20 % lies between 12 % and 31 %.",
        "The risk of edema is above the usual 8 %.",
        "This does not mean that nothing is there.",
        "This is not a diagnosis.",
        "Only a doctor can say what this film means.",
        "The map is coarse and shows where the model looked.",
    ],
)
def test_what_keeps_to_the_result_is_said(sentence: str) -> None:
    assert said(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        # numbers
        "The risk of pneumonia is 4 %.",
        "The risk of pneumonia is 62 %.",
        "The risk of an effusion is 3 %.",
        "About 3 in 100 people like you have this.",
        "The risk of an effusion is one in two.",
        "The risk of pneumonia is less than half of the usual one.",
        "An effusion was seen in 62 of 100.",
        # findings and illnesses
        "The model also saw a small pneumothorax.",
        "This could be tuberculosis or lung cancer.",
        "It may come from heart failure.",
        "There might be a nodule.",
        "This looks like bronchitis.",
        # other verdicts
        "The model found pneumonia.",
        "Pneumonia is likely.",
        "The risk of an effusion is low.",
        "An effusion was not found.",
        "The risk of pneumonia is higher than the usual 50 %.",
        "The risk of an effusion is below the usual 12 %.",
        "Edema was detected.",
        "Edema is unlikely.",
        "The model cannot tell about pneumonia.",
        # that all is well, or that something is there
        "You have an effusion.",
        "The effusion is confirmed.",
        "There is no sign of pneumonia.",
        "Your lungs are clear.",
        "Everything looks normal.",
        "You are healthy.",
        "This is good news.",
        "You do not have pneumonia.",
        "Pneumonia can be ruled out.",
        "Nothing was found.",
        # when and where to get help, doses
        "There is no need to see a doctor.",
        "You can see your doctor next week.",
        "Do not worry.",
        "It is not urgent.",
        "Please go to a hospital now.",
        "You should rest and wait a few days.",
        "Only your doctor can say, at your next visit.",
        "Take 500 mg of amoxicillin.",
        "For pneumonia 3 tablets help.",
        "An antibiotic treats pneumonia.",
    ],
)  # fmt: skip
def test_what_does_not_is_dropped(sentence: str) -> None:
    assert said(sentence) == ""


def test_a_number_belongs_to_the_finding_that_was_named_last() -> None:
    assert (
        said("This is about pneumonia. The risk is 3 %. The risk is 62 %.")
        == "This is about pneumonia. The risk is 3 %."
    )
    assert said("The risk is 3 %.") == "" and said("The risk is 3 %.", PNEUMONIA) == "The risk is 3 %."


@pytest.mark.parametrize(
    ("finding", "sentence"),
    [
        (EFFUSION, "That is below the threshold."),
        (EFFUSION, "This is a low risk."),
        (EFFUSION, "The result was negative."),
        (PNEUMONIA, "That is above the threshold."),
        (PNEUMONIA, "The result is positive."),
        (EDEMA, "The risk is above the threshold."),
    ],
)
def test_a_verdict_belongs_to_the_finding_that_was_named_last(finding, sentence) -> None:
    about = f"This is about {wording.plain(finding['label'])}."
    assert said(f"{about} {sentence}") == about and said(sentence, finding) == ""


def test_a_whole_explanation_is_left_as_it_is() -> None:
    text = (
        "This result comes from a demonstration model that learned only from films of young children. The model looked for one "
        "finding: pneumonia, which is an infection of the lungs. It gave a risk of 3 %, with a likely range of 2 % to 5 %. The "
        "threshold for calling it detected is 42 %, so this result is well below the threshold. On the films used to test it, "
        "50 % showed pneumonia, so the risk here is much lower than usual. It mainly looked at the lower left of the picture, but "
        "this map is rough. A low number does not mean that nothing is wrong. Only a doctor can say what your film means."
    )
    assert said(text, PNEUMONIA) == text


def test_what_was_left_out_is_counted() -> None:
    guard = ResultGuard([PNEUMONIA], {"Pneumonia": wording.told(PNEUMONIA)})
    assert guard.checked("The risk is 3 %.\nYou are healthy.\nRelax.") == "The risk is 3 %." and guard.dropped == 2


def test_an_uncalibrated_score_is_the_only_number() -> None:
    bare = {"label": "Pneumonia", "verdict": "cannot_tell", "calibrated": False, "score": 0.31, "zones": []}
    assert said("The score is 0.31.", bare) and not said("The risk is 31 %.", bare)


def test_every_label_of_every_network_has_a_name_by_which_it_is_known() -> None:
    sayable = frozenset().union(*(labels for _, labels in NAMES))
    assert set(ENTRIES["chest-18"].acceptance.outputs) <= sayable
    for label in sayable:
        assert any(name.search(wording.plain(label)) and label in labels for name, labels in NAMES), label
