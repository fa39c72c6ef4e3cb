"""The sockets of the bench: one reads a journal with Praxia's own base class, the others make the tokens themselves."""

from __future__ import annotations

import asyncio
import os
import time

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxia.settings")
http = get_asgi_application()

from django.urls import path  # noqa: E402

from bench.generator import tokens  # noqa: E402
from bench.worker import write  # noqa: E402
from praxia.lib.follow import follow  # noqa: E402
from praxia.lib.journal import Journal  # noqa: E402
from praxia.lib.sockets import Frame, JournalConsumer  # noqa: E402


async def still_running() -> None:
    return None


class Journaled(JournalConsumer):
    """`go` queues the work, `resume` only reads on."""

    async def on_go(self, frame: Frame) -> None:
        await asyncio.to_thread(write.delay, frame["work_id"], frame["count"], frame["rate"])
        await self.on_resume(frame)

    async def on_resume(self, frame: Frame) -> None:
        journal = Journal("bench", frame["work_id"])
        self.forward(
            journal.work_id, follow(journal, after=frame.get("last_id", "0"), row=still_running), self.send_frame
        )


class Direct(JournalConsumer):
    """No worker, no journal: what a socket can do at best. `batch_s` 0 sends every token by itself."""

    batch_s = 0.0

    async def on_go(self, frame: Frame) -> None:
        self._start("work", self._stream(frame))

    async def _stream(self, frame: Frame) -> None:
        held, sent = "", 0.0
        async for token in tokens(frame["count"], frame["rate"]):
            held += token
            if time.monotonic() - sent >= self.batch_s:
                await self.send_frame({"type": "delta", "text": held})
                held, sent = "", time.monotonic()
        await self.send_frame({"type": "delta", "text": held})
        await self.send_frame({"type": "end", "status": "complete"})


class DirectBatched(Direct):
    batch_s = 0.25


sockets = URLRouter(
    [
        path("ws/journal", Journaled.as_asgi()),
        path("ws/direct", Direct.as_asgi()),
        path("ws/batched", DirectBatched.as_asgi()),
    ]
)
application = ProtocolTypeRouter({"http": http, "websocket": sockets})
