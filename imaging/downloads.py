"""Large files from outside, by their hash alone: to a temporary file, bounded, verified, then moved into place."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import httpx2

from praxia.lib.http import client

SECONDS: Final = 600.0
_PIECE_S: Final = 30.0


class NotDownloaded(Exception):
    """Nothing was kept. The message is a sentence for the operator."""


def download(
    url: str,
    place: Path,
    *,
    sha256: str,
    most_bytes: int,
    exact_bytes: int | None = None,
    allow_private: Sequence[str] = (),
) -> None:
    """GET `url` into `place`, over HTTPS unless it is one of `allow_private` (a mirror of one's own). Raises NotDownloaded unless
    size and sha256 are those that are pinned; what was at `place` before then stays."""
    if not url.startswith(("https://", *allow_private)):
        raise NotDownloaded("Only HTTPS addresses are downloaded.")
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".part-", delete=False) as part:
        try:
            digest, size = asyncio.run(_stream(url, Path(part.name), most_bytes, allow_private))
            if exact_bytes not in (None, size) or digest != sha256.lower():
                raise NotDownloaded("What came is not the file that was pinned: its size or its sha256 differs.")
            Path(part.name).replace(place)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
            raise NotDownloaded(f"{httpx2.URL(url).host} could not be reached ({type(error).__name__}).") from None
        finally:
            Path(part.name).unlink(missing_ok=True)


async def _stream(url: str, place: Path, most_bytes: int, allow_private: Sequence[str]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    async with (
        asyncio.timeout(SECONDS),
        client(timeout=_PIECE_S, max_bytes=most_bytes, allow_private=allow_private) as http,
        http.stream("GET", url, follow_redirects=True) as answer,
    ):
        answer.raise_for_status()
        with place.open("wb") as out:
            async for piece in answer.aiter_bytes():
                digest.update(piece)
                size += len(piece)
                out.write(piece)
    return digest.hexdigest(), size
