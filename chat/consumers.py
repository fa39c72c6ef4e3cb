"""`/ws/chat/{session_id}/`: what was said, then every answer as it is written. All devices of the person see all frames."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from chat import access, following, selectors, services, signals, wire
from chat.models import Conversation, Message
from chat.records import Role
from praxia.lib.errors import Problem
from praxia.lib.follow import START
from praxia.lib.journal import LAST, Event
from praxia.lib.sockets import NOT_SIGNED_IN, NOT_THERE, Frame, JournalConsumer, Refused, in_thread
from profiling.access import sign_in_is_live
from profiling.models import User


class ChatConsumer(JournalConsumer):
    default_type = "post"  # {"message": "…"}, as clients of the first version send it

    async def opened(self) -> None:
        if not self.person.is_authenticated:
            raise Refused(NOT_SIGNED_IN)
        self._conversation_id = self.scope["url_route"]["kwargs"]["session_id"]
        await self.count_connect(self.person)
        await self.allowed()
        self._group = signals.group(self._conversation_id)
        await self.channel_layer.group_add(self._group, self.channel_name)
        self._known = await in_thread(self._answer_ids)()
        steps, running = await in_thread(self._history)()
        messages = [wire.step_wire(step) for step in steps]
        await self.send_frame(
            {"type": "chat_history", "messages": messages[-50:], "running": [str(message.id) for message in running]}
        )
        message_id, _, after = self._query("last_id").partition(":")
        self._echoed = {step.message.id for step in steps}
        for message in running:
            self._follow(message, after if str(message.id) == message_id else START)

    async def disconnect(self, code: int) -> None:
        await super().disconnect(code)
        if group := getattr(self, "_group", None):
            await self.channel_layer.group_discard(group, self.channel_name)

    @property
    def person(self) -> User:
        """Visitors may talk without an account."""
        found: User = self.scope["guest"] or self.scope["user"]
        return found

    async def allowed(self) -> None:
        """Signed in still, and the conversation still theirs."""
        if not await in_thread(sign_in_is_live)(self.scope["sign_in"]):
            raise Refused(NOT_SIGNED_IN)
        try:
            await in_thread(access.conversation_write)(self.person, self._conversation_id)
        except Problem:
            raise Refused(NOT_THERE) from None

    async def on_post(self, frame: Frame) -> None:
        exchange = await in_thread(self._post)(frame)
        await self._show(exchange.question, exchange.answer)

    async def on_stop(self, frame: Frame) -> None:
        message = await in_thread(self._message)(frame)
        await in_thread(services.message_stop)(message=message)
        if not self.is_following(str(message.id)):
            self._follow(message, START)

    async def on_resume(self, frame: Frame) -> None:
        message = await in_thread(self._message)(frame)
        self._follow(message, str(frame.get("last_id") or START))

    async def on_regenerate(self, frame: Frame) -> None:
        answer = await in_thread(self._regenerate)(frame)
        await self._show(None, answer)

    async def chat_said(self, signal: dict[str, Any]) -> None:
        """Of the channel layer: somebody, on whichever device, asked something. It may be lost; `recheck` looks as well."""
        await self._guarded(self.recheck)

    async def recheck(self) -> None:
        await self.allowed()
        for answer in await in_thread(self._to_tell)():
            if not self.is_following(str(answer.id)):
                await self._show(answer.parent, answer)

    async def _show(self, question: Message | None, answer: Message) -> None:
        """The echo of a question, once per socket, and then its answer."""
        if question and question.id not in self._echoed:
            self._echoed.add(question.id)
            await self.send_frame({"type": "chat_message", "message": wire.message_wire(question)})
        if not self.is_following(str(answer.id)):
            self._follow(answer, START)

    def _follow(self, message: Message, after: str) -> None:
        self._known.add(message.id)
        self.forward(str(message.id), following.events(message, after), self._send_event)

    async def _send_event(self, event: Event) -> None:
        """An event of the journal; right after its last one the whole message, for clients that know nothing of deltas."""
        await self.send_frame({**event, "message_id": event["work_id"]})
        if event["type"] in LAST and "result" in event:
            await self.send_frame({"type": "chat_message", "message": event["result"]})

    # In a thread: everything that touches the database.

    def _history(self) -> tuple[list[selectors.PathStep], list[Message]]:
        """What runs is read first: an answer that begins after that is told as a new one, with its question."""
        running = selectors.running(self._conversation())
        return selectors.path(self._conversation()), running

    def _conversation(self) -> Conversation:
        return access.conversation_write(self.person, self._conversation_id)

    def _message(self, frame: Frame) -> Message:
        return access.message_write(self.person, self._conversation_id, frame.get("message_id"))

    def _regenerate(self, frame: Frame) -> Message:
        return services.message_regenerate(message=self._message(frame), person=self.person)

    def _answer_ids(self) -> set[UUID]:
        return {message.id for message in self._conversation().messages.filter(role=Role.ASSISTANT)}

    def _to_tell(self) -> list[Message]:
        return selectors.answers_to_tell(self._conversation(), known=self._known)

    def _post(self, frame: Frame) -> services.Exchange:
        return services.message_post(
            conversation=self._conversation(),
            person=self.person,
            text=frame.get("text", frame.get("message")),
            client_message_id=frame.get("client_message_id"),
            parent_id=frame.get("parent_id", services.SHOWN_LAST),
        )

    def _query(self, name: str) -> str:
        return parse_qs(self.scope["query_string"].decode("latin-1")).get(name, [""])[0]
