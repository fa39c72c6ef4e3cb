"""What clinicians signed, as truth for a calibration of this installation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings

from imaging.inference.calibration import newest
from imaging.inference.cards import Card
from imaging.inference.renewal import Judged, Renewed, renew
from imaging.models import Review
from imaging.records import Opinion


def judged(card: Card) -> list[Judged]:
    """Every finding of every reviewed film that this network read: the newest signed review of each study counts.

    Agreeing with "detected" or disagreeing with "not detected" says that it is there. Where either of the two could not tell,
    nothing is learned.
    """
    rows = Review.objects.filter(reading__model__sha256=card.sha256, followed_by__isnull=True)
    rows = rows.select_related("reading").order_by("study_id", "-signed_at").distinct("study_id")
    return [one for review in rows.iterator(500) for one in _of(review)]


def recalibrate(card: Card, today: date) -> tuple[Renewed, Path | None]:
    """Write a new version beside the earlier ones, where that is better. Films are read anew with it by the sweeper."""
    folder = folder_of(card)
    renewed = renew(
        newest([card.folder, folder], card.sha256), card.sha256, card.name, judged(card), _version(folder, today), today
    )
    if renewed.calibration is None:
        return renewed, None
    folder.mkdir(parents=True, exist_ok=True)
    return renewed, renewed.calibration.save(folder)


def folder_of(card: Card) -> Path:
    """Where this installation keeps calibrations of a model."""
    return Path(settings.MODELS_ROOT) / "calibrations" / card.name


def _of(review: Review) -> Iterator[Judged]:
    for finding in review.reading.findings:
        opinion, verdict = review.opinions.get(finding["label"]), finding["verdict"]
        if verdict == "cannot_tell" or opinion not in (Opinion.AGREE, Opinion.DISAGREE):
            continue
        yield Judged(
            label=finding["label"],
            logit=finding["logit"],
            told=finding.get("risk"),
            present=(verdict == "detected") == (opinion == Opinion.AGREE),
            read_on=review.reading.created_at.date(),
        )


def _version(folder: Path, today: date) -> str:
    """Sorts behind what was shipped on the same day."""
    earlier = len(list(folder.glob(f"calibration-{today.isoformat()}.local*.json")))
    return f"{today.isoformat()}.local{earlier + 1}"
