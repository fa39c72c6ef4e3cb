"""`manage.py fetch_encoder`: the encoder's weights, from a folder or from where they are published, and its graph."""

from __future__ import annotations

import shutil
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from praxia.lib import embeddings
from praxia.lib.encoder_weights import SHA256, WrongWeights, verified

PUBLISHED = "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/main"
TIMEOUT_S = 60


class Command(BaseCommand):
    help = "Get the weights for search by meaning (91 MB, all-MiniLM-L6-v2) and build their graph. Twice is once."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="source", default="", help="a folder, or an address below which both files lie"
        )

    def handle(self, *_: Any, source: str = "", **__: Any) -> None:
        begun = time.monotonic()
        if source or embeddings.encoder() is None:
            self._fetch(source or PUBLISHED, Path(settings.ENCODER_ROOT))
        if embeddings.encoder() is None:
            raise CommandError("The weights are in place, and the encoder cannot be loaded. See the warning above.")
        self.stdout.write(
            f"Search by meaning is ready (encoder {embeddings.VERSION}, {time.monotonic() - begun:.0f} s)."
        )

    def _fetch(self, source: str, folder: Path) -> None:
        """Beside first, then in place: what is there is replaced only by what was verified."""
        beside = folder / "fetching"
        try:
            beside.mkdir(parents=True, exist_ok=True)
            for name in SHA256:
                self.stdout.write(f"Getting {name}")
                _get(source, name, beside / name)
            verified(beside)
            for name in SHA256:
                (beside / name).replace(folder / name)
        except WrongWeights as error:
            raise CommandError(f"{error} Nothing was put in place.") from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or type(error).__name__
            raise CommandError(
                f"The weights cannot be had from {source}: {reason}. Nothing was put in place."
            ) from None
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        embeddings.forget()


def _get(source: str, name: str, to: Path) -> None:
    if not source.startswith(("https://", "http://")):
        shutil.copyfile(Path(source).expanduser() / name, to)
        return
    # The operator names the address, and the hash decides: the guarded door for what people ask about is not needed here.
    with urllib.request.urlopen(f"{source.rstrip('/')}/{name}", timeout=TIMEOUT_S) as answer, to.open("wb") as file:  # noqa: S310
        shutil.copyfileobj(answer, file)
