"""Sockets of the installation itself."""

from __future__ import annotations

from praxia import health
from praxia.lib import limits
from praxia.lib.sockets import NOT_THERE, Frame, JournalConsumer, Refused, in_thread


class NowhereConsumer(JournalConsumer):
    """Any address that no app serves."""

    async def opened(self) -> None:
        raise Refused(NOT_THERE)


class HealthConsumer(JournalConsumer):
    """`/ws/health/`: public; reads the shared result and starts nothing."""

    default_type = "health_check"

    async def opened(self) -> None:
        await self.count_connect(limits.address_of_scope(self.scope))
        self._status = (await self._health())["status"]

    async def on_health_check(self, frame: Frame) -> None:
        await self.send_frame({"type": "health_check_results", "results": await self._health()})

    async def recheck(self) -> None:
        """A change of the whole is pushed."""
        results = await self._health()
        if results["status"] != self._status:
            self._status = results["status"]
            await self.send_frame({"type": "health_check_results", "results": results})

    async def _health(self) -> health.Health:
        return health.public(await in_thread(health.current)())
