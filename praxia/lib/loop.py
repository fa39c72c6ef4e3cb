"""The one event loop of this process for calls to the outside, in a thread of its own, made when it is first needed.

Made after the fork, never at import: a prefork worker's child that inherited a loop or an open connection would share
it with its parent.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

_making = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def loop() -> asyncio.AbstractEventLoop:
    global _loop
    with _making:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="praxia-calls", daemon=True).start()
        return _loop


def submit(work: Coroutine[Any, Any, T]) -> Future[T]:
    """Run `work` on the loop. Cancelling the future cancels the work."""
    return asyncio.run_coroutine_threadsafe(work, loop())


def _forget() -> None:
    """The parent's loop does not run in a child."""
    global _loop, _making
    _loop, _making = None, threading.Lock()


os.register_at_fork(after_in_child=_forget)
