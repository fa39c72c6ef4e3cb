"""`manage.py evaluate KIND …`: measure what Praxia says on labelled files. Status 2 for input that cannot be read."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from praxia import evaluation
from praxia.evaluation.lines import Unreadable
from praxia.triage import KnowledgeError


def kinds() -> dict[str, Any]:
    """Every module of praxia.evaluation that can be run, by name."""
    modules = {
        found.name: import_module(f"praxia.evaluation.{found.name}") for found in iter_modules(evaluation.__path__)
    }
    return {name: module for name, module in modules.items() if hasattr(module, "add_arguments")}


class Command(BaseCommand):
    """Choose the kind, run it, say plainly what cannot be read."""

    help = "Measure what Praxia says on labelled files."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        choices = parser.add_subparsers(dest="kind", required=True, parser_class=ArgumentParser)
        for name, module in kinds().items():
            module.add_arguments(choices.add_parser(name, help=module.HELP))

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            kinds()[options["kind"]].run(options, self.stdout.write)
        except (Unreadable, KnowledgeError) as error:
            raise CommandError(str(error), returncode=2) from None
        except BrokenPipeError:
            sys.stderr.close()
