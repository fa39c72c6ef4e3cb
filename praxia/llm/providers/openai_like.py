"""Together, OpenAI, OpenRouter, Ollama and every other server that speaks OpenAI's chat completions."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings

from praxia.lib.retry import retry_after_s
from praxia.llm.capabilities import takes_temperature
from praxia.llm.providers.base import (
    AttemptFailed,
    Whole,
    broken,
    failed_status,
    refused,
    unreachable,
    whole,
)
from praxia.llm.quiet import silence
from praxia.llm.types import Delta, Request, Turn, Usage

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletion, ChatCompletionChunk
    from openai.types.completion_usage import CompletionUsage

OFFICIAL = "https://api.openai.com/v1"


@dataclass(frozen=True)
class Profile:
    """One configured server. `private`: its host was named by the operator and may lie in a private network."""

    name: str
    base_url: str
    model: str
    api_key: str = field(repr=False)
    private: bool = False


class OpenAiLike:
    def __init__(self, profile: Profile) -> None:
        self.name, self.model, self._profile = profile.name, profile.model, profile
        self._official = profile.base_url == OFFICIAL
        # A compatible server under OPENAI_BASE_URL may use OpenAI's names for models; its prices are its own.
        self.tariff = profile.name if self._official or not profile.private else ""
        self._client: AsyncOpenAI | None = None
        self._connecting = asyncio.Lock()

    async def attempt(self, request: Request) -> AsyncGenerator[Delta | Whole, None]:
        try:
            async with aclosing(self._stream(request)) as parts:
                async for part in parts:
                    yield part
        except Exception as error:
            raise translated(error) from None

    async def _stream(self, request: Request) -> AsyncGenerator[Delta | Whole, None]:
        client = await self._connected()
        body = {**self.parameters(request), "messages": messages(request.turns)}
        stream = await client.chat.completions.create(**body, stream=True, stream_options={"include_usage": True})
        if "html" in stream.response.headers.get("content-type", ""):
            await stream.close()
            raise broken("html")
        text, finish, usage = [], None, None
        try:
            async for chunk in stream:
                usage = counted(chunk.usage) or usage
                if not chunk.choices:
                    continue
                if chunk.choices[0].delta.refusal:
                    raise refused()
                piece = chunk.choices[0].delta.content or ""
                finish = chunk.choices[0].finish_reason or finish
                text.append(piece)
                if piece or _reasons(chunk):
                    yield Delta(piece)
        finally:
            await stream.close()
        yield whole("".join(text), finish, usage)

    async def create(self, **body: Any) -> ChatCompletion:
        """One answer in one piece, for structured requests. Raises `AttemptFailed`; its end is the caller's to judge."""
        from openai.types.chat import ChatCompletion

        try:
            client = await self._connected()
            completion = await client.chat.completions.create(**body)
        except Exception as error:
            raise translated(error) from None
        if isinstance(completion, ChatCompletion) and completion.choices:
            return completion
        raise broken("html" if isinstance(completion, str) else "malformed")

    def parameters(self, request: Request) -> dict[str, Any]:
        found: dict[str, Any] = {"model": self.model}
        if request.max_tokens:
            # OpenAI's newer models refuse the old name, and other servers do not know the new one.
            found["max_completion_tokens" if self._official else "max_tokens"] = request.max_tokens
        if request.temperature is not None and takes_temperature(self.model):
            found["temperature"] = request.temperature
        return found

    async def _connected(self) -> AsyncOpenAI:
        async with self._connecting:
            if self._client is None:
                self._client = await asyncio.to_thread(self._connect)
            return self._client

    def _connect(self) -> AsyncOpenAI:
        # Imported here and off the loop: it takes most of a second, and other people's answers are streaming.
        import httpx2
        from openai import AsyncOpenAI

        from praxia.lib.http import client

        silence("openai", "httpx2", "httpcore2")
        profile = self._profile
        # A bound for each single read, should all else fail: the gateway's own limits are shorter and total.
        timeout = httpx2.Timeout(settings.LLM_TIMEOUT, connect=5.0)
        http = client(timeout=timeout, allow_private=[profile.base_url] if profile.private else [])
        return AsyncOpenAI(
            api_key=profile.api_key, base_url=profile.base_url, max_retries=0, timeout=timeout, http_client=http
        )


def messages(turns: tuple[Turn, ...]) -> list[dict[str, str]]:
    return [{"role": turn.role, "content": turn.content} for turn in turns]


def counted(usage: CompletionUsage | None) -> Usage | None:
    if usage is None:
        return None
    details = usage.prompt_tokens_details
    cached = (details.cached_tokens or 0) if details else 0
    return Usage(prompt=usage.prompt_tokens or 0, completion=usage.completion_tokens or 0, cached=cached)


def translated(error: Exception) -> AttemptFailed:
    """What the SDK, the HTTP client or a surprise in the answer means to the gateway."""
    import httpx2
    import openai

    if isinstance(error, AttemptFailed):
        return error
    if isinstance(error, openai.APIStatusError):
        return failed_status(error.status_code, retry_after_s(error.response.headers.get("retry-after")))
    if isinstance(error, (openai.APITimeoutError, httpx2.TimeoutException)):
        return unreachable("timeout")
    if isinstance(error, (openai.APIConnectionError, httpx2.TransportError)):
        return _unreachable(error.__cause__ or error)
    if isinstance(error, openai.APIError):
        return broken("error event")
    # A body that is no chat completion surfaces as AttributeError, TypeError, JSONDecodeError … somewhere in the SDK.
    logging.getLogger(__name__).warning("A provider's answer could not be read (%s).", type(error).__name__)
    return broken("malformed")


def _unreachable(cause: BaseException) -> AttemptFailed:
    from praxia.lib.http import AddressRefused, TooLarge

    if isinstance(cause, AddressRefused):
        return AttemptFailed("private address")
    return broken("too large") if isinstance(cause, TooLarge) else unreachable()


def _reasons(chunk: ChatCompletionChunk) -> bool:
    extra = chunk.choices[0].delta.model_extra or {}
    return bool(extra.get("reasoning_content") or extra.get("reasoning"))
