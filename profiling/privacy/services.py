"""Writes. Page, REST, admin and beat that do one of these things call the same function here."""

from __future__ import annotations

from profiling.models import User
from profiling.privacy import log
from profiling.privacy.records import Action


def read_record(*, reader: User, owner: User, what: str, object_id: str, purpose: str = "") -> None:
    """Write into the access log that `reader` was shown something of `owner`. Call it before it is shown: no line, no reading.

    `what` names the kind of thing in one or two plain words ("talk", "chest X-ray"); the owner reads it. `purpose` says why, in
    the reader's words, without health data. Do not call it inside a long transaction: lines are written one after the other.
    """
    log.append(action=Action.READ, reader=reader, owner=owner, what=what, object_id=object_id, purpose=purpose)
