"""`manage.py train_reader --data FILE.npz`: the demonstration model from its films, the same each time, in minutes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from imaging.inference.cards import EMBEDDED


class Command(BaseCommand):
    """Trains on the training films alone; the validation films calibrate and measure."""

    help = "Train the demonstration model that reads pneumonia on small films of children."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", type=Path, required=True, metavar="FILE.npz", help="PneumoniaMNIST at 28 pixels")
        parser.add_argument("--out", type=Path, default=EMBEDDED, help="the folder of models to write into")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            from imaging.inference.demonstration import Films, UnreadableFilms, make
        except ImportError:
            raise CommandError("Training needs torch and MONAI: pip install -r requirements.txt") from None
        try:
            films = Films.read(options["data"])
        except UnreadableFilms as error:
            raise CommandError(str(error), returncode=2) from None
        if films.dropped:
            self.stdout.write(
                f"{films.dropped} training films left out: they lie among the validation films or come twice."
            )
        card = make(films, options["out"], date.today(), self.stdout.write)
        for name, value in card.body["evaluation"]["figures"].items():
            self.stdout.write(f"{name}: {value}")
        self.stdout.write(card.problem or f"{card.name} {card.version} is written.")
