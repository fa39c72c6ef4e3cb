"""Values about a person's own data, and words that are stored."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """What the access log tells of."""

    READ = "read"
    EXPORTED = "exported"
    DOWNLOADED = "downloaded"
    DELETION_ASKED = "deletion_asked"
    DELETION_CANCELLED = "deletion_cancelled"
    ERASED = "erased"


class Role(StrEnum):
    """In what capacity somebody read."""

    SELF = "self"
    STAFF = "staff"
    OTHER = "other"
    HOUSE = "house"  # the installation itself, without anybody asking


# Why rows of the access log outlive the account they are about. They name nobody: see `Pseudonym`.
LEGAL_REASON = (
    "Kept without identity to be able to show that access was lawful: GDPR Art. 5(2) and 17(3)(b), (e); "
    "45 CFR 164.312(b) and 164.316(b)(2)."
)
