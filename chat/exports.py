"""A conversation as a file of the person's own."""

from __future__ import annotations

import json
from dataclasses import dataclass

from chat import selectors, wire
from chat.models import Conversation, Message
from chat.records import Role
from praxia.lib.errors import invalid


@dataclass(frozen=True)
class ExportFile:
    name: str
    content_type: str
    content: bytes


def conversation_export(conversation: Conversation, form: str) -> ExportFile:
    """`json` holds every message with its branches; `md` what is shown, for reading."""
    stem = f"praxia-{conversation.created_at:%Y-%m-%d}-{str(conversation.id)[:8]}"
    if form == "json":
        whole = {
            **wire.conversation_wire(conversation),
            "messages": [wire.message_wire(message) for message in selectors.message_list(conversation)],
        }
        return ExportFile(f"{stem}.json", "application/json", json.dumps(whole, ensure_ascii=False, indent=2).encode())
    if form == "md":
        parts = [f"# {conversation.title or 'Conversation'}"]
        parts += [_told(step.message) for step in selectors.path(conversation)]
        return ExportFile(f"{stem}.md", "text/markdown; charset=utf-8", "\n\n".join(parts).encode())
    raise invalid("format", "Please ask for json or md.")


def _told(message: Message) -> str:
    who = "You" if message.role == Role.USER else "Praxia"
    sources = [f"{one['n']}. {one['title']}, {one['publisher']}: <{one['url']}>" for one in message.sources]
    listed = "\n\n" + "\n".join(sources) if sources else ""
    return f"## {who}, {message.created_at:%Y-%m-%d %H:%M} UTC\n\n{message.content}{listed}"
