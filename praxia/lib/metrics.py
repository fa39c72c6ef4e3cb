"""What Prometheus sees of `praxia.lib` and `praxia.llm`. No person, text, address or path with ids is ever a label."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 90)

breaker_state = Gauge(
    "praxia_breaker_state",
    "As last seen by this process: 0 closed, 1 half-open, 2 open.",
    ["name"],
    multiprocess_mode="mostrecent",
)
breaker_transitions = Counter("praxia_breaker_transitions_total", "Changes of state.", ["name", "to"])
breaker_refused = Counter("praxia_breaker_refused_total", "Calls that were not made.", ["name"])
breaker_store_errors = Counter("praxia_breaker_store_errors_total", "Redis could not be asked; the process stood in.")

component_unavailable = Gauge(
    "praxia_component_unavailable",
    "1 while a part of this installation is unavailable, as /api/health/ has it.",
    ["component"],
)

access_log_broken = Gauge(
    "praxia_access_log_broken", "1 when the last check found that somebody changed the access log."
)

limit_refused = Counter("praxia_limit_refused_total", "Requests over a limit.", ["kind"])
limit_store_errors = Counter("praxia_limit_store_errors_total", "Redis could not be asked about a limit.", ["kind"])

source_calls = Counter("praxia_source_calls_total", "Attempts at an outside source.", ["source", "outcome"])
source_seconds = Histogram(
    "praxia_source_seconds", "Length of one attempt at an outside source.", ["source"], buckets=_SECONDS
)
source_cache_hits = Counter("praxia_source_cache_hits_total", "Answers of a source taken from the cache.", ["source"])

_LLM = ["provider", "model", "route"]
llm_calls = Counter("praxia_llm_calls_total", "Attempts at a language model.", [*_LLM, "outcome"])
llm_seconds = Histogram("praxia_llm_seconds", "Length of one attempt.", [*_LLM, "outcome"], buckets=_SECONDS)
llm_first_token_seconds = Histogram(
    "praxia_llm_first_token_seconds", "Wait for the first token.", _LLM, buckets=_SECONDS
)
llm_tokens = Counter("praxia_llm_tokens_total", "Tokens by direction (prompt, completion).", [*_LLM, "direction"])
llm_cost = Counter("praxia_llm_cost_usd_total", "US dollars, of models whose price is known.", _LLM)
