"""Writes. Page, REST, socket, chat and admin that do one of these things call the same function here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from uuid import UUID

from django.db import IntegrityError, transaction

from imaging import access, explaining, reading, selectors, signals, tasks
from imaging.inference.decode_kinds import kind_of
from imaging.inference.film import Refused
from imaging.inference.limits import LIMITS, MIB
from imaging.models import VIEWS, Review, Study, path_of
from imaging.records import EXPLAIN, NOTE_CHARS, Opinion, Status
from praxia.lib import limits, work
from praxia.lib.errors import Problem, invalid
from praxia.lib.files import private_name
from praxia.lib.text import clean_text
from praxia.lib.work import ring
from praxia.triage import judge
from profiling.models import User
from profiling.privacy.services import read_record
from profiling.profile.selectors import about_of

CHUNK = 256 * 1024


class Upload(Protocol):
    """A file as Django hands it over."""

    file: Any

    @property
    def size(self) -> int | None: ...


def study_create(
    *, person: User, upload: Upload | None, note: object = "", view: object = "", session_id: object = None
) -> Study:
    """Keep a film and queue its reading; the note is judged first, and a refusal carries its level.

    Raises Problem: VALIDATION_ERROR, RATE_LIMITED (5 an hour; what is refused counts too), TOO_LARGE, UNSUPPORTED_MEDIA_TYPE,
    UNREADABLE_FILE. What only decoding can show is told by the row: status `refused`, with the reason.
    """
    words = clean_text(note or "", field="note", max_chars=NOTE_CHARS, min_chars=0)
    triage = judge(words, about=about_of(person)).as_dict(person.country or None) if words else None
    try:
        chosen, talk = _view(view), _session(session_id)
        if upload is None:
            raise invalid("image", "Please choose a file.", code="required")
        limits.charge("xray", person)
        sent = upload_keep(upload)
    except Problem as problem:
        if triage:
            problem.extra["triage"] = triage
        raise
    with transaction.atomic():
        study = Study.objects.create(
            owner=person, status=Status.QUEUED, sent=sent, note=words, view=chosen, session_id=talk, triage=triage
        )
        transaction.on_commit(lambda: ring(tasks.study_read, study.pk))
        transaction.on_commit(lambda: signals.changed(study))
    return study


def upload_keep(upload: Upload) -> str:
    """Check size and kind, then write it under a random name."""
    if (upload.size or 0) > LIMITS.file_bytes:
        raise Problem("TOO_LARGE", f"The file is larger than {LIMITS.file_bytes // MIB} MB. It was not kept.")
    try:
        kind_of(upload.file)
    except Refused as refused:
        problem = Problem(refused.problem, refused.reason.words)
        problem.extra["reason"] = refused.reason.code
        raise problem from None
    name = private_name(".film")
    _copy(upload.file, path_of(name))
    return name


def study_delete(*, study: Study) -> None:
    """Stops the reading and removes row, readings, reviews, files and journal."""
    if study.is_open:
        study.journal.stop()
    files, journal = study.files, study.journal
    study.delete()
    for path in files:
        path.unlink(missing_ok=True)
    journal.forget()


def study_release(*, study: Study) -> Study:
    """Somebody looked: no name is written on the film, so it may be read. Raises Problem CONFLICT when it is not held."""
    return _held_go_on(study, {"released": True})


def study_blank(*, study: Study) -> Study:
    """Make the borders of a held film black, where names are mostly written. It stays held until somebody has looked again.

    Raises Problem CONFLICT when it is not held.
    """
    return _held_go_on(study, {"blank": True})


def _held_go_on(study: Study, told: Mapping[str, object]) -> Study:
    held = Study.objects.filter(pk=study.pk, status=Status.HELD)
    if not held.update(meta=study.meta | told):
        raise Problem("CONFLICT", "This film is not waiting for anybody.")
    return study_read_again(study=study)


def study_read_again(*, study: Study) -> Study:
    """Raises Problem CONFLICT when there is no film, or when it is being read."""
    if not reading.again(study.pk):
        raise Problem("CONFLICT", "This film cannot be read again now.")
    ring(tasks.study_read, study.pk)
    study.refresh_from_db()
    signals.changed(study)
    return study


def explanation_ask(*, study: Study) -> Study:
    """Have a language model put the reading into plain words; the journal of the study tells of it.

    Raises Problem: CONFLICT when nothing is read, or something is being read or written; RATE_LIMITED.
    """
    read = Study.objects.filter(pk=study.pk, status=Status.COMPLETE, reading__isnull=False)
    if not read.exists():
        raise Problem("CONFLICT", "There is no result that could be explained now.")
    limits.charge("chat", study.owner)
    read.update(meta=study.meta | {EXPLAIN: True})
    return study_read_again(study=study)


def explanation_drop(*, study: Study) -> Study:
    """Stop an explanation that is being written, or remove the one that there is. Twice, or too late, is harmless."""
    if study.is_explained:
        return work.stop(study, withdraw=reading.withdraw)
    if study.status == Status.COMPLETE:
        study.explanation = explaining.bare(study.explanation)
        Study.objects.filter(pk=study.pk, status=Status.COMPLETE).update(explanation=study.explanation)
    return study


def study_open(*, reader: User, study: Study, purpose: str = "") -> Study:
    """Before another person's study is shown: no line in their access log, no reading."""
    if study.owner_id != reader.pk:
        read_record(reader=reader, owner=study.owner, what="chest X-ray", object_id=str(study.pk), purpose=purpose)
    return study


def studies_open(*, reader: User, owner: User) -> None:
    """As `study_open`, for the list of somebody's studies."""
    if owner != reader:
        read_record(reader=reader, owner=owner, what="chest X-rays", object_id=str(owner.pk), purpose="shared")


def review_sign(
    *, clinician: User, study: Study, opinions: Mapping[str, object], note: object = "", follows: object = None
) -> Review:
    """Sign an opinion on each finding of the reading that is shown. Nobody changes it afterwards; another may follow it.

    `follows` is the review that the clinician has seen; of two who sign at once one wins and the other gets Problem STALE.
    """
    if not access.may_review(clinician) or not selectors.may_be_reviewed(study):
        raise Problem("NOT_FOUND")
    if study.reading is None or study.status != Status.COMPLETE:
        raise Problem("CONFLICT", "There is no reading to review.")
    said = {one["label"]: _opinion(opinions, one["label"]) for one in study.reading.findings}
    words = clean_text(note or "", field="note", max_chars=NOTE_CHARS, min_chars=0)
    newest = selectors.review_of(study)
    if str(newest.pk if newest else "") != str(follows or ""):
        raise Problem("STALE", "Another clinician has signed meanwhile. Please read what they say first.")
    try:
        with transaction.atomic():
            transaction.on_commit(lambda: ring(tasks.report_sign, study.reading_id))
            return Review.objects.create(
                study=study, reading=study.reading, follows=newest, clinician=clinician, opinions=said, note=words
            )
    except IntegrityError:
        raise Problem("STALE", "Another clinician has signed meanwhile. Please read what they say first.") from None


def _opinion(opinions: Mapping[str, object], label: str) -> str:
    said = opinions.get(label)
    if said not in Opinion.values:
        raise invalid(label, "Please agree, disagree, or say that nobody can tell.", code="invalid_choice")
    return str(said)


def _view(view: object) -> str:
    chosen = str(view or "").strip().upper()
    if chosen and chosen not in VIEWS:
        raise invalid("view", "Please choose PA, AP or LATERAL, or leave it out.", code="invalid_choice")
    return chosen


def _session(session_id: object) -> UUID | None:
    try:
        return UUID(str(session_id)) if session_id else None
    except ValueError:
        raise invalid("session_id", "This is not the id of a talk.", code="invalid") from None


def _copy(source: BinaryIO, target: Path) -> None:
    source.seek(0)
    target.touch(mode=0o600)
    with target.open("wb") as out:
        while piece := source.read(CHUNK):
            out.write(piece)
