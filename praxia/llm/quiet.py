"""Keeps the loggers of SDKs silent: they print prompts, `input_value=…` and request bodies, at ERROR too."""

from __future__ import annotations

import logging

_NOTHING = logging.CRITICAL + 1


def silence(*names: str) -> None:
    """For good: neither `OPENAI_LOG=debug` nor a root logger at DEBUG brings them back. Call after the import."""
    for name in names:
        logger = logging.getLogger(name)
        logger.setLevel(_NOTHING)
        logger.propagate = False
        for child in list(logging.root.manager.loggerDict):
            if child.startswith(f"{name}."):
                logging.getLogger(child).setLevel(_NOTHING)
