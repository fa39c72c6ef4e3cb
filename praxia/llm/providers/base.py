"""What a provider is to the gateway, and how it says that an attempt failed. No SDK exception leaves a provider."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Protocol

from praxia.lib.breaker import Verdict
from praxia.llm.types import Delta, FinishReason, Request, Usage

# Statuses that say "not now": another attempt may succeed, and enough of them open the breaker.
SICK = frozenset({500, 502, 503, 504, 529})
# What servers answer to a feature that they do not have (llm.md section 11; 404 is OpenRouter's).
UNSUPPORTED = frozenset({400, 404, 422, 500, 501})


class AttemptFailed(Exception):
    """`outcome` is a word or a status for `tried`. `another_way`: the provider may manage with a simpler request."""

    def __init__(
        self,
        outcome: str,
        *,
        retryable: bool = False,
        verdict: Verdict = "abandon",
        retry_after: float | None = None,
        another_way: bool = False,
    ) -> None:
        super().__init__(outcome)
        self.outcome, self.retryable, self.verdict = outcome, retryable, verdict
        self.retry_after, self.another_way = retry_after, another_way


def failed_status(status: int, retry_after: float | None = None) -> AttemptFailed:
    """The failure of an HTTP status: 429 waits as told and never counts, other 4xx say nothing about the service."""
    if status == 429:
        return AttemptFailed("429", retryable=True, retry_after=retry_after)
    if status >= 500:
        return AttemptFailed(str(status), retryable=status in SICK, verdict="fail", retry_after=retry_after)
    return AttemptFailed(str(status))


def broken(outcome: str) -> AttemptFailed:
    """A 200 that is no answer: asking again gives the same, and it counts."""
    return AttemptFailed(outcome, verdict="fail")


def unreachable(outcome: str = "connection") -> AttemptFailed:
    return AttemptFailed(outcome, retryable=True, verdict="fail")


def refused() -> AttemptFailed:
    """The model declined: it works, so this counts for it."""
    return AttemptFailed("refused", verdict="ok")


@dataclass(frozen=True, slots=True)
class Whole:
    """The end of a good attempt. `usage` is None when the provider did not count."""

    text: str = field(repr=False)
    finish_reason: FinishReason
    usage: Usage | None


class Provider(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def tariff(self) -> str:
        """Whose price list holds (prices.yaml), empty when nobody's does."""
        ...

    def attempt(self, request: Request) -> AsyncGenerator[Delta | Whole, None]:
        """One request, streamed: pieces of text, then one `Whole`. Raises `AttemptFailed`; closing it hangs up.

        A piece may be empty: the model is at work (it reasons) and has nothing to say yet.
        """
        ...


_FINISH: dict[str, FinishReason] = {"length": "length", "max_tokens": "length"}
_REFUSALS = frozenset({"content_filter", "content_filtered", "guardrail_intervened", "refusal"})


def whole(text: str, finish: str | None, usage: Usage | None) -> Whole:
    """Judge the end of an attempt by the provider's own word for it. Raises `AttemptFailed` when it is no answer."""
    if not finish:
        raise broken("no finish")
    if finish in _REFUSALS:
        raise refused()
    if not text.strip():
        raise broken("empty")
    return Whole(text, _FINISH.get(finish, "stop"), usage)
