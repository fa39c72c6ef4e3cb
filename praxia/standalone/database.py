"""One question to a PostgreSQL, before and without Django."""

from __future__ import annotations

from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import make_conninfo

from praxia.standalone.failures import StandaloneError

Row = tuple[object, ...]


def rows(url: str, query: str, *, database: str | None = None, patience_s: int = 5) -> list[Row]:
    """The answer to one statement, outside any transaction. Errors: psycopg.Error."""
    with psycopg.connect(
        make_conninfo(url, dbname=database), connect_timeout=patience_s, autocommit=True
    ) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def must_answer(url: str) -> None:
    """A `DATABASE_URL` that somebody set. Errors: StandaloneError; its sentence never holds the password."""
    try:
        rows(url, "SELECT 1")
    except psycopg.Error as error:
        raise StandaloneError(
            f"DATABASE_URL is set, but the PostgreSQL at {place(url)} {_reason(str(error))}. Start or correct that "
            f"server, or remove DATABASE_URL to let Praxia start one of its own."
        ) from None


def place(url: str) -> str:
    """Host, port and path of a URL, which is what may be shown of it."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"
    except ValueError:
        return "that address"


def _reason(message: str) -> str:
    if "authentication failed" in message or "no password supplied" in message:
        return "does not accept the name and password in it"
    if "does not exist" in message:
        return "has no such database or account"
    return "does not answer"
