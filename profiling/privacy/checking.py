"""Is the access log whole? Each night, and on demand: `manage.py check_access_log`."""

from __future__ import annotations

import logging

from django.db import connection

from profiling.privacy.models import AccessLog, ChainCheck

log = logging.getLogger(__name__)

# A line is in order when no number is missing before it, it holds the hash of the one before, and its own hash fits what it says.
_WALK = """
SELECT count(*), coalesce(max(id), 0), min(id) FILTER (WHERE
  id <> place OR previous <> coalesce(before, '') OR hash <> privacy_accesslog_hash(line))
FROM (
  SELECT line, line.id, line.previous, line.hash, row_number() OVER chain AS place, lag(line.hash) OVER chain AS before
  FROM privacy_accesslog line WINDOW chain AS (ORDER BY line.id)
) walked
"""


def check() -> ChainCheck:
    """Walk the whole chain, and look whether the end that the last check saw is still where it was. A break is an alarm."""
    with connection.cursor() as cursor:
        cursor.execute(_WALK)
        lines, last_id, broken_at = cursor.fetchone()
    last = AccessLog.objects.filter(id=last_id).first()
    broken_at = broken_at or _end_missing()
    found = ChainCheck.objects.create(
        lines=lines, last_id=last_id, last_hash=last.hash if last else "", broken_at=broken_at
    )
    if broken_at is None:
        # The hash stands in the operator's log as well: who changes every line and every check cannot change that.
        log.info("access log whole: %s lines, ending in %s", lines, found.last_hash)
    else:
        log.critical("ACCESS LOG BROKEN at line %s: somebody changed or removed lines in the database", broken_at)
    return found


def _end_missing() -> int | None:
    """The line with which the log once ended, if it is there no more: the end was cut off, or all was written anew."""
    seen = ChainCheck.objects.filter(lines__gt=0).order_by("-id").values_list("last_id", "last_hash").first()
    if seen and not AccessLog.objects.filter(id=seen[0], hash=seen[1]).exists():
        return seen[0]
    return None
