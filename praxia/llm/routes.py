"""What a purpose gets where the request leaves it open, and which providers are on, in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from praxia.llm.types import Request


class Route(NamedTuple):
    """`deadline` in seconds and in all."""

    deadline: float
    temperature: float
    max_tokens: int


ROUTES = {
    "consult": Route(deadline=60, temperature=0.3, max_tokens=1500),  # an answer that a person watches
    "interview": Route(deadline=15, temperature=0.0, max_tokens=500),  # slots from one sentence
    "search": Route(deadline=15, temperature=0.0, max_tokens=300),  # terms for a literature search
    "plan": Route(deadline=30, temperature=0.3, max_tokens=1000),  # wording around a plan that rules have made
    "report": Route(deadline=60, temperature=0.3, max_tokens=1500),  # a paragraph or a summary
    "probe": Route(deadline=30, temperature=0.0, max_tokens=100),  # `manage.py llm_probe`
}


def resolved(request: Request) -> Request:
    """The request with everything open filled in from its route. Raises ValueError for an unknown route."""
    route = ROUTES.get(request.route)
    if route is None:
        raise ValueError(f"Unknown route {request.route!r}; known: {', '.join(ROUTES)}.")
    return replace(
        request,
        temperature=route.temperature if request.temperature is None else request.temperature,
        max_tokens=request.max_tokens or route.max_tokens,
        deadline=request.deadline or route.deadline,
    )
