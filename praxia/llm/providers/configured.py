"""Settings -> providers. A provider without its key is not there; none at all is a supported state."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings

from praxia.llm.providers.base import Provider
from praxia.llm.providers.bedrock import Bedrock, BedrockProfile
from praxia.llm.providers.openai_like import OFFICIAL, OpenAiLike, Profile

AnyProfile = Profile | BedrockProfile


def _together() -> Profile | None:
    key, model = settings.TOGETHER_AI_API_KEY, settings.TOGETHER_AI_MODEL or "Qwen/Qwen2.5-7B-Instruct"
    return Profile("together", "https://api.together.xyz/v1", model, key) if key else None


def _openai() -> Profile | None:
    base = settings.OPENAI_BASE_URL.rstrip("/") or OFFICIAL
    model = settings.OPENAI_MODEL or settings.LLM_MODEL or "gpt-4o-mini"
    key = settings.OPENAI_API_KEY
    return Profile("openai", base, model, key, private=base != OFFICIAL) if key else None


def _openrouter() -> Profile | None:
    key, model = settings.OPENROUTER_API_KEY, settings.LLM_MODEL or "meta-llama/llama-3.2-3b-instruct:free"
    return Profile("openrouter", "https://openrouter.ai/api/v1", model, key) if key else None


def _ollama() -> Profile | None:
    if not settings.OLLAMA_API:
        return None
    parts = urlsplit(settings.OLLAMA_API)
    model = settings.OLLAMA_MODEL or "llama3.2:latest"
    path = parts.path.rstrip("/").removesuffix("/api/generate").removesuffix("/api/chat").removesuffix("/v1")
    # It takes any key, and its address is the operator's own.
    return Profile("ollama", f"{parts.scheme}://{parts.netloc}{path}/v1", model, "none", private=True)


def _bedrock() -> BedrockProfile | None:
    region, model = settings.AWS_REGION, settings.BEDROCK_MODEL
    return BedrockProfile("bedrock", region, model) if region and model else None


# In the order in which they are asked unless LLM_PROVIDERS says otherwise.
_PROFILES: dict[str, Callable[[], AnyProfile | None]] = {
    "together": _together,
    "openai": _openai,
    "openrouter": _openrouter,
    "ollama": _ollama,
    "bedrock": _bedrock,
}
KNOWN = tuple(_PROFILES)


def profiles() -> tuple[AnyProfile, ...]:
    """Those that are on, in order. LLM_PROVIDERS names which may be on; a name that nobody knows is passed over."""
    wanted = settings.LLM_PROVIDERS or KNOWN
    return tuple(found for name in wanted if name in _PROFILES and (found := _PROFILES[name]()))


def provider_of(profile: AnyProfile) -> Provider:
    return Bedrock(profile) if isinstance(profile, BedrockProfile) else OpenAiLike(profile)
