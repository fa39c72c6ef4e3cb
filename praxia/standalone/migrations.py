"""Whether the database must be migrated, asked without loading Django: a second start should not wait for a no."""

from __future__ import annotations

import hashlib
import sysconfig
from pathlib import Path

import psycopg

from praxia.standalone.database import rows


def fingerprint(checkout: Path, url: str) -> str:
    """A mark of what the code asks for and what this database has applied; "" while it has applied nothing."""
    try:
        applied = rows(url, "SELECT app, name FROM django_migrations ORDER BY app, name")
    except psycopg.Error:
        return ""
    digest = hashlib.sha256(repr(applied).encode())
    for path in sorted([*checkout.glob("*/migrations/*.py"), checkout / "praxia" / "settings.py"]):
        digest.update(path.relative_to(checkout).as_posix().encode() + path.read_bytes())
    # Other people's migrations change with their versions, which the names of these folders hold.
    for name in sorted(each.name for each in Path(sysconfig.get_paths()["purelib"]).glob("*.dist-info")):
        digest.update(name.encode())
    return digest.hexdigest()
