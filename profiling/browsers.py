"""What a browser calls itself, in words that its owner would use."""

from __future__ import annotations

from collections.abc import Sequence

# The first that fits: most browsers also claim to be those further down.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"),
             ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"),
            ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def browser_words(user_agent: str) -> str:
    """`Firefox on Linux`; as much of it as can be told."""
    browser, system = _named(_BROWSERS, user_agent, "Browser"), _named(_SYSTEMS, user_agent, "")
    return f"{browser} on {system}" if system else browser


def _named(names: Sequence[tuple[str, str]], user_agent: str, other: str) -> str:
    return next((words for sign, words in names if sign in user_agent), other)
