"""Tickets for sockets."""

from __future__ import annotations

from profiling import tickets
from profiling.records import SignIn


def ticket_issue(*, sign_in: SignIn) -> str:
    """A ticket that opens one socket within half a minute, as this sign-in and for as long as it lasts."""
    return tickets.issue(sign_in)
