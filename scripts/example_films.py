"""Writes docs/films.md: twelve films, each on the way of an uploaded file, and what is said of it.

    python scripts/example_films.py                                    drawn films, into docs
    python scripts/example_films.py --films FOLDER --to OUT [--most N]  your own, into a folder outside the repository

A test compares the page's words with what is said now. The drawn films come from tests/imaging/phantom.py; no person is on them.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from imaging.inference.prepare import Pixels
    from imaging.inference.readers import Reader, Reading

    Map = NDArray[np.float32]

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxia.settings")
SIDE, GAP, QUALITY = 280, 8, 78  # of a picture on the page, in pixels, and as WebP counts it
STRENGTH = 0.7  # of the map, as on the page of a result
HEAD = """# Twelve films, and what is said of each

Made by `scripts/example_films.py`. **The films are drawn, nobody was X-rayed:** formulas draw lungs, heart and ribs, and a
cloud where one is wanted. Each went the way of an uploaded file: decoded in a process of its own, checked, read by the
demonstration network, put into words. That network learned from children's films of 28 × 28 pixels, so its figures for drawn
films mean nothing; they show how a result looks. Where it read, the film stands on the left and under its map on the right."""


@dataclass(frozen=True)
class Example:
    title: str
    sent: str
    content: bytes


def drawn() -> Iterator[Example]:
    """The films of the page, as files."""
    import numpy as np
    from PIL import Image, ImageDraw

    from tests.imaging.dicoms import dicom
    from tests.imaging.phantom import chest
    from tests.imaging.setup import jpeg, png

    clear, cloudy, faint = chest(seed=1), chest(seed=0, cloud=1.6), chest(seed=4, cloud=0.8)
    twelve = faint.astype(np.uint16) << 4
    pale = (96 + clear * 0.22).astype(np.uint8)
    page = Image.new("L", (620, 800), 245)
    for line in range(26):
        ImageDraw.Draw(page).text(
            (40, 40 + 28 * line), "Chest film of Tuesday. The lungs are clear, the heart is of normal size."
        )
    named = Image.fromarray(clear)
    ImageDraw.Draw(named).text((330, 20), "SOMEBODY, NAME", fill=255, font_size=20)
    yield Example("Clear lungs", "PNG, 8 bits", png(clear))
    yield Example("A cloud in one lung", "JPEG", jpeg(cloudy))
    yield Example("A faint cloud", "PNG of 16 bits that holds 12", png(twelve))
    # Stored as white air on black bone, with an intercept and a window that shows half of the scale.
    stored = 4095 - (1000 + (clear.astype(np.uint16) << 3))
    tags = {
        "PhotometricInterpretation": "MONOCHROME1",
        "RescaleIntercept": -100,
        "RescaleSlope": 1,
        "PatientAge": "004Y",
    }
    yield Example(
        "DICOM in which black is white",
        "DICOM, 12 bits, MONOCHROME1, window 1975 ± 1020",
        dicom(stored, WindowCenter=1975, WindowWidth=2040, **tags),
    )
    yield Example("Little contrast", "PNG", png(pale))
    yield Example("Black and white exchanged", "PNG", png(255 - clear))
    yield Example("Lying on its side", "PNG", png(np.ascontiguousarray(np.rot90(clear))))
    yield Example("Too small", "PNG of 120 × 120 pixels", png(chest(120, 120, seed=1)))
    yield Example("A page of text", "PNG of 620 × 800 pixels", png(np.asarray(page)))
    yield Example("All black", "PNG", png(np.zeros((512, 512), np.uint8)))
    yield Example("From the side, as its file says", "DICOM, ViewPosition LL", dicom(ViewPosition="LL"))
    yield Example(
        "A name written into the picture",
        "DICOM, BurnedInAnnotation YES",
        dicom(np.asarray(named), BurnedInAnnotation="YES", WindowCenter=128, WindowWidth=256),
    )


def own(films: str, most: int) -> Iterator[Example]:
    """Files of a folder, or films of an array; small ones are enlarged by whole pixels, because the checks want 224."""
    import numpy as np

    from tests.imaging.setup import png

    archive, _, key = films.rpartition(":")
    if not archive:
        for path in sorted(path for path in Path(films).iterdir() if path.is_file())[:most]:
            yield Example(path.name, "a file of yours", path.read_bytes())
        return
    for number, film in enumerate(np.load(archive, allow_pickle=False)[key][:most]):
        times = -(-224 // min(film.shape))
        yield Example(f"{key} {number}", "a film of your array", png(film.repeat(times, 0).repeat(times, 1)))


def page(examples: Iterable[Example], pictures: Path | None = None) -> Iterator[str]:
    """The page, line by line; with `pictures` its pictures are written there."""
    import django

    django.setup()
    from imaging.inference.cards import EMBEDDED, read_card
    from imaging.inference.readers import open_reader

    reader = open_reader(read_card(EMBEDDED / "pneumonia-demo"))
    yield HEAD if not pictures or pictures.parent == ROOT / "docs" else "# Films, and what is said of each"
    for number, example in enumerate(examples, 1):
        said, picture = result(example, reader)
        yield f"\n## {number}. {example.title}\n\nSent: {example.sent}.\n"
        if picture:
            yield f"![{example.title}](films/{number:02}.webp)\n"
            if pictures:
                picture.save(pictures / f"{number:02}.webp", quality=QUALITY, method=6)
        yield from said


def result(example: Example, reader: Reader) -> tuple[list[str], Image.Image | None]:
    """What is said of one file, and what is shown: nothing where it could not be decoded."""
    from imaging.inference.decode import decode
    from imaging.inference.film import Refused
    from imaging.inference.gates import check
    from imaging.records import HELD

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sent"
        path.write_bytes(example.content)
        try:
            film = decode(path)
        except Refused as refused:
            return ["**Not read.**", refused.reason.words], None
    if film.meta.get("burned_in"):
        return [f"**Held.** {HELD}"], beside(film.pixels)
    quality = check(film.pixels, film.meta)
    if not quality.accepted:
        return [f"**Not read.** {' '.join(reason.words for reason in quality.reasons)}"], beside(film.pixels)
    read = reader.read(film.pixels)
    warnings = [*(one["words"] for one in film.meta.get("warnings", [])), *(one.words for one in quality.warnings)]
    return list(spoken(read, warnings)), beside(film.pixels, read.findings[0].cam)


def spoken(read: Reading, warnings: list[str]) -> Iterator[str]:
    """The words of a result page, from the same places."""
    from imaging.reading import stored
    from imaging.wording import VERDICTS, explained, percent, times

    findings = [stored(one) for one in read.findings]
    explanation = explained(findings, demonstration=read.model.kind == "demonstration", triage=None)
    yield f"**Read.** {explanation['text']}\n"
    for one in findings:
        low, high = (percent(end) for end in one["interval"])
        band = " and ".join(percent(end) for end in one["band"])
        usual = f"{percent(one['base_rate'])} (this is {times(one['ratio'])} that)"
        yield f"- {one['label']}, {VERDICTS[one['verdict']]}. Risk {percent(one['risk'])} ({low} to {high}), usual where it was"
        yield f"  measured {usual}, threshold {percent(one['threshold'])}, nobody can tell between {band}."
    yield from (f"- {words}" for words in (*warnings, *explanation["next_steps"]))


def beside(pixels: Pixels, cam: Map | None = None) -> Image.Image:
    """The film, and beside it the film under its map as strong as a page shows it at first."""
    from PIL import Image

    from imaging.inference.cam import overlay
    from imaging.inference.prepare import shrunk

    small = shrunk(pixels, SIDE)
    film = Image.fromarray(small if small.dtype == "uint8" else (small >> 8).astype("uint8")).convert("RGB")
    if cam is None:
        return film
    chart = Image.open(io.BytesIO(overlay(cam, film.height, film.width)))
    chart.putalpha(chart.getchannel("A").point(lambda value: round(value * STRENGTH)))
    both = Image.new("RGB", (2 * film.width + GAP, film.height), "white")
    both.paste(film, (0, 0))
    both.paste(Image.alpha_composite(film.convert("RGBA"), chart).convert("RGB"), (film.width + GAP, 0))
    return both


def main() -> None:
    asked = argparse.ArgumentParser(description="A page of films and what is said of each.")
    asked.add_argument("--films", metavar="FOLDER or FILE.npz:KEY", help="without it films are drawn")
    asked.add_argument(
        "--to", type=Path, help="the folder for the page; your films are never written into the repository"
    )
    asked.add_argument("--most", type=int, default=10)
    given = asked.parse_args()
    if given.films and (not given.to or given.to.resolve().is_relative_to(ROOT)):
        raise SystemExit("Please name a folder outside this repository with --to: films of people do not belong here.")
    to = given.to or ROOT / "docs"
    (to / "films").mkdir(parents=True, exist_ok=True)
    examples = own(given.films, given.most) if given.films else drawn()
    lines = list(page(examples, to / "films"))
    (to / "films.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
