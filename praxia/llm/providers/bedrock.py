"""Anthropic's models on AWS Bedrock, through the Converse API. boto3 is an optional extra and blocks, so: threads."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from praxia.llm.providers.base import AttemptFailed, Whole, broken, failed_status, unreachable, whole
from praxia.llm.quiet import silence
from praxia.llm.types import Delta, Request, Usage

# Exceptions inside an event stream come without a status.
_STREAM_STATUS = {
    "internalServerException": 500,
    "modelStreamErrorException": 500,
    "serviceUnavailableException": 503,
    "throttlingException": 429,
    "validationException": 400,
}


@dataclass(frozen=True)
class BedrockProfile:
    """Credentials come from the usual AWS chain (variables, files, instance role)."""

    name: str
    region: str
    model: str


class Bedrock:
    def __init__(self, profile: BedrockProfile) -> None:
        self.name, self.model, self._region = profile.name, profile.model, profile.region
        self.tariff = profile.name
        self._client: Any = None
        self._connecting = threading.Lock()

    async def attempt(self, request: Request) -> AsyncGenerator[Delta | Whole, None]:
        loop, parts = asyncio.get_running_loop(), asyncio.Queue[Delta | Whole | AttemptFailed]()

        def put(part: Delta | Whole | AttemptFailed) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(parts.put_nowait, part)

        reading = _Reading(self._connected, self.model, request, put)
        # A thread of its own: a hung call must not take a place in the pool that everybody shares.
        threading.Thread(target=reading.run, name="bedrock", daemon=True).start()
        try:
            while not isinstance(part := await parts.get(), Whole):
                if isinstance(part, AttemptFailed):
                    raise part
                yield part
            yield part
        finally:
            reading.close()

    def _connected(self) -> Any:
        with self._connecting:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> Any:
        try:
            import boto3
            from botocore.config import Config
        except ImportError:
            raise AttemptFailed("boto3 is not installed") from None
        silence("boto3", "botocore", "urllib3")
        # A reading that nobody waits for any more ends here at the latest.
        config = Config(
            connect_timeout=5,
            read_timeout=settings.LLM_TIMEOUT,
            retries={"total_max_attempts": 1},
            max_pool_connections=settings.LLM_CONCURRENCY,
        )
        return boto3.client("bedrock-runtime", region_name=self._region, config=config)


class _Reading:
    """One blocking call and its event stream, in a thread."""

    def __init__(
        self,
        connected: Callable[[], Any],
        model: str,
        request: Request,
        put: Callable[[Delta | Whole | AttemptFailed], None],
    ) -> None:
        self._connected, self._model, self._request, self._put = connected, model, request, put
        self._stream: Any = None
        self._closed = threading.Event()

    def close(self) -> None:
        """End the reading from the loop's thread. Closing here would wait for the read that is going on."""
        self._closed.set()
        if self._stream is not None:
            # botocore has no public way to interrupt a read; urllib3, below it, has one for exactly this. It refuses
            # when the answer is whole and its connection somebody else's already.
            with contextlib.suppress(AttributeError, ValueError, RuntimeError, OSError):
                self._stream._raw_stream.shutdown()

    def run(self) -> None:
        try:
            answer = self._connected().converse_stream(modelId=self._model, **body(self._request))
            self._stream = answer["stream"]
            with contextlib.closing(self._stream):
                if not self._closed.is_set():
                    self._put(self._read())
        except Exception as error:
            if not self._closed.is_set():
                self._put(translated(error))

    def _read(self) -> Whole:
        text: list[str] = []
        finish, usage = None, None
        for event in self._stream:
            if self._closed.is_set():
                break
            if delta := event.get("contentBlockDelta"):
                piece = delta["delta"].get("text", "")
                text.append(piece)
                self._put(Delta(piece))
            elif stop := event.get("messageStop"):
                finish = stop["stopReason"]
            elif metadata := event.get("metadata"):
                usage = counted(metadata["usage"])
        return whole("".join(text), finish, usage)


def body(request: Request) -> dict[str, Any]:
    """Converse keeps the system text apart from the turns, which alternate and begin with the user."""
    system = [{"text": turn.content} for turn in request.turns if turn.role == "system"]
    turns: list[dict[str, Any]] = []
    for turn in request.turns:
        if turn.role == "system":
            continue
        if turns and turns[-1]["role"] == turn.role:
            turns[-1]["content"].append({"text": turn.content})
        else:
            turns.append({"role": turn.role, "content": [{"text": turn.content}]})
    limits = {"maxTokens": request.max_tokens, "temperature": request.temperature}
    found: dict[str, Any] = {"messages": turns, "inferenceConfig": {k: v for k, v in limits.items() if v is not None}}
    return {**found, "system": system} if system else found


def counted(usage: dict[str, int]) -> Usage:
    cached = usage.get("cacheReadInputTokens", 0)
    return Usage(prompt=usage["inputTokens"] + cached, completion=usage["outputTokens"], cached=cached)


def translated(error: Exception) -> AttemptFailed:
    import urllib3
    from botocore import exceptions

    if isinstance(error, AttemptFailed):
        return error
    if isinstance(error, exceptions.EventStreamError):
        return failed_status(_STREAM_STATUS.get(error.response.get("Error", {}).get("Code", ""), 500))
    if isinstance(error, exceptions.ClientError):
        return failed_status(int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)))
    if isinstance(error, exceptions.ReadTimeoutError | urllib3.exceptions.ReadTimeoutError):
        return unreachable("timeout")
    if isinstance(error, exceptions.NoCredentialsError | exceptions.PartialCredentialsError):
        return AttemptFailed("no credentials")
    if isinstance(error, exceptions.HTTPClientError | urllib3.exceptions.HTTPError):
        return unreachable()
    return broken("malformed")
