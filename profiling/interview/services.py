"""Writes. Every entrance (page, REST) that does one of these things calls the same function here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from praxia.lib import limits
from praxia.lib.errors import FieldError, Problem, invalid
from praxia.lib.text import clean_text
from praxia.lib.work import Status, ring
from praxia.triage import EMERGENCY, About, Level, judge
from profiling.interview import access, keeping, questions, selectors, tasks, telling, turns
from profiling.interview.models import Answer, Session
from profiling.interview.records import (
    AGE,
    ANSWER_CHARS,
    FIELDS,
    GOAL_CHARS,
    MAX_QUESTIONS,
    SESSION_CHARS,
    TYPED,
    VALUES,
    EventName,
    Known,
    Origin,
    Sheet,
    State,
)
from profiling.models import User
from profiling.profile.selectors import about_of
from profiling.selectors import language_of

NAME = re.compile(rf"[A-Za-z0-9_-]{{1,{SESSION_CHARS}}}\Z")
_GO_ON = re.compile(
    r"(?:please )?(?:go on|continue|carry on|ok|okay|yes|next|resume|let'?s go on|keep going)(?: please)?[.! ]*\Z", re.I
)
FINISHED = "This interview is finished. You can change what it found, or begin it anew."


def session_begin(*, person: User, name: str, restart: object = False, language: object = None) -> Session:
    """Begin an interview, or give the one of this name that runs already. `restart` begins anew."""
    if not NAME.match(name):
        raise invalid("session_id", f"Use 1 to {SESSION_CHARS} letters, digits, _ or -.")
    if not isinstance(restart, bool):
        raise invalid("restart", "Please send true or false.", code="type")
    with transaction.atomic():
        _session, is_new = Session.objects.get_or_create(
            owner=person, name=name, defaults={"language": language_of(person, asked=language)}
        )
        session = access.session_hold(person, name)
        if is_new or restart:
            _start(session, person, language)
    return session


def _start(session: Session, person: User, language: object) -> None:
    session.answers.all().delete()
    session.events.all().delete()
    session.language = language_of(person, asked=language)
    session.state, session.sheet, session.notices = State.RUNNING, _known(person), []
    session.questions_asked, session.refuses_age, session.noticed, session.confirmed_at = 0, False, "", None
    told = {"max_questions": MAX_QUESTIONS, **session.found}
    telling.tell(session, EventName.INIT_PROFILE, telling.BEGUN, told)
    sheet = session.sheet
    field = questions.next_field(sheet, last=None) or "healthGoals"
    telling.tell_question(session, questions.ask(sheet, field, 1, session.language))
    session.save()


def _known(person: User) -> Sheet:
    sheet = selectors.known_already(person)
    age = sheet.known.get("age")
    if age and int(age.value) < settings.INTERVIEW_MIN_AGE:
        return Sheet({field: one for field, one in sheet.known.items() if field != "age"})
    return sheet


def answer_post(
    *,
    person: User,
    name: str,
    message: object = None,
    skip: object = False,
    number: object = None,
    client_message_id: object = None,
) -> Answer:
    """Keep an answer and queue its reading. The same `client_message_id` gives the same answer again.

    `number` names an earlier question that is answered anew. How urgent the words are is judged before anything can refuse; a
    refusal carries it. Raises Problem: NOT_FOUND, VALIDATION_ERROR, INTERVIEW_FINISHED, RATE_LIMITED.
    """
    session = access.session_read(person, name)
    text, is_skip = _said(message, skip)
    sent_as = (
        None if client_message_id is None else clean_text(client_message_id, field="client_message_id", max_chars=128)
    )
    if sent_as and (sent := session.answers.filter(client_message_id=sent_as).first()):
        return sent
    triage = _judged(session, text, about_of(person)) if text else None
    try:
        with transaction.atomic():
            session = access.session_hold(person, name)
            if sent_as and (sent := session.answers.filter(client_message_id=sent_as).first()):
                return sent  # the same answer came twice at once
            if not session.is_open:
                raise Problem("INTERVIEW_FINISHED", FINISHED)
            asked_again = _asked_before(session, number)
            has_model = _charge(person, triage)
            return _keep_answer(session, text, is_skip, triage, asked_again, sent_as, has_model=has_model)
    except Problem as problem:
        if triage:
            problem.extra["triage"] = _told(triage)
        raise


def _said(message: object, skip: object) -> tuple[str, bool]:
    if not isinstance(skip, bool):
        raise invalid("skip", "Please send true or false.", code="type")
    if skip and message is not None:
        raise invalid("skip", "Please send either a message or skip.")
    return ("", True) if skip else (clean_text(message, field="message", max_chars=ANSWER_CHARS), False)


def _asked_before(session: Session, number: object) -> dict[str, Any] | None:
    """The event of the earlier question with this number; None for the one that is open."""
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= max(1, session.questions_asked):
        raise invalid("number", "There is no question with this number.")
    if number == session.questions_asked:
        return None
    asked = session.events.filter(name=EventName.ASSISTANT_QUESTION, data__number=number).order_by("-number").first()
    if asked is None:
        raise invalid("number", "There is no question with this number.")
    found: dict[str, Any] = asked.data
    return found


def _keep_answer(
    session: Session,
    text: str,
    is_skip: bool,
    triage: dict[str, Any] | None,
    asked_again: dict[str, Any] | None,
    sent_as: str | None,
    *,
    has_model: bool,
) -> Answer:
    """Inside a transaction that holds the session's row."""
    question = asked_again or session.question or {"number": max(1, session.questions_asked), "field": FIELDS[-1]}
    urgent = bool(triage and triage["urgent"])
    goes_on = session.state == State.PAUSED and not urgent and bool(_GO_ON.match(text))
    place = (session.answers.aggregate(last=Max("place"))["last"] or 0) + 1
    answer = Answer.objects.create(
        session=session,
        place=place,
        status=Status.QUEUED,
        text=text,
        is_skip=is_skip,
        number=question["number"],
        field=question["field"],
        again=asked_again is not None,
        goes_on=goes_on,
        without_model=not has_model,
        client_message_id=sent_as,
        triage=triage,
    )
    data = {"answer_id": str(answer.pk), "number": answer.number, "text": text}
    telling.tell(session, EventName.USER_ANSWER, telling.RECEIVED, data, status="success")
    if urgent and triage:
        session.state, session.noticed = State.PAUSED, triage["level"]
        telling.tell(session, EventName.URGENT_NOTICE, triage["action"], {"triage": _told(triage)})
    elif session.state == State.PAUSED:
        session.state = State.RUNNING
    session.save()
    transaction.on_commit(lambda: ring(tasks.answer_read, answer.pk))
    return answer


def _judged(session: Session, text: str, about: About) -> dict[str, Any]:
    """The level over all that was said. `urgent`: this text brings an emergency or a crisis that was not told yet."""
    earlier = list(session.answers.exclude(text="").order_by("place").values_list("text", flat=True))
    whole = judge(text, about=about, earlier=earlier)
    is_urgent = whole.crisis or whole.level in EMERGENCY
    if is_urgent and earlier and whole.level <= _noticed(session):
        alone = judge(text, about=about)
        is_urgent = alone.crisis or alone.level in EMERGENCY
    return {**whole.as_dict(about.country), "crisis": whole.crisis, "urgent": bool(is_urgent)}


def _noticed(session: Session) -> Level:
    return Level(session.noticed) if session.noticed else Level.SELF_CARE


def _told(triage: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in triage.items() if key != "urgent"}


def _charge(person: User, triage: dict[str, Any] | None) -> bool:
    """Count it; whether a language model may read it. Nobody in an emergency is turned away for having said much."""
    try:
        limits.charge("wellness", person)
    except Problem:
        if not (triage and triage["urgent"]):
            raise
        limits.charge("urgent", person)
        return False
    return True


def session_edit(*, person: User, name: str, values: Mapping[str, Any]) -> Session:
    """Take the person's own entries; null clears. Raises Problem VALIDATION_ERROR with every field at fault."""
    wanted = _clean_values({field: value for field, value in values.items() if field in FIELDS})
    with transaction.atomic():
        session = access.session_hold(person, name)
        known, declined = dict(session.sheet.known), [one for one in session.declined if one not in wanted]
        for field, value in wanted.items():
            known.pop(field, None)
            if value is not None:
                known[field] = Known(value, TYPED, "", Origin.TYPED)
        session.sheet = Sheet(known, tuple(declined))
        if not session.is_open:
            _keep_entries(session, wanted)
        elif wanted and session.sheet.is_complete:
            turns.complete(session)
        session.save()
        transaction.on_commit(lambda: telling.wake(session))
    return session


def _keep_entries(session: Session, wanted: Mapping[str, Any]) -> None:
    for field, value in wanted.items():
        if value is None:
            keeping.clear(session, field)
    keeping.keep(session, fields=list(wanted))


def session_confirm(*, person: User, name: str) -> Session:
    """The person has looked at what was found: it goes into the health profile. A running interview ends with it."""
    with transaction.atomic():
        session = access.session_hold(person, name)
        if session.is_open:
            session.state, session.question = State.ENDED, None
            telling.tell_end(session)
        keeping.keep(session)
        session.confirmed_at = timezone.now()
        session.save()
    return session


def session_delete(*, person: User, name: str) -> None:
    """The row is held first, as whoever reads a turn holds it: in another order both would wait for each other."""
    with transaction.atomic():
        session = access.session_hold(person, name)
        journals = [session.journal, *(answer.journal for answer in session.answers.all())]
        session.delete()
    for journal in journals:
        journal.forget()


def _clean_values(values: Mapping[str, Any]) -> dict[str, int | str | None]:
    found: dict[str, int | str | None] = {}
    errors: list[FieldError] = []
    for field, value in values.items():
        try:
            found[field] = None if value is None else _clean(field, value)
        except Problem as problem:
            errors += problem.errors
    if errors:
        raise Problem("VALIDATION_ERROR", " ".join(one.detail for one in errors), errors=errors)
    return found


def _clean(field: str, value: Any) -> int | str:
    if field == "age":
        return _clean_age(value)
    if field == "healthGoals":
        return clean_text(value, field=field, max_chars=GOAL_CHARS)
    if value not in VALUES[field]:
        raise invalid(field, f"Please choose one of {', '.join(VALUES[field])}.", code="invalid_choice")
    return str(value)


def _clean_age(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise invalid("age", "Please send the age in full years.", code="invalid")
    if not AGE[0] <= value <= AGE[1]:
        raise invalid(
            "age", f"age must be between {AGE[0]} and {AGE[1]}.", code="max_value" if value > AGE[1] else "min_value"
        )
    if value < settings.INTERVIEW_MIN_AGE:
        raise invalid(
            "age", f"This interview is for people of {settings.INTERVIEW_MIN_AGE} and over.", code="under_age"
        )
    return value
