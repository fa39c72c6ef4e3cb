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
        if not rows:
            self.stdout.write(
                "No signed review says yet what was on one of its films; where either could not tell, nothing is learned."
            )
        for label, month, films, told, had, area in rows:
            apart = "" if area != area else f", AUC {area:.3f}"  # nan: films of one kind alone
            self.stdout.write(
                f"{label}, {month}: {films} films, mean risk told {told:.3f}, clinicians saw it in {had:.3f}{apart}"
            )
        if options["report"]:
            return
        renewed, path = recalibrate(cards[0], timezone.localdate())
        for note in renewed.notes:
            self.stdout.write(note)
        self.stdout.write(f"Written: {path.name}" if path else "The calibration stays as it is.")
