"""`/ws/wellness_profile/{session_id}` and its alias `/ws/wellnessProfile/…`: the server speaks, from the start of the interview."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from praxia.lib.follow import START
from praxia.lib.sockets import NOT_SIGNED_IN, NOT_THERE, Frame, JournalConsumer, Refused, in_thread
from profiling.access import sign_in_is_live
from profiling.interview import following
from profiling.interview.services import NAME
from profiling.models import User


class InterviewConsumer(JournalConsumer):
    """A socket may be opened before the interview is begun: names live per person, so nobody else's can be met by it."""

    async def opened(self) -> None:
        if not self.person.is_authenticated:
            raise Refused(NOT_SIGNED_IN)
        self._name = self.scope["url_route"]["kwargs"]["session_id"]
        await self.count_connect(self.person)
        await self.allowed()
        if not NAME.match(self._name):
            raise Refused(NOT_THERE)
        last_id = parse_qs(self.scope["query_string"].decode("latin-1")).get("last_id", [START])[0]
        self._follow(last_id)

    @property
    def person(self) -> User:
        found: User = self.scope["user"]
        return found

    async def allowed(self) -> None:
        if not await in_thread(sign_in_is_live)(self.scope["sign_in"]):
            raise Refused(NOT_SIGNED_IN)

    async def on_resume(self, frame: Frame) -> None:
        self._follow(str(frame.get("last_id") or START))

    def _follow(self, after: str) -> None:
        self.forward("interview", following.events(self.person.pk, self._name, after), self._send_event)

    async def _send_event(self, event: dict[str, Any]) -> None:
        await self.send_frame(event)
