"""The paced generator that stands for a model in every row of the table: each token is the moment at which it was made."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

WIDTH = len("1763622000.123456 ")


async def tokens(count: int, rate: float) -> AsyncIterator[str]:
    """`count` tokens at `rate` a second; 0: as fast as they are taken."""
    began = time.monotonic()
    for number in range(count):
        if rate:
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        yield f"{time.time():.6f} "


def made_at(text: str) -> list[float]:
    """When each token of a text was made."""
    return [float(text[at : at + WIDTH]) for at in range(0, len(text), WIDTH)]
