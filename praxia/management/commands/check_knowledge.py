"""`manage.py check_knowledge`: validate the triage knowledge, run its cases, and on request confirm its links."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from praxia.management.links import confirm
from praxia.triage.check import report
from praxia.triage.loading import FOLDER


class Command(BaseCommand):
    """Print every fault with file, line and reason, and every failing case in full. Status 1 if there is one."""

    help = "Validate the triage knowledge files and run their cases. Needs neither database nor Redis."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=FOLDER, help="another folder of knowledge files")
        parser.add_argument(
            "--links",
            action="store_true",
            help="ask each undated page whether it exists and bears its title; fill the date",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        lines, wrong = report(options["folder"])
        for line in lines:
            self.stdout.write(line)
        if options["links"]:
            told, unconfirmed = confirm(options["folder"], date.today().isoformat())
            self.stdout.write("\n".join(told))
            wrong += unconfirmed
        if wrong:
            raise CommandError("The knowledge is not as it should be: see above.")
