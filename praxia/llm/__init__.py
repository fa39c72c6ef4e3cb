"""The one front door to language models. What is named here is its surface; outside nothing else is imported."""

from praxia.llm.errors import LlmError, LlmInterrupted, LlmInvalid, LlmRefused, LlmTimeout, LlmUnavailable
from praxia.llm.speaking import acomplete, aextract, astream, complete, extract, stream
from praxia.llm.standing import ProviderStatus, configured, status
from praxia.llm.types import Delta, Reply, Request, Tried, Turn, Usage

__all__ = [
    "Delta",
    "LlmError",
    "LlmInterrupted",
    "LlmInvalid",
    "LlmRefused",
    "LlmTimeout",
    "LlmUnavailable",
    "ProviderStatus",
    "Reply",
    "Request",
    "Tried",
    "Turn",
    "Usage",
    "acomplete",
    "aextract",
    "astream",
    "complete",
    "configured",
    "extract",
    "status",
    "stream",
]
