"""Typed readers of environment variables. A wrong value is a sentence that names the variable and says what to do."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class EnvError(Exception):
    """A variable cannot be read; the message is meant for the person who set it."""


def load_dotenv(path: Path) -> None:
    """Read KEY=value lines into the environment; what is already set wins. Quotes around a value are dropped."""
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, found, value = line.partition("=")
        if not found:
            raise EnvError(f"{path.name}, line {number}: expected NAME=value.")
        os.environ.setdefault(name.strip().removeprefix("export "), value.strip().strip("\"'"))


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """A list separated by commas."""
    value = text(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else list(default)


def flag(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in TRUE | FALSE:
        return value in TRUE
    raise EnvError(f"{name} is {value!r}; write true or false.")


def number(name: str, default: float, *, least: float, most: float) -> float:
    value = text(name)
    if not value:
        return default
    try:
        found = float(value)
    except ValueError:
        raise EnvError(f"{name} is {value!r}; write a number.") from None
    if not least <= found <= most:
        raise EnvError(f"{name} is {value}; it must lie between {least:g} and {most:g}.")
    return found


def integer(name: str, default: int, *, least: int, most: int) -> int:
    found = number(name, default, least=least, most=most)
    if found != int(found):
        raise EnvError(f"{name} is {found:g}; write a whole number.")
    return int(found)
