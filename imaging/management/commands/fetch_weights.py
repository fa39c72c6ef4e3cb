"""`manage.py fetch_weights [NAME]`: bring published weights in, convert them, and enable them if they answer as published."""

from __future__ import annotations

import csv
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from numpy.typing import NDArray

from imaging.downloads import NotDownloaded, download
from imaging.inference.cards import file_sha256, found
from imaging.inference.convert import SIZE, CannotInstall, Evidence, install
from imaging.inference.decode import decode
from imaging.inference.film import Refused
from imaging.inference.prepare import model_input
from imaging.inference.registry import ENTRIES, Acceptance, Entry, LabelledFilms, PublishedOutputs

FILM_BYTES = 2 * 1024 * 1024


class Command(BaseCommand):
    """Without a name: what there is, what is installed and what keeps a model from reading."""

    help = "Install a network that reads chest X-rays from published weights."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", choices=sorted(ENTRIES))
        parser.add_argument("--from-file", type=Path, metavar="FILE", help="a checkpoint that was brought along")
        parser.add_argument("--sha256", help="its sha256, for an entry without a pin: you vouch for it")
        parser.add_argument("--film", type=Path, help="the acceptance film, for a machine without network")
        parser.add_argument("--films", type=Path, help="a folder of labelled films, where no outputs are published")
        parser.add_argument(
            "--labels", type=Path, help="their labels: a CSV with a column image and one for each finding"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if options["name"] is None:
            return self._list()
        entry = ENTRIES[options["name"]]
        if not (find_spec("torch") and find_spec("monai")):
            raise CommandError("Converting weights needs torch and MONAI: pip install -r requirements.txt")
        with tempfile.TemporaryDirectory(prefix="fetch-") as folder:
            try:
                checkpoint, sha256 = self._checkpoint(entry, Path(folder), options)
                evidence = self._evidence(entry.acceptance, Path(folder), options)
                card = install(entry, checkpoint, sha256, evidence, settings.MODELS_ROOT)
            except (NotDownloaded, CannotInstall) as error:
                raise CommandError(str(error)) from None
        if card.problem:
            raise CommandError(f"{card.name} was converted but stays off. {card.problem}")
        self.stdout.write(f"{card.name} reads from now on. Workers take it up with the next film.")
        return None

    def _list(self) -> None:
        there = {card.name: card for card in found(settings.MODELS_ROOT)}
        for name in sorted({*there, *ENTRIES}):
            state = "not installed" if name not in there else there[name].problem or "installed"
            self.stdout.write(f"{name}: {state}")

    def _checkpoint(self, entry: Entry, folder: Path, options: dict[str, Any]) -> tuple[Path, str]:
        """Where the file lies, and the sha256 that it must have."""
        if options["from_file"]:
            pin = entry.sha256 or options["sha256"]
            if not pin:
                raise CommandError(entry.refusal)
            if not options["from_file"].is_file():
                raise CommandError(f"There is no file {options['from_file']}.")
            return options["from_file"], pin
        if entry.refusal or not (entry.sha256 and entry.size_bytes):
            raise CommandError(entry.refusal)
        place = folder / "checkpoint"
        download(entry.url, place, sha256=entry.sha256, most_bytes=entry.size_bytes, exact_bytes=entry.size_bytes)
        return place, entry.sha256

    def _evidence(self, acceptance: Acceptance, folder: Path, options: dict[str, Any]) -> Evidence:
        if isinstance(acceptance, LabelledFilms):
            return labelled(options["films"], options["labels"])
        return published(acceptance, folder, options["film"])


def published(acceptance: PublishedOutputs, folder: Path, brought: Path | None) -> Evidence:
    """The one film that outputs are published for; only the very film counts."""
    place = brought or folder / acceptance.film
    if brought is None:
        download(acceptance.film_url, place, sha256=acceptance.film_sha256, most_bytes=FILM_BYTES)
    elif not brought.is_file() or file_sha256(brought) != acceptance.film_sha256:
        raise CommandError(f"{brought} is not {acceptance.film} as it was published.")
    return Evidence([seen(place)])


def labelled(folder: Path | None, table: Path | None) -> Evidence:
    """Films of a folder with what a table says of each; films that the table does not name are left out."""
    if folder is None or table is None:
        raise CommandError(
            "No outputs of this network are published. Bring labelled films: --films FOLDER --labels FILE.csv."
        )
    try:
        with table.open(newline="", encoding="utf-8-sig") as file:
            rows = [row for row in csv.DictReader(file) if row.get("image") and (folder / row["image"]).is_file()]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise CommandError(f"{table} is not a readable table.") from None
    truth = [{label: int(value) for label, value in row.items() if value in ("0", "1")} for row in rows]
    return Evidence([seen(folder / row["image"]) for row in rows], truth)


def seen(film: Path) -> NDArray[np.float32]:
    """A film as the network gets to see it."""
    try:
        return model_input(decode(film).pixels, SIZE)
    except Refused as refused:
        raise CommandError(f"{film}: {refused.reason.words}") from None
