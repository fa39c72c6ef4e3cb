"""Looking for words everywhere: in every column of every table, every key of every logical database, every file."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from praxia.lib.queued import text_of
from praxia.lib.stores import Db, store


def everywhere(words: Collection[str], *folders: Path) -> list[str]:
    """Where one of these words stands; empty when nowhere."""
    return [*tables(words), *sessions(words), *keys(words), *files(words, folders)]


def tables(words: Collection[str]) -> Iterator[str]:
    """Whatever PostgreSQL has, models or not. Bytes are written as hex there, so each word is looked for in hex too."""
    wanted = [f"%{form}%" for word in words for form in (word, word.encode().hex())]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE ANY(%s)', [wanted])
            if found := cursor.fetchone()[0]:
                yield f"{found} rows of {table}"


def sessions(words: Collection[str]) -> Iterator[str]:
    for session in Session.objects.all():
        if _has(str(session.get_decoded()), words):
            yield "a session"


def keys(words: Collection[str]) -> Iterator[str]:
    for db in Db:
        for key in store(db).scan_iter(count=1000):
            if _has(f"{key} {_told(db, str(key))}", words):
                yield f"key {key} of {db.name}"


def key_names() -> set[str]:
    return {f"{db.name} {key}" for db in Db for key in store(db).scan_iter(count=1000)}


def files(words: Collection[str], folders: Collection[Path]) -> Iterator[str]:
    for folder in folders:
        for path in folder.rglob("*") if folder.is_dir() else ():
            if path.is_file() and (_has(path.name, words) or any(word.encode() in path.read_bytes() for word in words)):
                yield str(path)


def _told(db: Db, key: str) -> str:
    """The value as text, whatever its bytes are."""
    url = f"{settings.REDIS_ROOT}/{settings.REDIS_BASE + db}"
    client: Any = redis.Redis.from_url(url, decode_responses=True, encoding_errors="replace")
    kind = client.type(key)
    if kind == "stream":
        return str(client.xrange(key))
    if kind == "zset":
        return str(client.zrange(key, 0, -1))
    if kind == "set":
        return str(client.smembers(key))
    if kind == "hash":
        found = client.hgetall(key)
        return " ".join(text_of(value) if key == "unacked" else f"{name} {value}" for name, value in found.items())
    if kind == "list":
        return " ".join(text_of(raw) if db == Db.BROKER else raw for raw in client.lrange(key, 0, -1))
    return str(client.get(key)) if kind == "string" else json.dumps(kind)


def _has(text: str, words: Collection[str]) -> bool:
    return any(word.lower() in text.lower() for word in words)


def look(words: list[str]) -> None:
    """Print where one of these words stands. Runs inside `manage.py shell` of a house."""
    found = everywhere(words, settings.PRIVATE_ROOT, Path(settings.OUTBOX_ROOT))
    print("\n".join(found) or "nothing")
