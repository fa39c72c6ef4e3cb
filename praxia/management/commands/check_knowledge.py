"""`manage.py check_knowledge`: validate the triage knowledge and run its cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from praxia.triage.check import report
from praxia.triage.loading import FOLDER


class Command(BaseCommand):
    """Print every fault with file, line and reason, and every failing case in full. Status 1 if there is one."""

    help = "Validate the triage knowledge files and run their cases. Needs neither database nor Redis."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=FOLDER, help="another folder of knowledge files")

    def handle(self, *_: Any, **options: Any) -> None:
        lines, wrong = report(options["folder"])
        for line in lines:
            self.stdout.write(line)
        if wrong:
            raise CommandError("The knowledge is not usable as it is: see above.")
