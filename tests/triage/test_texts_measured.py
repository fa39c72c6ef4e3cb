"""`manage.py evaluate triage` on whole sets of texts: what may not get worse.

The sets in `texts/` were written for measuring, in people's own words and as short clinical vignettes, before the knowledge was
looked at; docs/triage.md says what each gave when it was first judged.
"""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from praxia.triage import judge, shipped
from praxia.triage.saying import DAY_H

OWN = Path(__file__).parent / "texts"
DEVELOPMENT = Path(__file__).parents[3] / "shared" / "data" / "triage"
EMERGENCY = {"call_now", "ed_now"}


def judged(folder, name, tmp_path):
    """Each row of a set with what was said of it."""
    file, out = folder / f"{name}.jsonl", tmp_path / f"{name}.jsonl"
    if not file.exists():
        pytest.skip(f"the development data are not here: {file}")
    call_command("evaluate", "triage", str(file), "--predictions", str(out))
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    said = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return [(row, answer) for row, answer in zip(rows, said, strict=True)]


def share_urgent(pairs):
    return sum(said["level"] in EMERGENCY for _, said in pairs) / len(pairs)


@pytest.mark.parametrize(
    ("folder", "name", "least"),
    [
        (OWN, "emergencies", 0.97),
        (OWN, "emergencies_second", 0.97),
        (OWN, "emergencies_third", 0.95),
        (OWN, "emergencies_fourth", 0.97),
        (OWN, "emergencies_fifth", 0.97),
        (OWN, "emergencies_sixth", 0.97),
        (DEVELOPMENT, "emergencies_dev", 0.96),
    ],
    ids=str,
)
def test_emergencies_are_found(folder, name, least, tmp_path):
    assert share_urgent(judged(folder, name, tmp_path)) >= least


@pytest.mark.parametrize(
    ("folder", "name", "most"),
    [
        (OWN, "anxious", 0.04),
        (OWN, "anxious_second", 0.04),
        (OWN, "anxious_third", 0.04),
        (OWN, "anxious_fourth", 0.04),
        (OWN, "anxious_fifth", 0.04),
        (OWN, "anxious_sixth", 0.04),
        (OWN, "anxious_seventh", 0.04),
        (OWN, "everyday", 0.06),
        (OWN, "benign", 0.02),
        (OWN, "denied", 0.0),
        (OWN, "ordinary", 0.03),
        (OWN, "ordinary_second", 0.03),
        (OWN, "ordinary_third", 0.03),
        (OWN, "ordinary_fourth", 0.03),
        (OWN, "ordinary_fifth", 0.03),
        (OWN, "ordinary_sixth", 0.03),
        (DEVELOPMENT, "ordinary_dev", 0.06),
    ],
    ids=str,
)
def test_ordinary_worries_raise_no_alarm(folder, name, most, tmp_path):
    assert share_urgent(judged(folder, name, tmp_path)) <= most


@pytest.mark.parametrize(
    "name", ["vignettes", "vignettes_second", "vignettes_third", "vignettes_fourth", "vignettes_fifth"]
)
def test_vignettes_are_told_apart(name, tmp_path):
    pairs = judged(OWN, name, tmp_path)
    urgent = [pair for pair in pairs if pair[0]["urgency_level"] == "em"]
    other = [pair for pair in pairs if pair[0]["urgency_level"] != "em"]
    assert share_urgent(urgent) >= 0.93
    assert share_urgent(other) <= 0.04


@pytest.mark.parametrize(
    ("folder", "name", "covered", "found"),
    [
        (OWN, "diagnoses", 100, 93),
        (OWN, "diagnoses_fifth", 100, 85),
        (OWN, "diagnoses_short", 100, 92),
        (OWN, "vignettes_fifth", 92, 90),
        (DEVELOPMENT, "conditions_dev", 97, 70),
    ],
    ids=str,
)
def test_conditions_are_among_the_first_three(folder, name, covered, found, tmp_path, capsys):
    """Percentages: of all diagnoses those that the knowledge has, and of these those that are named."""
    judged(folder, name, tmp_path)
    shown = capsys.readouterr().out
    assert percent(shown, "coverage of the diagnoses: ") >= covered
    assert percent(shown, "among the first 3: of covered ") >= found


def test_signs_are_found_in_a_strangers_words():
    """One way of saying each of the signs that emergency rules use, written by people who never saw a pattern."""
    rows = [json.loads(line) for line in (OWN / "ways_of_saying.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sum(map(is_found, rows)) >= 0.9 * len(rows)


def is_found(row):
    said = {one.id for one in judge(row["text"]).findings if one.holds(DAY_H)}
    return row["finding"] in said.union(*(shipped().implied[name] for name in said))


def percent(shown, before):
    return float(shown.split(before)[1].split("= ")[1].split(" %")[0])
