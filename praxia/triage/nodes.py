"""One mapping of a YAML file, read key by key. Every wrong value becomes a fault with its line; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import yaml

from praxia.triage.records import Where

_TRUE, _FALSE = frozenset({"true", "yes"}), frozenset({"false", "no"})
_NULL = frozenset({"", "null", "~"})


def is_ident(value: str) -> bool:
    """Lower-case letters, digits and _, beginning with a letter. There are tens of thousands: no regular expression."""
    return value.isascii() and value.isidentifier() and value.islower() and value[0] != "_"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the knowledge."""

    where: Where
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


def listed(file: str, node: yaml.Node, faults: list[Fault]) -> Iterator[Entry]:
    """The mappings of a list."""
    if isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NULL:
        return
    if not isinstance(node, yaml.SequenceNode):
        faults.append(Fault(Where(file, node.start_mark.line + 1), "a list of entries is expected here"))
        return
    for item in node.value:
        yield Entry(file, item, faults)


class Entry:
    """A mapping node. Ask for each key that may stand in it, then `close` to report the others."""

    def __init__(self, file: str, node: yaml.Node, faults: list[Fault]) -> None:
        self.where = Where(file, node.start_mark.line + 1)
        self.faults = faults
        self._pairs: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        self._asked: set[str] = set()
        if not isinstance(node, yaml.MappingNode):
            self.fault("keys and values are expected here")
            return
        self._pairs = {str(key.value): (key, value) for key, value in node.value}
        if len(self._pairs) < len(node.value):
            self._twice(node)

    def _twice(self, node: yaml.MappingNode) -> None:
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                self.faults.append(Fault(Where(self.where.file, key.start_mark.line + 1), f"{name!r} stands twice"))
            seen.add(name)

    def names(self) -> list[str]:
        return list(self._pairs)

    def has(self, key: str) -> bool:
        return key in self._pairs

    def line(self, key: str) -> int:
        return self._pairs[key][0].start_mark.line + 1 if key in self._pairs else self.where.line

    def fault(self, reason: str, key: str = "") -> None:
        self.faults.append(Fault(Where(self.where.file, self.line(key) if key else self.where.line), reason))

    def close(self) -> None:
        """Report keys that nobody asked for."""
        for key in self._pairs.keys() - self._asked:
            self.fault(f"unknown key {key!r}; known are {', '.join(sorted(self._asked))}", key)

    def _node(self, key: str) -> yaml.Node | None:
        self._asked.add(key)
        node = self._pairs[key][1] if key in self._pairs else None
        if isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NULL:
            return None
        return node

    def maybe(self, key: str) -> str | None:
        """A text, or None where it is missing or null."""
        node = self._node(key)
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.fault(f"{key}: a text is expected", key)
            return None
        value = str(node.value)
        return " ".join(value.split()) if "\n" in value or "  " in value else value.strip()

    def text(self, key: str) -> str:
        """A text that must be there."""
        value = self.maybe(key)
        if not value:
            self.fault(f"{key} is missing")
        return value or ""

    def ident(self, key: str) -> str:
        """An id that must be there."""
        value = self.text(key)
        if value and not is_ident(value):
            self.fault(f"{key}: {value!r} is not an id (lower-case letters, digits, _)", key)
        return value

    def url(self, key: str) -> str:
        value = self.text(key)
        if value and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", value):
            self.fault(f"{key}: {value!r} is not a link", key)
        return value

    def date(self, key: str) -> str | None:
        value = self.maybe(key)
        if value is not None:
            try:
                date.fromisoformat(value)
            except ValueError:
                self.fault(f"{key}: {value!r} is not a date like 2026-11-20", key)
        return value

    def number(self, key: str) -> float | None:
        value = self.maybe(key)
        if value is None:
            return None
        try:
            return float(value)
        except ValueError:
            self.fault(f"{key}: {value!r} is not a number", key)
            return None

    def band(self, key: str) -> int:
        """A band from 1 to 5."""
        value = self.maybe(key)
        if value not in ("1", "2", "3", "4", "5"):
            self.fault(f"{key}: a band from 1 to 5 is expected, not {value!r}", key)
            return 1
        return int(value)

    def maybe_flag(self, key: str) -> bool | None:
        value = self.maybe(key)
        if value is None:
            return None
        if value.lower() not in _TRUE | _FALSE:
            self.fault(f"{key}: true or false is expected, not {value!r}", key)
        return value.lower() in _TRUE

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.maybe_flag(key)
        return default if value is None else value

    def choice(self, key: str, allowed: Collection[str], default: str | None = "") -> str:
        """One of the allowed words; an empty default means that it must be there."""
        value = self.maybe(key)
        if value is None and default != "":
            return default or ""
        if value is None or value not in allowed:
            self.fault(f"{key}: {value!r} is not one of {', '.join(sorted(allowed))}", key)
            return ""
        return value

    def choices(self, key: str, allowed: Collection[str]) -> tuple[str, ...]:
        """One of the allowed words or a list of them."""
        node = self._node(key)
        values = self.texts(key) if isinstance(node, yaml.SequenceNode) else (self.maybe(key),)
        for value in values:
            if value is not None and value not in allowed:
                self.fault(f"{key}: {value!r} is not one of {', '.join(sorted(allowed))}", key)
        return tuple(value for value in values if value is not None)

    def range(self, key: str) -> tuple[float | None, float | None]:
        """{min, max}, or "any"."""
        node = self._node(key)
        if node is None or (isinstance(node, yaml.ScalarNode) and node.value == "any"):
            return None, None
        inner = Entry(self.where.file, node, self.faults)
        limits = inner.number("min"), inner.number("max")
        inner.close()
        if None not in limits and limits[0] > limits[1]:  # type: ignore[operator]
            inner.fault(f"{key}: min is above max")
        return limits

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a missing one is empty."""
        node = self._node(key)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.fault(f"{key}: a list is expected", key)
            return ()
        found: list[str] = []
        for item in node.value:
            value = item.value.strip() if isinstance(item, yaml.ScalarNode) else ""
            if value:
                found.append(" ".join(value.split()) if "  " in value or "\n" in value else value)
            else:
                line = Where(self.where.file, item.start_mark.line + 1)
                self.faults.append(Fault(line, f"{key}: every item is a text (put quotes around it)"))
        return tuple(found)

    def idents(self, key: str) -> tuple[str, ...]:
        """A list of ids."""
        values = self.texts(key)
        for value in values:
            if not is_ident(value):
                self.fault(f"{key}: {value!r} is not an id", key)
        return values

    def ident_groups(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of ids or of lists of ids."""
        node = self._node(key)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.fault(f"{key}: a list is expected", key)
            return ()
        groups: list[tuple[str, ...]] = []
        for item in node.value:
            inner = item.value if isinstance(item, yaml.SequenceNode) else [item]
            groups.append(tuple(str(one.value) for one in inner))
            if not all(isinstance(one, yaml.ScalarNode) and is_ident(one.value) for one in inner):
                self.fault(f"{key}: ids or lists of ids are expected", key)
        return tuple(groups)

    def pairs(self, key: str) -> dict[str, str]:
        """A flat mapping of words."""
        node = self._node(key)
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode) or not all(
            isinstance(value, yaml.ScalarNode) for _, value in node.value
        ):
            self.fault(f"{key}: names and words are expected", key)
            return {}
        return {str(name.value): str(value.value) for name, value in node.value}

    def inner(self, key: str) -> Entry | None:
        """A mapping inside this one."""
        node = self._node(key)
        return None if node is None else Entry(self.where.file, node, self.faults)

    def inners(self, key: str) -> Iterator[Entry]:
        """A list of mappings inside this one."""
        node = self._node(key)
        if node is not None:
            yield from listed(self.where.file, node, self.faults)
