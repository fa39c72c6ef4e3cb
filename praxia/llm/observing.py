"""What is counted and logged about calls: names, lengths, seconds, tokens. Never a text, never an SDK's exception."""

from __future__ import annotations

import logging
import time

from praxia.lib import metrics
from praxia.llm.calls import Call
from praxia.llm.providers.base import Provider
from praxia.llm.types import Reply

log = logging.getLogger("praxia.llm")


def attempted(call: Call, provider: Provider, outcome: str, seconds: float) -> None:
    labels = (provider.name, provider.model, call.request.route)
    metrics.llm_calls.labels(*labels, outcome).inc()
    metrics.llm_seconds.labels(*labels, outcome).observe(seconds)
    if call.first_token_s is not None:
        metrics.llm_first_token_seconds.labels(*labels).observe(call.first_token_s)
    if outcome != "ok":
        # The shape of what was sent: some servers answer 500 to a request that they cannot read.
        shape = ", ".join(f"{turn.role} {len(turn.content)}" for turn in call.request.turns[-6:])
        log.info(
            "%s: %s (%s) gave %s after %.2f s; %d turns, last: %s",
            call.request.route, provider.name, provider.model, outcome, seconds, len(call.request.turns), shape,
        )  # fmt: skip


def replied(call: Call, reply: Reply) -> None:
    labels = (reply.provider, reply.model, call.request.route)
    usage = reply.usage
    metrics.llm_tokens.labels(*labels, "prompt").inc(usage.prompt)
    metrics.llm_tokens.labels(*labels, "completion").inc(usage.completion)
    if usage.cost:
        metrics.llm_cost.labels(*labels).inc(usage.cost)
    log.info(
        "%s (%s): %s (%s) replied, %s, %d+%d tokens%s, %d characters, %.2f s, tried %s",
        call.request.route, call.request.prompt_version, reply.provider, reply.model, reply.finish_reason,
        usage.prompt, usage.completion, " (estimated)" if usage.estimated else "",
        len(reply.text), time.monotonic() - call.started,
        ", ".join(f"{one.provider}={one.outcome}" for one in reply.tried) or "nobody else",
    )  # fmt: skip
