"""Reading a film as work: received, decoded, checked, read, explained. A run that dies is taken up again by the sweeper."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from imaging import explaining, signals, wire, wording
from imaging.films import film_blank, film_keep, film_of, forget, overlays_keep, report_keep
from imaging.inference.cards import Card, installed
from imaging.inference.decode import decode
from imaging.inference.film import Quality, Refused
from imaging.inference.limits import LIMITS
from imaging.models import Reading, Study, path_of
from imaging.records import EXPLAIN, Status, Step
from praxia.lib import work
from praxia.lib.journal import JournalWriter, Superseded

if TYPE_CHECKING:
    from imaging.inference.prepare import Pixels
    from imaging.inference.readers import Reading as Read

log = logging.getLogger(__name__)

STEPS = tuple(Step)
WORDS = {
    Step.RECEIVED: "The file is here",
    Step.DECODED: "The picture is decoded; names and numbers are left out",
    Step.CHECKED: "It is checked whether it is an upright chest film",
    Step.READ: "The film is read",
    Step.EXPLAINED: "The result is put into words",
}
NOT_FINISHED = "The film could not be read to the end."
WRONG_MODEL = "The installed model did not pass its own check, so it read nothing. The film is kept."
YOUNG = "0-9"
OTHER_AGE = (
    "The file says that this person is {} years old. The demonstration knows films of young children alone: "
    "its number says nothing here."
)
REFRESHED_AT_ONCE = 20
FIELDS = ("sent", "film", "picture", "small", "dicom", "meta", "quality", "explanation", "reading")


def read(study_id: str) -> None:
    """Read the study with this id. Quiet when there is nothing to do: finished, gone, or in other hands."""
    study = _claim(study_id)
    if study is None:
        return
    had = set(study.names)
    try:
        with JournalWriter(study.journal, study.run) as journal:
            _read(journal, study)
            _finish(journal, study, had)
    except Superseded:
        log.info("study %s: run %s was superseded", study.pk, study.run)
        _clear(study)


def withdraw(study: Study) -> None:
    """Stop an explanation that nobody has begun."""
    if taken := _claim(study.pk):
        with JournalWriter(taken.journal, taken.run) as journal:
            _not_explained(taken)
            _finish(journal, taken, set(taken.names))


def sweep() -> Iterator[UUID]:
    return work.sweep(Study.objects.all(), give_up=_give_up)


def outdated() -> list[UUID]:
    """Ids of studies that are queued again because a model came or changed; what they say stays until they are read."""
    cards = installed(settings.MODELS_ROOT)
    if not cards or not _opens(cards[0]):
        return []
    current = Q(reading__model__sha256=cards[0].sha256, reading__model__calibration=_calibration(cards[0]))
    old = Study.objects.filter(Q(status=Status.MODEL_NOT_INSTALLED) | Q(status=Status.COMPLETE) & ~current)
    found = list(old.order_by("-created_at").values_list("pk", flat=True)[:REFRESHED_AT_ONCE])
    return [pk for pk in found if again(pk)]


def _opens(card: Card) -> bool:
    """A model that does not pass its own check would be tried again and again."""
    from imaging.inference.readers import WrongWeights, open_reader

    try:
        open_reader(card, settings.MODELS_ROOT / "calibrations")
    except WrongWeights:
        return False
    return True


def again(study_id: UUID) -> bool:
    """Queue a finished study once more, with a journal of its own."""
    study = Study.objects.filter(pk=study_id).exclude(film="").first()
    if study is None or study.is_open:
        return False
    study.journal.forget()
    same = Study.objects.filter(pk=study_id, status=study.status, run=study.run)
    return bool(same.update(status=Status.QUEUED, run=0, finished_at=None, error=None))


def _read(journal: JournalWriter, study: Study) -> None:
    """Every way to end leaves its status on the row."""
    study.error = None
    if _not_explained(study):
        return explaining.explain(journal, study)
    _tell(journal, Step.RECEIVED)
    try:
        pixels = film_of(study) if study.film else _decoded(journal, study)
        _tell(journal, Step.DECODED)
        if study.meta.pop("blank", False):
            film_blank(study, pixels)
            study.status = Status.HELD
        if study.status != Status.HELD and _accepted(journal, study, pixels):
            _read_by_model(journal, study, pixels)
    except Refused as refused:
        study.status = Status.REFUSED
        study.error = {"code": refused.problem, "detail": refused.reason.words, "retryable": False}
        study.quality = {"accepted": False, "reasons": [asdict(refused.reason)], "warnings": []}
        study.explanation = {"text": refused.reason.words, "next_steps": []}


def _claim(study_id: str | UUID) -> Study | None:
    return work.claim(Study.objects.select_related("owner", "reading"), study_id)


def _not_explained(study: Study) -> bool:
    """Whether this run was only to explain a film that is read already; then it is as it was before somebody asked."""
    if asked := bool(study.meta.pop(EXPLAIN, False)):
        study.status = Status.COMPLETE
    return asked


def _decoded(journal: JournalWriter, study: Study) -> Pixels:
    sent = path_of(study.sent)
    salt = salted_hmac("imaging.uids", str(study.owner_id)).hexdigest()
    try:
        decoded = decode(sent, limits=LIMITS, salt=salt, tick=journal.poll)
    except FileNotFoundError:
        words = "The file is no longer there. Please send it again."
        raise Refused("UNREADABLE_FILE", "gone", words) from None
    study.meta = decoded.meta | {"bits": decoded.bits}
    film_keep(study, decoded)
    if decoded.meta.get("burned_in") and not study.meta.get("released"):
        study.status = Status.HELD
    return decoded.pixels


def _accepted(journal: JournalWriter, study: Study, pixels: Pixels) -> bool:
    from imaging.inference.gates import check

    quality = check(pixels, study.meta | {"view_told": study.view})
    study.quality = _quality(quality, study.meta.get("warnings", []))
    _tell(journal, Step.CHECKED)
    if not quality.accepted:
        study.status = Status.REFUSED
        study.explanation = {"text": " ".join(reason.words for reason in quality.reasons), "next_steps": []}
    return quality.accepted


def _quality(quality: Quality, noted: list[dict[str, str]]) -> dict[str, Any]:
    warnings = [*noted, *(asdict(one) for one in quality.warnings)]
    return {"accepted": quality.accepted, "reasons": [asdict(one) for one in quality.reasons], "warnings": warnings}


def _read_by_model(journal: JournalWriter, study: Study, pixels: Pixels) -> None:
    from imaging.inference.readers import WrongWeights, open_reader

    cards = installed(settings.MODELS_ROOT)
    if not cards:
        study.status = Status.MODEL_NOT_INSTALLED
        study.explanation = {"text": "No model is installed, so the film was kept and not read.", "next_steps": []}
        return
    try:
        found = open_reader(cards[0], settings.MODELS_ROOT / "calibrations").read(pixels)
    except WrongWeights:
        study.status = Status.MODEL_NOT_INSTALLED
        study.explanation = {"text": WRONG_MODEL, "next_steps": []}
        return
    _tell(journal, Step.READ)
    if cards[0].is_demonstration:
        _of_another_age(study)
    study.reading = _keep(study, found, pixels)
    study.explanation = wording.explained(
        study.reading.findings, demonstration=study.reading.is_demonstration, triage=study.triage
    )
    study.reading.study = study
    study.reading.report = report_keep(study.reading)
    study.reading.save(update_fields=["report"])
    study.status = Status.COMPLETE
    _tell(journal, Step.EXPLAINED)


def _of_another_age(study: Study) -> None:
    told = study.meta.get("age_band", YOUNG)
    if study.quality and told != YOUNG:
        study.quality["warnings"].append({"code": "other_age", "words": OTHER_AGE.format(told)})


def _calibration(card: Card) -> str | None:
    from imaging.inference.calibration import newest

    found = newest([card.folder, settings.MODELS_ROOT / "calibrations" / card.name], card.sha256)
    return found.version if found else None


def _keep(study: Study, found: Read, pixels: Pixels) -> Reading:
    """The reading beside the ones before it, unless this run was superseded meanwhile."""
    overlays = overlays_keep(found, pixels)
    with transaction.atomic():
        row = Study.objects.select_for_update().filter(pk=study.pk, run=study.run, status=Status.RUNNING).first()
        if row is None:
            forget(overlays.values())
            raise Superseded(str(study.pk))
        newest = row.readings.first()
        return Reading.objects.create(
            study=row,
            number=newest.number + 1 if newest else 1,
            model=asdict(found.model),
            findings=[stored(one) for one in found.findings],
            overlays=overlays,
        )


def stored(finding: Any) -> dict[str, Any]:
    """A finding as the public contract names its parts. Without calibration there is a score and no risk."""
    from imaging.inference.cam import zones

    common = {
        "label": finding.label,
        "verdict": finding.verdict,
        "calibrated": finding.calibrated,
        "zones": list(zones(finding.cam)),
    }
    if not finding.calibrated:
        return common | {"score": round(finding.score, 4), "logit": finding.logit}
    return common | {
        "risk": round(finding.p, 4),
        "interval": [round(end, 4) for end in finding.interval],
        "base_rate": finding.base_rate,
        "ratio": round(finding.ratio, 2),
        "threshold": finding.threshold,
        "band": list(finding.band) if finding.band else None,
        "logit": finding.logit,
    }


def _tell(journal: JournalWriter, step: Step) -> None:
    journal.event("progress", step=step, done=STEPS.index(step) + 1, of=len(STEPS), words=WORDS[step])


def _finish(journal: JournalWriter, study: Study, had: set[str]) -> None:
    """The row, then the last event. What was sent is removed once its film is kept or refused; so is a film that was replaced."""
    study.sent = ""
    work.settle(journal, study, FIELDS, wire.study_wire)
    forget(had - set(study.names))
    signals.changed(study)


def _clear(study: Study) -> None:
    """The files that this run wrote and no row names: the study was deleted meanwhile, or another run has it."""
    row = Study.objects.filter(pk=study.pk).first()
    forget(set(study.names) - set(row.names if row else ()))


def _give_up(study: Study) -> None:
    taken = _claim(study.pk)
    if taken is None:
        return
    if _not_explained(taken):
        explaining.broke_off(taken)
    else:
        taken.status = Status.FAILED
        then = "It is kept and can be read again." if taken.film else "It was not kept. Please send it again."
        taken.error = {"code": "INTERNAL_ERROR", "detail": f"{NOT_FINISHED} {then}", "retryable": True}
    with JournalWriter(taken.journal, taken.run) as journal:
        _finish(journal, taken, set(taken.names))
