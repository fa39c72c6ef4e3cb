"""Is the log of who read whose data whole? The same check that runs each night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from profiling.privacy.checking import check


class Command(BaseCommand):
    help = "Walk the access log; ends with an error that names the line when it was changed."

    def handle(self, *args: Any, **options: Any) -> None:
        found = check()
        if found.broken_at is not None:
            raise CommandError(f"The access log was changed: line {found.broken_at} does not fit the one before.")
        self.stdout.write(f"The access log is whole: {found.lines} lines, ending in {found.last_hash or 'nothing'}.")
