"""Writes. Every entrance (page, REST, socket) that does one of these things calls the same function here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction
from django.utils import timezone

from chat import access, replies, selectors, signals, tasks
from chat.judging import Judged, judge_text, judge_turn
from chat.models import Conversation, Message
from chat.records import MAX_CHARS, OPEN, SYMPTOMS_CHARS, Role, Status
from chat.signing import with_signatures
from imaging.models import Study
from imaging.records import NOTE_CHARS
from imaging.services import Upload, study_create
from praxia.lib import limits, work
from praxia.lib.errors import Problem, invalid
from praxia.lib.text import clean_text
from praxia.lib.work import ring
from praxia.triage import About
from profiling.models import User
from profiling.privacy.services import read_record
from profiling.profile.selectors import about_of
from profiling.selectors import language_of

TITLE_CHARS = 80


SHOWN_LAST: Final = object()  # as `parent_id`: go on after whatever is shown last


@dataclass(frozen=True)
class Exchange:
    """A question and the answer that it gets."""

    question: Message
    answer: Message


def conversation_seen(*, conversation: Conversation, reader: User) -> None:
    """Call it before somebody is shown a talk: the owner can see who else has read it."""
    if conversation.owner_id != reader.pk:
        owner = conversation.owner
        read_record(reader=reader, owner=owner, what="talk", object_id=str(conversation.pk), purpose="shared")


def conversations_seen(*, owner: User, reader: User) -> None:
    if owner != reader:
        read_record(reader=reader, owner=owner, what="list of talks", object_id="", purpose="shared")


def conversation_open(*, person: User, title: str = "") -> Conversation:
    title = clean_text(title, field="title", max_chars=200, min_chars=0)
    return Conversation.objects.create(owner=person, title=title)


def conversation_rename(*, conversation: Conversation, title: str) -> Conversation:
    conversation.title = clean_text(title, field="title", max_chars=200)
    conversation.save(update_fields=["title"])
    return conversation


def conversation_show(*, conversation: Conversation, message: Message) -> Conversation:
    """Walk to a sibling: the branch that holds this message becomes the one that is shown and continued."""
    conversation.leaf = selectors.leaf_below(message)
    conversation.save(update_fields=["leaf"])
    return conversation


def conversations_take(guest: User, person: User) -> None:
    """What a visitor said belongs to the person whom they signed in as; an answer that is being written goes on."""
    Conversation.objects.filter(owner=guest).update(owner=person)


def conversation_delete(*, conversation: Conversation) -> None:
    """Stops what is being written and removes every row and journal.

    The row is held first, as whoever posts holds it: in another order both would wait for each other, and what is posted in
    the same moment would keep its journal.
    """
    with transaction.atomic():
        _lock(conversation)
        answers = list(conversation.messages.filter(role=Role.ASSISTANT))
        for answer in answers:
            if answer.is_open:
                answer.journal.stop()
        conversation.delete()
    for answer in answers:
        answer.journal.forget()


def message_send(
    *,
    person: User,
    conversation: Conversation | None,
    text: object,
    client_message_id: object = None,
    xray: Upload | None = None,
) -> Exchange:
    """As `message_post`; without a conversation the message begins one, in the same transaction."""
    with transaction.atomic():
        conversation = conversation or conversation_open(person=person)
        return message_post(
            conversation=conversation, person=person, text=text, client_message_id=client_message_id, xray=xray
        )


def message_post(
    *,
    conversation: Conversation,
    person: User,
    text: object,
    client_message_id: object = None,
    parent_id: object = SHOWN_LAST,
    language: object = None,
    limit_kind: str = "chat",
    xray: Upload | None = None,
) -> Exchange:
    """Save a question with its level and queue its answer. The same `client_message_id` gives the same exchange again.

    `parent_id` is the answer that the question follows; None begins at the root. A question edited is a sibling: same parent.
    Raises Problem: VALIDATION_ERROR, RATE_LIMITED, ALREADY_RUNNING. The level is judged before anything can refuse, and a
    refusal carries it, so that nobody in danger is only told to wait; what is urgent is not refused by the limit. A film that
    is attached (`xray`) is read beside the answer, counts as an X-ray too, and is refused as in `imaging.services.study_create`.
    """
    content = clean_text(text, field="content", max_chars=MAX_CHARS)
    spoken = language_of(person, asked=language)
    sent_as = (
        None if client_message_id is None else clean_text(client_message_id, field="client_message_id", max_chars=128)
    )
    if sent_as and (sent := _sent_before(conversation, sent_as)):
        return sent
    parent = conversation.leaf if parent_id is SHOWN_LAST else _parent(conversation, person, parent_id)
    judged = judge_turn(content, before=selectors.path_to(parent) if parent else [], about=about_of(person))
    try:
        with transaction.atomic():
            locked = _lock(conversation)
            if sent_as and (sent := _sent_before(locked, sent_as)):  # the same message came twice at once
                return sent
            _refuse_second_answer(locked)
            has_model = _charge(limit_kind, person, judged)
            question = Message.objects.create(
                conversation=locked,
                parent=parent,
                role=Role.USER,
                status=Status.COMPLETE,
                content=content,
                language=spoken,
                client_message_id=sent_as,
                triage=judged.wire,
                xray=_film(xray, locked, person, content),
                finished_at=timezone.now(),
            )
            answer = _answer_queue(locked, question, without_model=not has_model)
    except Problem as problem:
        problem.extra["triage"] = judged.wire
        raise
    return Exchange(question, answer)


def consultation_open(*, person: User, symptoms: object, language: object = None) -> Exchange:
    """A conversation that begins with its one question. Raises as `message_post`; then there is no conversation either."""
    text = clean_text(symptoms, field="symptoms", max_chars=SYMPTOMS_CHARS)
    with transaction.atomic():
        conversation = Conversation.objects.create(owner=person, is_consultation=True)
        return message_post(
            conversation=conversation, person=person, text=text, language=language, limit_kind="consultation"
        )


def text_judge(*, person: User, text: str, about: About | None = None) -> Judged:
    """Judge a text; nothing is stored. `about` describes somebody else than the person, whose profile is then left aside.

    Raises Problem RATE_LIMITED, which carries the level.
    """
    judged = judge_text(text, about=replace(about, country=person.country or None) if about else about_of(person))
    try:
        _charge("consultation", person, judged)
    except Problem as problem:
        problem.extra["triage"] = judged.wire
        raise
    return with_signatures(judged)


def message_regenerate(*, message: Message, person: User) -> Message:
    """A sibling of this answer; the old one is kept."""
    if message.role != Role.ASSISTANT or message.parent is None:
        raise invalid("message_id", "Only an answer can be written anew.")
    with transaction.atomic():
        locked = _lock(message.conversation)
        _refuse_second_answer(locked)
        limits.charge("chat", person)
        return _answer_queue(locked, message.parent)


def message_stop(*, message: Message) -> Message:
    """Stop an answer, also before its first word. Asking twice, or too late, is harmless."""
    return work.stop(message, withdraw=replies.withdraw)


def message_feedback(*, message: Message, feedback: object, comment: object = "") -> Message:
    if message.role != Role.ASSISTANT:
        raise invalid("message_id", "Only an answer can be rated.")
    if feedback not in ("up", "down"):
        raise invalid("feedback", "Please send up or down.")
    message.feedback = str(feedback)
    message.feedback_comment = clean_text(comment, field="comment", max_chars=1000, min_chars=0)
    message.save(update_fields=["feedback", "feedback_comment"])
    return message


def _answer_queue(conversation: Conversation, question: Message, *, without_model: bool = False) -> Message:
    """Inside a transaction: the row of the answer, shown from now on, and its task after the commit."""
    answer = Message.objects.create(
        conversation=conversation,
        parent=question,
        role=Role.ASSISTANT,
        status=Status.QUEUED,
        language=question.language,
        triage=question.triage,
        without_model=without_model,
        xray=question.xray,
    )
    conversation.leaf = answer
    conversation.updated_at = timezone.now()
    conversation.title = conversation.title or _title(question.content)
    conversation.save(update_fields=["leaf", "updated_at", "title"])
    transaction.on_commit(lambda: ring(tasks.reply_write, answer.id))
    transaction.on_commit(lambda: signals.said(answer))
    return answer


def _film(xray: Upload | None, conversation: Conversation, person: User, note: str) -> Study | None:
    if xray is None:
        return None
    if person.is_guest:
        raise Problem("FORBIDDEN", "Films can be read for people with an account. Your message was not sent.")
    return study_create(person=person, upload=xray, note=note[:NOTE_CHARS], session_id=conversation.id)


def _charge(kind: str, person: User, judged: Judged) -> bool:
    """Count it; whether a language model may be used for it.

    Nobody in an emergency or a crisis is turned away for having asked much: then the engine answers. The same when Valkey is
    away and nothing can be counted.
    """
    try:
        limits.charge(kind, person)
    except Problem:
        if not judged.is_urgent:
            raise
        limits.charge("urgent", person)
        return False
    return True


def _parent(conversation: Conversation, person: User, parent_id: object) -> Message | None:
    if parent_id is None:
        return None
    parent = access.message_read(person, conversation.id, parent_id)
    if parent.role != Role.ASSISTANT:
        raise invalid("parent_id", "A question can only follow an answer.")
    return parent


def _lock(conversation: Conversation) -> Conversation:
    """The row, held until the end of the transaction: what is sent to one conversation is taken one by one."""
    locked = Conversation.objects.select_for_update().filter(id=conversation.id).first()
    if locked is None:
        raise Problem("NOT_FOUND")
    return locked


def _refuse_second_answer(conversation: Conversation) -> None:
    if conversation.messages.filter(role=Role.ASSISTANT, status__in=OPEN).exists():
        detail = "An answer is still being written here. Wait for it or stop it, then send again."
        raise Problem("ALREADY_RUNNING", detail)


def _sent_before(conversation: Conversation, client_message_id: str) -> Exchange | None:
    question = conversation.messages.filter(client_message_id=client_message_id).first()
    answer = question.children.order_by("created_at").first() if question else None
    return Exchange(question, answer) if question and answer else None


def _title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rsplit(" ", 1)[0] + "…"
