"""`/ws/xray/`: a person's X-rays as they are read. Every device of the person sees all of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from imaging import access, following, selectors, signals, wire
from imaging.models import Study
from praxia.lib.follow import START
from praxia.lib.journal import LAST, Event
from praxia.lib.sockets import NOT_SIGNED_IN, Frame, JournalConsumer, Refused, in_thread
from praxia.lib.work import OPEN
from profiling.access import sign_in_is_live
from profiling.models import User

SHOWN = 50


class StudiesConsumer(JournalConsumer):
    async def opened(self) -> None:
        if not self.person.is_authenticated:
            raise Refused(NOT_SIGNED_IN)
        await self.count_connect(self.person)
        await self.allowed()
        self._group = signals.group(self.person.pk)
        await self.channel_layer.group_add(self._group, self.channel_name)
        studies, running = await in_thread(self._studies)()
        await self.send_frame({"type": "xray_studies", "studies": studies, "running": [str(one.pk) for one in running]})
        study_id, _, after = self._query("last_id").partition(":")
        for study in running:
            self._follow(study, after if str(study.pk) == study_id else START)

    async def disconnect(self, code: int) -> None:
        await super().disconnect(code)
        if group := getattr(self, "_group", None):
            await self.channel_layer.group_discard(group, self.channel_name)

    @property
    def person(self) -> User:
        found: User = self.scope["user"]
        return found

    async def allowed(self) -> None:
        if not await in_thread(sign_in_is_live)(self.scope["sign_in"]):
            raise Refused(NOT_SIGNED_IN)

    async def on_resume(self, frame: Frame) -> None:
        study = await in_thread(access.study_write)(self.person, frame.get("study_id"))
        self._follow(study, str(frame.get("last_id") or START))

    async def study_changed(self, signal: dict[str, Any]) -> None:
        """Of the channel layer. It may be lost; `recheck` looks as well."""
        await self._guarded(self.recheck)

    async def recheck(self) -> None:
        await self.allowed()
        for study in (await in_thread(self._studies)())[1]:
            if not self.is_following(str(study.pk)):
                self._follow(study, START)

    def _follow(self, study: Study, after: str) -> None:
        self.forward(str(study.pk), following.events(study, after), self._send_event)

    async def _send_event(self, event: Event) -> None:
        await self.send_frame({**event, "study_id": event["work_id"]})
        if event["type"] in LAST and "result" in event:
            await self.send_frame({"type": "xray_study", "study": event["result"]})

    def _studies(self) -> tuple[list[dict[str, Any]], list[Study]]:
        found = list(selectors.study_list(self.person)[:SHOWN])
        return [wire.study_wire(study) for study in found], [study for study in found if study.status in OPEN]

    def _query(self, name: str) -> str:
        return parse_qs(self.scope["query_string"].decode("latin-1")).get(name, [""])[0]
