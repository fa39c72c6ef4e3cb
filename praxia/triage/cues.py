"""The words that change what a finding means: negation, people, time, supposition. Same pattern language as the knowledge."""

from __future__ import annotations

GAP_BLOCKERS = frozenset({"not", "no", "never", "without", "nor", "neither", "denies", "denied"})

PHRASES: dict[str, tuple[str, ...]] = {}
