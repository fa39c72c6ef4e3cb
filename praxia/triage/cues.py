"""The words that change what a finding means, read from cues.yaml beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from praxia.triage.words import word_set

FILE = Path(__file__).with_name("cues.yaml")
GAP_BLOCKERS = word_set("not no never without nor neither denies denied")
NEGATIONS = GAP_BLOCKERS | word_set("deny denying cannot none")

# A denial reaches the next few words and goes on through a list; these words end it.
DENIAL_STOPS = word_set(
    """because since when whenever while which who so then now only just apart aside than besides until unless after before
    about due despite with i he she we they you my his their it this is are was were has have had feel feels felt report
    reports reported complain complains complained complaining admits endorses started start starts keeps keep got gets
    help helps helped works doctor gp hospital still also though however but except although whereas today yes"""
)


@cache
def phrases() -> dict[str, list[str]]:
    """The phrases of each kind of cue."""
    # The base loader knows texts only: "no" is the word, not a truth value.
    read: dict[str, list[str]] = yaml.load(FILE.read_bytes(), yaml.CBaseLoader)  # noqa: S506
    return read
