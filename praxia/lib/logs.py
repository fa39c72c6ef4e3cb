"""Log lines without anybody's words.

An exception's own text may hold what a person wrote: PostgreSQL quotes the whole row that it refuses, a decoder the bytes, a
mail server the address. Libraries log such texts and tracebacks on their own. What is left of them is the type and the place.
"""

from __future__ import annotations

import copy
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

_TRACEBACK = "Traceback (most recent call last):"
_REFUSED = "django.security."  # a bad request, not a fault of ours: no traceback
_HOST = "django.security.DisallowedHost"  # names the host, which its operator has to know and nobody wrote
_CLASS = re.compile(r"[A-Za-z_][\w.]*(?=:|$)")
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Wordless(logging.Formatter):
    """Set for every handler in `LOGGING`."""

    def format(self, record: logging.LogRecord) -> str:
        shown = copy.copy(record)
        shown.msg, shown.args, shown.exc_text = _message(record), None, None
        if record.name.startswith(_REFUSED):
            shown.exc_info = None
        return super().format(shown)

    def formatException(self, ei: _ExcInfo) -> str:
        return without_words("".join(traceback.format_exception(*ei)))


def without_words(text: str) -> str:
    """The places and types of a printed traceback. Messages of exceptions, which may have many lines, are left out."""
    before, found, printed = text.partition(_TRACEBACK)
    return before + "\n".join(_kept(f"{found}{printed}".splitlines())) if found else text


def _kept(lines: list[str]) -> Iterator[str]:
    after_place = False
    for line in lines:
        place = line.startswith("  File ")
        name = _CLASS.match(line)
        if place or after_place or line == _TRACEBACK:
            yield line
        elif name and (name[0].endswith(("Error", "Exception", "Exit", "Interrupt")) or "." in name[0]):
            yield name[0]
        after_place = place


def _message(record: logging.LogRecord) -> str:
    args: Any = record.args
    if isinstance(args, Mapping) and "exc" in args:  # Celery's lines about tasks: the exception's repr
        record = copy.copy(record)
        record.args = {**args, "exc": str(args["exc"]).partition("(")[0]}
    said = record.getMessage()
    error = record.exc_info[1] if record.exc_info and record.name != _HOST else None
    while error is not None:
        for words in (repr(error), str(error)):
            said = said.replace(words, type(error).__name__) if words else said
        error = error.__cause__ or error.__context__
    return without_words(said)
