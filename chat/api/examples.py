"""What requests and answers look like, for the OpenAPI page."""

from __future__ import annotations

from typing import Any

AT = "2026-11-20T09:30:00.000Z"
TALK, ASKED, ANSWER = (
    "0192fa00-5b1e-4c52-9f0a-3d1f6f0c8a11",
    "0192fa01-7c2f-4d63-8a1b-4e2a7a1d9b22",
    "0192fa02-8d3a-4e74-9b2c-5f3b8b2eac33",
)
TITLE = "I have had a sore throat and fever for two days"
ACTION = "Look after yourself at home. See a doctor if it lasts longer than a week or gets worse."
SOURCE = {
    "n": 1, "kind": "guidance", "title": "Sore throat", "publisher": "NHS",
    "url": "https://www.nhs.uk/symptoms/sore-throat/", "checked_on": "2026-11-19", "quote": None,
}  # fmt: skip

TRIAGE: dict[str, Any] = {
    "level": "self_care", "rule": None, "reasons": ["sore throat", "fever", "2 days"], "action": ACTION,
    "numbers": [], "engine": "5299ef2885e0", "crisis": False,
}  # fmt: skip
TRIAGE_DETAILED: dict[str, Any] = {
    **TRIAGE,
    "findings": [
        {"id": "sore_throat", "label": "sore throat", "quote": "sore throat", "negated": False, "who": "self", "when": "now"}
    ],
    "conditions": [
        {
            "id": "viral_pharyngitis", "name": "Viral sore throat", "fit": "fits well", "dangerous": False,
            "sources": [{key: SOURCE[key] for key in ("publisher", "title", "url", "checked_on")}],
        }
    ],
    "medicines": [],
    "interactions": [],
    "question": {
        "finding": "drooling", "text": "Can you swallow your own saliva?", "options": ["yes", "no", "not sure"],
        "if_yes": None,
    },
    "language_supported": True,
    "recognised": True,
    "disclaimer": "This is information, not a diagnosis.",
}  # fmt: skip
TRIAGE_ASKED = {"text": TITLE, "about": {"age": 34, "sex": "female", "pregnant": False}}

QUESTION: dict[str, Any] = {
    "id": ASKED, "role": "user", "content": TITLE, "status": "complete", "parent_id": None,
    "client_message_id": "c-17", "triage": TRIAGE, "created_at": AT,
}  # fmt: skip
DIAGNOSIS: dict[str, Any] = {
    "conditions": [{"name": "Viral sore throat", "likelihood": "fits well", "why": "sore throat, fever"}],
    "urgent": [], "next_steps": ["Drink enough, rest, take paracetamol if you tolerate it."], "advice": ACTION,
    "clarification": ["Can you swallow your own saliva?"],
}  # fmt: skip
MESSAGE: dict[str, Any] = {
    "id": ANSWER, "role": "assistant", "content": f"**{ACTION}**\n\nMost sore throats come from a virus.[1]",
    "html": f'<p class="action"><strong>{ACTION}</strong></p><p>Most sore throats come from a virus.</p>',
    "status": "complete", "parent_id": ASKED, "triage": TRIAGE,
    "structured": {"diagnosis": DIAGNOSIS, "related_research": [], "disclaimer": "This is information, not a diagnosis."},
    "sources": [SOURCE], "notices": [], "usage": {"tokens_in": 812, "tokens_out": 164, "estimated": False, "cost": None},
    "model": {"provider": "ollama", "name": "qwen2.5:7b", "prompt": "reply-1"}, "error": None, "feedback": None,
    "xray_analysis_id": None, "events_url": f"/api/chat-sessions/{TALK}/messages/{ANSWER}/events", "created_at": AT,
}  # fmt: skip
EXCHANGE = {"user_message": QUESTION, "ai_message": MESSAGE}
MESSAGE_POSTED = {"content": TITLE, "client_message_id": "c-17"}
FEEDBACK = {"feedback": "up", "comment": "This helped."}

CONVERSATION: dict[str, Any] = {"id": TALK, "title": TITLE, "created_at": AT, "updated_at": AT}
CONVERSATION_SHOWN = {**CONVERSATION, "messages": [QUESTION, MESSAGE]}
CONVERSATION_LISTED = {
    **CONVERSATION,
    "last_message": {key: MESSAGE[key] for key in ("id", "role", "content", "status", "created_at")},
}
CONVERSATION_TITLE = {"title": "Throat"}
CONVERSATION_CHANGE = {"title": "Throat", "active_message_id": ANSWER}

CONSULTATION_POSTED = {"symptoms": TITLE, "language": "en"}
CONSULTATION: dict[str, Any] = {
    "id": TALK, "status": "complete", "symptoms": TITLE, "language": "en", "triage": TRIAGE, "diagnosis": DIAGNOSIS,
    "text": MESSAGE["content"], "html": MESSAGE["html"], "sources": [SOURCE], "related_research": [],
    "disclaimer": "This is information, not a diagnosis.", "notices": [], "session_id": TALK, "message_id": ANSWER,
    "model": MESSAGE["model"], "error": None, "events_url": MESSAGE["events_url"], "created_at": AT,
}  # fmt: skip
