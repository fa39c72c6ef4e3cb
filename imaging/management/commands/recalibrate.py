"""`manage.py recalibrate`: how readings compare with what clinicians signed here, and a new calibration where that is better."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from imaging.inference.cards import found
from imaging.inference.readers import installed
from imaging.inference.renewal import drift
from imaging.recalibration import judged, recalibrate
from praxia.evaluation.shares import table


class Command(BaseCommand):
    """Prints the drift report first; `--report` stops there."""

    help = "Compare readings of films with clinicians' reviews and renew the calibration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--model", help="an installed network; otherwise the one that reads")
        parser.add_argument("--report", action="store_true", help="only report, write nothing")

    def handle(self, *_: Any, **options: Any) -> None:
        named = [card for card in found(settings.MODELS_ROOT) if card.name == options["model"] and not card.problem]
        cards = named if options["model"] else installed(settings.MODELS_ROOT)
        if not cards:
            raise CommandError("No such network is installed.")
        self.stdout.write(f"{cards[0].name} {cards[0].version}")
        rows = drift(judged(cards[0]))
        heading = ("finding", "month", "films", "mean risk told", "share that clinicians saw", "AUC")
        cells = [
            (a, b, str(n), f"{told:.3f}", f"{had:.3f}", "-" if area != area else f"{area:.3f}")
            for a, b, n, told, had, area in rows
        ]
        self.stdout.write(table([heading, *cells]) if rows else "No reading of it has been reviewed yet.")
        if options["report"]:
            return
        renewed, path = recalibrate(cards[0], timezone.localdate())
        for note in renewed.notes:
            self.stdout.write(note)
        self.stdout.write(f"Written: {path.name}" if path else "The calibration stays as it is.")
