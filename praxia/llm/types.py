"""What goes into a call to a language model and what comes out. Plain values: no Django, no SDK.

Texts stay out of every `repr`, because a repr ends up in logs, in assertion messages and in error reports.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Role = Literal["system", "user", "assistant"]
# `length`: cut at max_tokens. `stopped`: the person stopped it. Nothing else is ever handed out as a reply.
FinishReason = Literal["stop", "length", "stopped"]


class Tried(NamedTuple):
    """One attempt that gave no answer: `outcome` is `timeout`, `connection`, `open`, `429`, `not configured`, …"""

    provider: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Turn:
    role: Role
    content: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`route` names the purpose (`praxia.llm.routes`), which sets what is None here. `deadline` is in seconds and in
    all: providers, retries and waits together. `prompt_version` goes to logs: an answer can be traced to its prompt.
    """

    route: str
    turns: tuple[Turn, ...]
    prompt_version: str
    temperature: float | None = None
    max_tokens: int | None = None
    deadline: float | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens. `cached` is the part of `prompt` that the provider had in its cache. `estimated`: at least in part not
    counted by the provider but guessed from lengths. `cost` is in US dollars, None when the price is not known.
    """

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    estimated: bool = False
    cost: float | None = None

    def plus(self, other: Usage) -> Usage:
        """Both together; one unknown cost makes the sum unknown."""
        known = self.cost is not None and other.cost is not None
        return Usage(
            prompt=self.prompt + other.prompt,
            completion=self.completion + other.completion,
            cached=self.cached + other.cached,
            estimated=self.estimated or other.estimated,
            cost=(self.cost or 0.0) + (other.cost or 0.0) if known else None,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. `usage` also holds what failed attempts and re-asks cost; `tried` is what went wrong before."""

    text: str = field(repr=False)
    finish_reason: FinishReason
    usage: Usage
    provider: str
    model: str
    tried: tuple[Tried, ...] = ()


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of an answer. The last one carries the `reply`; its own text may be empty."""

    text: str = field(repr=False)
    reply: Reply | None = None
