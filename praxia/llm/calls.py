"""One request on its way through the providers: how much time is left, what was tried, what it has cost so far."""

from __future__ import annotations

import time

from praxia.llm.errors import LlmError, LlmInterrupted, LlmRefused, LlmTimeout, LlmUnavailable
from praxia.llm.prices import estimated, priced
from praxia.llm.providers.base import AttemptFailed, Provider, Whole
from praxia.llm.routes import resolved
from praxia.llm.types import Delta, FinishReason, Reply, Request, Tried, Usage

LEAST_LEFT_S = 0.5  # less than this is not enough for an attempt


class Call:
    """`hold`: nobody watches, so nothing is handed out before it is whole and a broken attempt may be begun again.

    `only` names the one provider that may be asked.
    """

    def __init__(self, request: Request, *, hold: bool, only: str | None = None) -> None:
        self.request, self.hold, self.only = resolved(request), hold, only
        self.started = time.monotonic()
        self.end = self.started + (self.request.deadline or 0)
        self.tried: list[Tried] = []
        self.shown = False
        self.heard: list[str] = []  # of the attempt that runs
        self.first_token_s: float | None = None
        self._began = 0.0
        self._provider: Provider | None = None
        self._spent: Usage | None = None  # on attempts that gave no reply
        self._retry_after: float | None = None

    @property
    def left_s(self) -> float:
        return self.end - time.monotonic()

    def begins(self, provider: Provider) -> None:
        self._provider, self._began = provider, time.monotonic()
        self.heard, self.first_token_s = [], None

    def hears(self, text: str) -> None:
        if self.first_token_s is None:
            self.first_token_s = time.monotonic() - self._began
        self.heard.append(text)

    def shows(self, text: str) -> Delta:
        self.shown = True
        return Delta(text)

    def spends(self, usage: Usage) -> None:
        self._spent = self._spent.plus(usage) if self._spent else usage

    def failed(self, provider: Provider, failure: AttemptFailed) -> None:
        """Remember an attempt that came to nothing; what was generated until then is paid for all the same."""
        self.tried.append(Tried(provider.name, failure.outcome))
        if self.heard:
            usage = estimated(self.request, "".join(self.heard))
            self.spends(priced(usage, provider.tariff, provider.model))
            self.heard = []
        if failure.retry_after is not None:
            self._retry_after = min(failure.retry_after, self._retry_after or failure.retry_after)

    def replied(self, provider: Provider, whole: Whole) -> Reply:
        usage = whole.usage or estimated(self.request, whole.text)
        return self._reply(provider, whole.text, whole.finish_reason, usage)

    def stopped(self, text: str) -> Reply:
        """What there is after the person stopped it: the provider's own count never arrives then."""
        usage = estimated(self.request, text) if text else Usage(estimated=True)
        if self._provider is None:
            return Reply(text, "stopped", usage, "", "", tuple(self.tried))
        return self._reply(self._provider, text, "stopped", usage)

    def _reply(self, provider: Provider, text: str, finish: FinishReason, usage: Usage) -> Reply:
        total = priced(usage, provider.tariff, provider.model)
        total = total.plus(self._spent) if self._spent else total
        return Reply(text, finish, total, provider.name, provider.model, tuple(self.tried))

    def given_up(self) -> LlmError:
        """The error for a call that got no reply from the providers that there are."""
        if self.shown:
            return LlmInterrupted(self.tried)
        if any(one.outcome == "refused" for one in self.tried):
            return LlmRefused(self.tried)
        kind = LlmTimeout if self.left_s < LEAST_LEFT_S else LlmUnavailable
        return kind(self.tried, retry_after=self._retry_after)
