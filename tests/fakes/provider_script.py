"""What the provider server says: the steps of a script, and the text or object that a step means for a request."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import unquote

FAULTS = {
    "hung",  # takes the request and says nothing at all
    "hung_body",  # sends the head of a good answer, then nothing
    "drip",  # keeps the line busy with SSE comments
    "stall",  # goes silent after `after` tokens
    "disconnect",  # closes the connection without an answer
    "html",  # 200 with a page of a proxy
    "cut",  # closes the connection inside the answer, after `after` tokens
    "error_event",  # an error event in the stream, after `after` tokens
    "no_finish",  # the stream ends without a finish_reason
    "empty",  # a whole answer without a text
    "fenced",  # JSON in a fence with chatter around it
    "refusal",  # declines in prose
    "filter",  # finish_reason content_filter after `after` tokens
}
PARAGRAPH = (
    "This is an answer of the test server. It comes in small pieces, as a model's would. "
    "It has a second sentence, and **a few bold words**, so that pages have something to show.\n\n"
    "- one point\n- another point\n\nThat is all that it has to say."
)
REFUSAL = "I'm sorry, but I can't help with that."


@dataclass
class Step:
    text: str | None = None  # what is said; None: a fixed paragraph
    object: Any = None  # the value for structured requests; None: the smallest that fits the schema
    tokens: int = 0  # say `t0 t1 t2 …` instead, so many pieces
    rate: float = 0.0  # pieces per second; 0: at once
    first: float = 0.0  # seconds before the first piece
    thinks: float = 0.0  # seconds of reasoning before the first piece, streamed as some servers do
    after: int = 3  # pieces before a fault in mid-stream
    fault: str = ""
    status: int = 200
    retry_after: float | None = None
    usage: bool = True  # false: ignores include_usage
    finish: str = "stop"
    refuses: list[str] = field(default_factory=list)  # of tools, json_schema, json_object
    refuses_status: int = 400
    ignores: list[str] = field(default_factory=list)  # of tools, json_schema, json_object: answers in prose


_KINDS = {one.name: one.type for one in fields(Step)}


def named_step(model: str) -> Step:
    """The step that the model's name asks for."""
    step = Step()
    for part in model.split("+")[1:]:
        key, found, value = part.partition("=")
        if not found and key in FAULTS:
            step.fault = key
        elif not found and key.isdecimal():
            step.status = int(key)
        elif not found and key == "no_usage":
            step.usage = False
        else:
            setattr(step, key, _value(key, unquote(value)))
    return step


def _value(key: str, value: str) -> Any:
    kind = str(_KINDS[key])
    if "int" in kind:
        return int(value)
    if "float" in kind:
        return float(value)
    return value.split(",") if "list" in kind else value


def structure_of(body: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
    """(`tools`, `json_schema`, `json_object` or ``, the schema)."""
    if body.get("tools"):
        return "tools", body["tools"][0]["function"].get("parameters", {})
    wanted = body.get("response_format") or {}
    if wanted.get("type") == "json_schema":
        return "json_schema", wanted["json_schema"].get("schema", {})
    if wanted.get("type") == "json_object":
        return "json_object", wanted.get("schema")
    return "", None


def sample(schema: dict[str, Any], root: dict[str, Any]) -> Any:
    """The smallest value that fits."""
    if "$ref" in schema:
        return sample(root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root)
    if "const" in schema or "enum" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return sample(schema[union][-1], root)
    kind = schema.get("type", "object")
    if kind == "object":
        inner = schema.get("properties", {})
        return {name: sample(inner[name], root) for name in schema.get("required", inner) if name in inner}
    if kind == "array":
        return [sample(schema.get("items", {}), root)] * schema.get("minItems", 0)
    if kind == "string":
        return "text".ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength")]
    return {"integer": schema.get("minimum", 1), "number": schema.get("minimum", 1.0), "boolean": False}.get(kind)


def answer_text(step: Step, kind: str, schema: dict[str, Any] | None) -> str:
    if step.fault == "refusal":
        return REFUSAL
    if step.fault == "empty":
        return ""
    if step.tokens:
        return " ".join(f"t{number}" for number in range(step.tokens))
    structured = kind and kind not in step.ignores
    if step.fault == "fenced" or structured:
        if step.object is None and step.text is not None:
            return step.text
        value = step.object if step.object is not None else sample(schema or {}, schema or {})
        told = value if isinstance(value, str) else json.dumps(value)
        return f"Here you are:\n\n```json\n{told}\n```\n\nIs there anything else?" if step.fault == "fenced" else told
    return PARAGRAPH if step.text is None else step.text


def pieces_of(text: str) -> list[str]:
    """Words with the white space before them: joined they are the text again."""
    found: list[str] = []
    for part in text.split(" "):
        found.append(f" {part}" if found else part)
    return found if text else []
