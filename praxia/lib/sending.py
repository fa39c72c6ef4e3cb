"""A private file as an answer, in pieces: no worker of the web process holds the whole of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

from django.http import StreamingHttpResponse

PIECE = 256 * 1024


def send_file(path: Path, *, name: str, content_type: str) -> StreamingHttpResponse:
    """To be saved under `name`, never shown inside a page and never kept by a cache. The caller has authorised.

    The file is opened here: one that is removed afterwards is still sent whole. Raises FileNotFoundError.
    """
    file = path.open("rb")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(path.stat().st_size),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    response = StreamingHttpResponse(_pieces(file), content_type=content_type, headers=headers)
    response._resource_closers.append(file.close)  # type: ignore[attr-defined]  # as Django's own FileResponse: also when nobody reads on
    return response


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(file.read, PIECE):
        yield piece
