"""`evaluate imaging`: how well the installed network reads labelled films, and which pictures the gates stop."""

from __future__ import annotations

import csv
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from praxia.evaluation.lines import Unreadable, progress, write
from praxia.evaluation.shares import table, told

if TYPE_CHECKING:
    import numpy as np

    from imaging.inference.readers import Finding, Reader

HELP = "Read labelled films with the installed network."
LEAST_EACH = 5  # films with and without a finding; below this a subgroup has no AUC worth printing
AGES = ((0, 18), (18, 40), (40, 65), (65, 200))


@dataclass(frozen=True, slots=True)
class Read:
    """One film. `row` holds its labels and what is known of the person; `reasons` are codes of the gates."""

    name: str | int
    row: Mapping[str, str]
    findings: tuple[Finding, ...]
    reasons: tuple[str, ...]
    ms: float


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of this kind."""
    parser.add_argument(
        "--images",
        required=True,
        metavar="FILE.npz:KEY or FOLDER",
        help="an array (n, h, w) uint8, or pictures and DICOM files",
    )
    parser.add_argument(
        "--labels", metavar="FILE.csv or KEY", help="columns image and findings; or an array of the same file"
    )
    parser.add_argument("--model", metavar="NAME", help="an installed network; otherwise the one that reads by default")
    parser.add_argument("--show", action="store_true", help="list every film that was read wrongly")
    parser.add_argument(
        "--predictions", type=Path, metavar="OUT.jsonl", help="write what was answered, one JSON object a line"
    )


def run(options: dict[str, Any], out: Callable[[str], None]) -> None:
    """Read the films and print the tables. Raises Unreadable."""
    reader = _reader(options["model"])
    films = _array(options, reader) if ":" in options["images"] else _folder(options, reader)
    read = list(films)
    info = reader.info
    out(f"{len(read)} films, {info.name} {info.version}, calibration {info.calibration or 'none'}")
    out(info.notice)
    for line in _report(read, [label for label in reader.card.labels if label]):
        out(line)
    if options["show"]:
        for line in _misses(read):
            out(line)
    if options["predictions"]:
        write(options["predictions"], [_prediction(one) for one in read])


def _reader(name: str | None) -> Reader:
    from django.conf import settings

    from imaging.inference.cards import found
    from imaging.inference.readers import installed, open_reader

    cards = (
        [card for card in found(settings.MODELS_ROOT) if card.name == name] if name else installed(settings.MODELS_ROOT)
    )
    if not cards or cards[0].problem:
        raise Unreadable(
            settings.MODELS_ROOT, 0, cards[0].problem if cards else f"no network {name or ''} is installed"
        )
    return open_reader(cards[0], settings.MODELS_ROOT)


def _array(options: dict[str, Any], reader: Reader) -> Iterator[Read]:
    """Films of one array are prepared films, as data sets hold them: the gates are for files, and are not asked."""
    import numpy as np

    path, _, key = options["images"].rpartition(":")
    films = _member(Path(path), key)
    if films.ndim != 3 or films.dtype != np.uint8:
        raise Unreadable(Path(path), 0, f"{key} is {films.shape} {films.dtype}; (n, h, w) uint8 is needed")
    rows = _array_labels(Path(path), options["labels"], len(films), [label for label in reader.card.labels if label])
    for index, (film, row) in enumerate(progress(list(zip(films, rows, strict=True)))):
        begun = time.perf_counter()
        findings = reader.read(film).findings
        yield Read(index, row, findings, (), (time.perf_counter() - begun) * 1000)


def _array_labels(path: Path, key: str | None, count: int, labels: list[str]) -> list[dict[str, str]]:
    if key is None:
        return [{}] * count
    if key.endswith(".csv"):
        rows = _rows(Path(key))
        if len(rows) != count:
            raise Unreadable(Path(key), 0, f"{len(rows)} rows for {count} films")
        return rows
    found = _member(path, key)
    if len(found) != count or found.size != count * len(labels):
        raise Unreadable(path, 0, f"{key} is {found.shape}; one column for each of {', '.join(labels)} is needed")
    return [dict(zip(labels, map(str, row), strict=True)) for row in found.reshape(count, len(labels)).astype(int)]


def _member(path: Path, key: str) -> np.ndarray:
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as archive:
            return archive[key]
    except FileNotFoundError:
        raise Unreadable(path, 0, "no such file") from None
    except KeyError:
        raise Unreadable(path, 0, f"it holds no array {key}") from None
    except (OSError, EOFError, BadZipFile, ValueError, TypeError, AttributeError):
        raise Unreadable(path, 0, "not an .npz file of plain arrays") from None


def _folder(options: dict[str, Any], reader: Reader) -> Iterator[Read]:
    from imaging.inference.decode import decode
    from imaging.inference.film import Refused
    from imaging.inference.gates import check

    folder = Path(options["images"])
    if not folder.is_dir():
        raise Unreadable(folder, 0, "neither a folder nor FILE.npz:KEY")
    rows = {row["image"]: row for row in _rows(Path(options["labels"]), "image")} if options["labels"] else {}
    for path in progress(sorted(one for one in folder.iterdir() if one.is_file())):
        row, begun = rows.get(path.name, {}), time.perf_counter()
        findings: tuple[Finding, ...] = ()
        try:
            film = decode(path)
            quality = check(film.pixels, film.meta)
            reasons = tuple(reason.code for reason in quality.reasons)
            if quality.accepted:
                findings = reader.read(film.pixels).findings
        except Refused as refused:
            reasons = (refused.reason.code,)
        yield Read(path.name, row, findings, reasons, (time.perf_counter() - begun) * 1000)


def _rows(path: Path, *needed: str) -> list[dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        raise Unreadable(path, 0, "no such file") from None
    except (OSError, UnicodeDecodeError, csv.Error):
        raise Unreadable(path, 0, "not a readable CSV file") from None
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values() or not all(row.get(name) for name in needed):
            raise Unreadable(path, number, "the row does not fit its heading")
    return rows


def _report(read: list[Read], labels: list[str]) -> Iterator[str]:
    refused = [one for one in read if one.reasons]
    if refused:
        yield f"refused: {told(len(refused), len(read))}"
        counted = Counter(reason for one in refused for reason in one.reasons)
        yield table([("reason", "films"), *((reason, str(count)) for reason, count in counted.most_common())])
    shown = [one for one in read if one.findings]
    heading = ("finding", "films", "with it", "AUC [95 %]", "ECE", "Brier", "sensitivity", "specificity", "cannot tell")
    rows = [row for place, label in enumerate(labels) if (row := _row(shown, place, label))]
    if rows:
        yield table([heading, *rows])
    for place, label in enumerate(labels):
        yield from _details(shown, place, label)
    times = sorted(one.ms for one in shown)
    if times:
        yield f"time: median {times[len(times) // 2]:.2f} ms, longest {times[-1]:.2f} ms"


def _labelled(read: list[Read], label: str) -> list[tuple[Read, float]]:
    key = label.lower().replace(" ", "_")
    found = []
    for one in read:
        values = {name.lower().replace(" ", "_"): value for name, value in one.row.items()}
        if values.get(key) in ("0", "1", "0.0", "1.0"):
            found.append((one, float(values[key])))
    return found


def _figures(films: list[tuple[Read, float]], place: int) -> tuple[np.ndarray, np.ndarray]:
    """Truth and risk (or raw score) of one finding."""
    import numpy as np

    findings = [one.findings[place] for one, _ in films]
    given = [found.score if found.p is None else found.p for found in findings]
    return np.array([truth for _, truth in films]), np.array(given)


def _row(read: list[Read], place: int, label: str) -> tuple[str, ...] | None:
    from imaging.inference.metrics import auc_bounded, brier, calibration_error

    films = _labelled(read, label)
    if not films:
        return None
    truth, given = _figures(films, place)
    first = films[0][0].findings[place]
    area = auc_bounded(truth, given)
    cells = (label, str(len(films)), str(int(truth.sum())), f"{area.value:.4f} [{area.low:.4f}, {area.high:.4f}]")
    if not first.calibrated or first.threshold is None:
        return (*cells, "not calibrated", "-", "-", "-", "-")
    above = given >= first.threshold
    unsure = sum(one.findings[place].verdict == "cannot_tell" for one, _ in films)
    return (
        *cells,
        f"{calibration_error(truth, given):.4f}",
        f"{brier(truth, given):.4f}",
        _share(above[truth == 1]),
        _share(~above[truth == 0]),
        _share_of(unsure, len(films)),
    )


def _share(marks: np.ndarray) -> str:
    return _share_of(int(marks.sum()), len(marks))


def _share_of(hits: int, total: int) -> str:
    return f"{100 * hits / total:.1f} %" if total else "-"


def _details(read: list[Read], place: int, label: str) -> Iterator[str]:
    from imaging.inference.metrics import auc_bounded, reliability

    films = _labelled(read, label)
    truth, given = _figures(films, place)
    if min(truth.sum(), len(truth) - truth.sum()) < LEAST_EACH:
        return
    if films[0][0].findings[place].calibrated:
        yield f"\n{label}: told and found, in bins of equal count"
        rows = [(str(one.films), f"{one.told:.3f}", f"{one.had:.3f}") for one in reliability(truth, given)]
        yield table([("films", "mean risk told", "share with it"), *rows])
    groups = []
    for name, members in _groups(films):
        inside, theirs = _figures(members, place)
        if min(inside.sum(), len(inside) - inside.sum()) >= LEAST_EACH:
            area = auc_bounded(inside, theirs)
            cells = (str(len(inside)), str(int(inside.sum())), f"{area.value:.3f} [{area.low:.3f}, {area.high:.3f}]")
            groups.append((name, *cells, f"{theirs.mean():.3f}", f"{inside.mean():.3f}"))
    if groups:
        yield f"\n{label}: by group (at least {LEAST_EACH} films of each kind)"
        yield table([("group", "films", "with it", "AUC [95 %]", "mean told", "share with it"), *groups])


def _groups(films: list[tuple[Read, float]]) -> Iterator[tuple[str, list[tuple[Read, float]]]]:
    for key in ("sex", "view"):
        for value in sorted({one.row.get(key, "") for one, _ in films} - {""}):
            yield f"{key} {value}", [film for film in films if film[0].row.get(key) == value]
    for low, high in AGES:
        members = [film for film in films if (age := _age(film[0].row)) is not None and low <= age < high]
        if members:
            yield f"age {low} to {high - 1}" if high < 200 else f"age {low} and over", members


def _age(row: Mapping[str, str]) -> float | None:
    try:
        return float(row["age"])
    except (KeyError, ValueError):
        return None


def _misses(read: list[Read]) -> Iterator[str]:
    for one in read:
        for found in one.findings:
            truth = next((value for _, value in _labelled([one], found.label)), None)
            given = found.score if found.p is None else found.p
            if truth is not None and (given >= (found.threshold or 0.5)) != bool(truth):
                yield f"{one.name}: {found.label} {given:.3f}, {'there' if truth else 'not there'} ({found.verdict})"
        if one.reasons:
            yield f"{one.name}: refused, {', '.join(one.reasons)}"


def _prediction(one: Read) -> dict[str, Any]:
    scores = {found.label: round(found.score if found.p is None else found.p, 6) for found in one.findings}
    told_: dict[str, Any] = {"index" if isinstance(one.name, int) else "image": one.name}
    if len(scores) == 1:
        told_["p"] = next(iter(scores.values()))
    calibrated = bool(one.findings) and all(found.calibrated for found in one.findings)
    return told_ | {
        "scores": scores,
        "calibrated": calibrated,
        "refused": bool(one.reasons),
        "reasons": list(one.reasons),
        "ms": round(one.ms, 3),
    }
