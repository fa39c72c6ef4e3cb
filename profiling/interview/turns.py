"""Turns of an interview as work: answers are read one after another, merged, and followed by the next question or the end.

A turn that dies is taken up again by the sweeper; what was acknowledged is never lost.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from praxia import llm
from praxia.lib import work
from praxia.lib.journal import JournalWriter, Superseded
from praxia.lib.work import Status
from profiling.interview import extraction, hearing, keeping, questions, selectors, telling
from profiling.interview.merging import merged
from profiling.interview.models import Answer, Session
from profiling.interview.questions import Question
from profiling.interview.records import (
    FAIR,
    MAX_QUESTIONS,
    PAGE_SESSION,
    TURN_FAILED,
    UNDER_AGE,
    EventName,
    Heard,
    Sheet,
    State,
)
from profiling.profile.records import Use
from profiling.profile.selectors import allows

log = logging.getLogger(__name__)

NOT_READ = "Your answer could not be read. It is kept. Please say it once more, or choose one of the replies."
TOO_YOUNG = (
    "This interview is for people of {age} and over, so nothing that you said is kept. "
    "If your age was mistyped, please give it again."
)


def take(answer_id: str) -> None:
    """Read this answer and every other of its interview that waits, in order. Quiet when they are in other hands."""
    session_id = Answer.objects.filter(pk=answer_id).values_list("session", flat=True).first()
    while session_id and (waiting := selectors.next_answer(session_id)):
        answer = work.claim(Answer.objects.select_related("session__owner"), waiting.pk)
        if answer is None:
            return
        try:
            with JournalWriter(answer.journal, answer.run) as journal:
                _read(journal, answer)
        except Superseded:
            log.info("answer %s: run %s was superseded", answer.pk, answer.run)
            return


def sweep() -> Iterator[UUID]:
    """Ids of answers to be taken up again. Too many runs end here."""
    return work.sweep(Answer.objects.all(), give_up=_give_up)


def _read(journal: JournalWriter, answer: Answer) -> None:
    heard, answer.read_by, model = Heard(), "", False
    if answer.is_skip:
        heard = Heard(declined=(answer.field,))
    elif not answer.goes_on:
        model, why_not = _may_use_model(answer)
        before = selectors.fields_before(answer)
        connection.close()  # a slow model holds no database connection
        heard, answer.read_by = hearing.hear(
            answer.text,
            asked=None if (answer.triage or {}).get("urgent") else answer.field,  # a cry for help answers no question
            sheet=answer.session.sheet,
            before=before,
            model=model,
            why_not=why_not,
        )
        journal.poll()
    worded = _worded(answer, heard) if model and answer.read_by == "model" else None
    _finish(journal, answer, heard, worded)


def _may_use_model(answer: Answer) -> tuple[bool, str]:
    if not llm.configured():
        return False, hearing.NOT_CONFIGURED
    if answer.without_model:
        return False, hearing.OVER_LIMIT
    return allows(answer.session.owner, Use.LANGUAGE_MODEL), hearing.NOT_ALLOWED


def _worded(answer: Answer, heard: Heard) -> Question | None:
    """The question that will most likely follow, in words that fit what was said."""
    session = answer.session
    sheet = merged(session.sheet, heard, asked=answer.field)
    field = questions.next_field(sheet, last=answer.field)
    if field is None or field in sheet.known or answer.again or session.questions_asked >= MAX_QUESTIONS:
        return None
    fixed = questions.ask(sheet, field, session.questions_asked + 1, session.language)
    words = extraction.worded_by_model(field, said=answer.text, language=session.language, fixed=fixed.message)
    return replace(fixed, message=words)


def _finish(journal: JournalWriter, answer: Answer, heard: Heard, worded: Question | None) -> None:
    """What was heard, what follows from it and the answer's end: together or not at all."""
    with transaction.atomic():
        session = _held(answer)
        _merge(session, answer, heard)
        if session.is_open:
            _go_on(session, answer, worded)
        session.save()
        answer.status = Status.COMPLETE
        work.settle(journal, answer, ("read_by",), lambda row: {"answer_id": str(row.pk)})


def _held(answer: Answer) -> Session:
    """The interview, held until the end of the transaction. Raises Superseded when it was deleted in the meantime."""
    session = (
        Session.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=answer.session_id).first()
    )
    if session is None:
        raise Superseded(str(answer.pk))
    return session


def _merge(session: Session, answer: Answer, heard: Heard) -> None:
    session.notices = list(heard.notices) if answer.text else session.notices
    age = heard.slots.get("age")
    told = int(age.value) if age and age.confidence >= FAIR else None
    if told is not None and told < settings.INTERVIEW_MIN_AGE:
        session.refuses_age, session.sheet = True, Sheet()
        telling.tell(
            session,
            EventName.ERROR,
            TOO_YOUNG.format(age=settings.INTERVIEW_MIN_AGE),
            {"code": UNDER_AGE, "retryable": True},
        )
        _forget_words(session)
        return
    if session.refuses_age and told is None:
        _forget_words(session)
        return
    session.refuses_age = False
    session.sheet = merged(session.sheet, heard, asked=answer.field)


def _forget_words(session: Session) -> None:
    """Of somebody too young not even the words are kept, as they are told. What to do in an emergency stays."""
    session.answers.update(text="", triage=None)
    for event in session.events.filter(name=EventName.USER_ANSWER):
        event.data |= {"text": "", "forgotten": True}
        event.save(update_fields=["data"])


def _go_on(session: Session, answer: Answer, worded: Question | None) -> None:
    sheet = session.sheet
    if sheet.is_complete:
        complete(session)
    elif answer.again:
        return
    elif session.questions_asked >= MAX_QUESTIONS:
        session.state, session.question = State.ENDED, None
        telling.tell_end(session)
    elif session.state != State.PAUSED:
        telling.tell_question(session, _next(session, sheet, answer, worded))


def _next(session: Session, sheet: Sheet, answer: Answer, worded: Question | None) -> Question:
    number = session.questions_asked + 1
    field = "age" if session.refuses_age else questions.next_field(sheet, last=answer.field) or "healthGoals"
    if worded and (worded.field, worded.number) == (field, number):
        return worded
    return questions.ask(sheet, field, number, session.language)


def complete(session: Session) -> None:
    """Everything is settled: told once, and kept in the health profile. The caller saves the session."""
    session.state, session.question = State.COMPLETE, None
    telling.tell_complete(session)
    if session.name != PAGE_SESSION:  # on the page the person looks at it first, and confirms
        keeping.keep(session)


def _give_up(answer: Answer) -> None:
    """After the last run: the answer stays, the question stays open, and it is said honestly."""
    taken = work.claim(Answer.objects.select_related("session"), answer.pk)
    if taken is None:
        return
    with JournalWriter(taken.journal, taken.run) as journal, transaction.atomic():
        session = _held(taken)
        data = {"answer_id": str(taken.pk), "number": taken.number, "text": taken.text}
        telling.tell(session, EventName.USER_ANSWER, telling.FAILED, data, status="error")
        telling.tell(session, EventName.ERROR, NOT_READ, {"code": TURN_FAILED, "retryable": True})
        session.save()
        taken.status = Status.FAILED
        taken.error = {"code": "INTERNAL_ERROR", "detail": NOT_READ, "retryable": True}
        work.settle(journal, taken, (), lambda row: {"answer_id": str(row.pk)})
