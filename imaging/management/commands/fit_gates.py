"""`manage.py fit_gates --films FOLDER`: fit the gate anew and measure it on films held out by patient."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

SEED = 20261120


class Command(BaseCommand):
    help = "Fit the gates that films pass before they are read, and measure them on films that were held out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--films", type=Path, required=True, help="folder with nih_dev/ and pneumoniamnist_dev.npz")
        parser.add_argument(
            "--measure-only", action="store_true", help="change nothing; print what a fit would measure"
        )

    def handle(self, *args: Any, films: Path, measure_only: bool, **options: Any) -> None:
        import numpy as np

        from imaging.inference import gates, gates_fit

        found = films_of(films)
        figures = cross_validated(found)
        for name, share in figures.items():
            self.stdout.write(f"{name:>28}: {share:7.2%} pass as films")
        if measure_only:
            return
        gate = gates_fit.fit(found, seed=SEED)
        stored: dict[str, Any] = {name: layer.astype(np.float16) for name, layer in gate.stored().items()}
        np.savez_compressed(gates.FITTED, **stored)
        gates.CARD.write_text(json.dumps(card(found, figures), indent=2) + "\n")
        self.stdout.write(f"Written: {gates.FITTED.name}, {gates.CARD.name}")


def films_of(folder: Path) -> Any:
    import numpy as np
    from PIL import Image

    from imaging.inference.gates import inside
    from imaging.inference.gates_fit import FILM_SIDE, Films
    from imaging.inference.prepare import thumbnail

    paths = sorted((folder / "nih_dev").glob("*.jpg"))
    if not paths:
        raise CommandError(f"No films in {folder / 'nih_dev'}.")
    large = [thumbnail(inside(np.asarray(Image.open(path).convert("L"))), FILM_SIDE) for path in paths]
    with np.load(folder / "pneumoniamnist_dev.npz", allow_pickle=False) as stored:
        small = [thumbnail(inside(film), FILM_SIDE) for film in stored["train_images"]]
    return Films(large, small)


def cross_validated(films: Any) -> dict[str, float]:
    """By kind of picture, the share that passes a gate which was fitted without these films; chance pictures are new ones too."""
    import numpy as np

    from imaging.inference import gates_fit
    from imaging.inference.not_films import not_film

    passed: dict[str, list[float]] = {}
    for number in range(gates_fit.FOLDS):
        fitted_on, held_out = films.fold(number)
        gate = gates_fit.fit(fitted_on, seed=SEED + number)
        rng = np.random.default_rng(SEED + 100 + number)
        kinds = {f"adult, {name}": shown for name, shown in gates_fit.turned(held_out.large).items()}
        kinds |= {f"child, {name}": shown for name, shown in gates_fit.turned(held_out.small).items()}
        kinds["drawn from chance"] = [not_film(rng) for _ in range(1000)]
        for name, shown in kinds.items():
            passed.setdefault(name, []).append(gates_fit.measure(gate, shown))
    return {name: sum(shares) / len(shares) for name, shares in passed.items()}


def card(films: Any, figures: dict[str, float]) -> dict[str, Any]:
    return {
        "name": "gates",
        "fitted_on": {
            "adult films": f"{len(films.large)} frontal films of the NIH Clinical Center, one per patient, ages 2 to 86",
            "children's films": f"{len(films.small)} films at 28 x 28 pixels (PneumoniaMNIST train, Kermany et al., CC BY 4.0)",
            "pictures that are no films": "pictures drawn from chance, and small parts of the films",
        },
        "seed": SEED,
        "passes_held_out": {name: round(share, 4) for name, share in figures.items()},
        "how": "4 folds; adult films by patient, children's films by picture because their set names no patients",
        "cannot_tell": ["mirrored films", "views from the side without a DICOM tag", "other X-rays of similar outline"],
    }
