"""Writing the date into a knowledge file at which a source's page was confirmed. Everything else in the file stays as it is."""

from __future__ import annotations

from collections.abc import Collection

import yaml


def dated(text: str, confirmed: Collection[str], day: str) -> str:
    """The text of a knowledge file with `checked_on: day` in each of these sources that had null there.

    A source without the key `checked_on`, or with a date already, is left alone.
    """
    root = yaml.CBaseLoader(text).get_single_node()
    places = [
        (value.start_mark.index, value.end_mark.index)
        for section, entries in (root.value if root else ())
        if section.value == "sources"
        for entry in entries.value
        for key, value in entry.value
        if key.value == "checked_on" and value.value in ("", "null", "~") and _ident(entry) in confirmed
    ]
    for start, end in sorted(places, reverse=True):
        text = text[:start] + ("" if end > start else " ") + day + text[end:]
    return text


def _ident(entry: yaml.MappingNode) -> str:
    return next((str(value.value) for key, value in entry.value if key.value == "id"), "")
