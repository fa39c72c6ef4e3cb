"""The tables of phrases, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

_HERE = Path(__file__).parent


@cache
def phrase_tables() -> dict[str, list[str]]:
    """By name, from `phrases.yaml`."""
    found = yaml.load((_HERE / "phrases.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return {name: [str(one) for one in phrases] for name, phrases in found.items()}


@cache
def vocabulary() -> dict[tuple[str, str, str], list[str]]:
    """By field, value and tier, from `vocabulary.yaml`."""
    found = yaml.load((_HERE / "vocabulary.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return {
        (field, value, tier): [str(one) for one in phrases]
        for field, values in found.items()
        for value, tiers in values.items()
        for tier, phrases in tiers.items()
    }
