"""Run the whole of Praxia on this machine: PostgreSQL, Valkey, workers, beat and web, until Ctrl-C."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from praxia.standalone.entry import add_arguments
from praxia.standalone.joining import CHECKOUT


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()  # they would ask for a database that is not there yet
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """In place of this process: a supervisor needs no Django, and should stay small for as long as it watches."""
        command = [sys.executable, "-m", "praxia.standalone", "--host", options["host"]]
        command += ["--port", str(options["port"])] if options["port"] else []
        command += ["--print-env"] if options["print_env"] else []
        os.chdir(CHECKOUT)
        os.execv(command[0], command)  # noqa: S606  (our own interpreter)
