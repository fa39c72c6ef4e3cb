"""Why there is no answer from a language model. Messages name providers and causes, never anybody's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from praxia.llm.types import Tried


class LlmError(Exception):
    """`code` is stable. `retryable`: the same request may succeed later. `tried`: who was asked and what happened."""

    code: ClassVar[str] = "llm_error"
    retryable: ClassVar[bool] = False

    def __init__(self, tried: Sequence[Tried] = ()) -> None:
        self.tried = tuple(tried)
        super().__init__(self.code, *(f"{one.provider}={one.outcome}" for one in self.tried))

    def __str__(self) -> str:
        return " ".join(str(part) for part in self.args)


class LlmUnavailable(LlmError):
    """No provider is configured or none could begin an answer; nothing was shown. `retry_after`: seconds, when told."""

    code = "llm_unavailable"
    retryable = True

    def __init__(self, tried: Sequence[Tried] = (), *, retry_after: float | None = None) -> None:
        super().__init__(tried)
        self.retry_after = retry_after


class LlmTimeout(LlmUnavailable):
    """As `LlmUnavailable`, and it was the total deadline that ended the search."""

    code = "llm_timeout"


class LlmRefused(LlmError):
    """The model declined, or the provider's filter took the answer away. Asking again gives the same."""

    code = "llm_refused"


class LlmInvalid(LlmError):
    """`extract` got answers, but no whole valid object. `fields` names what was wrong, never with which value."""

    code = "llm_invalid"

    def __init__(self, tried: Sequence[Tried] = (), *, fields: Sequence[str] = ()) -> None:
        super().__init__(tried)
        self.fields = tuple(fields)


class LlmInterrupted(LlmError):
    """A stream broke off after something was shown. It is not begun again elsewhere: two models are never spliced."""

    code = "llm_interrupted"
    retryable = True
