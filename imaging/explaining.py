"""A reading put into plain words by a language model, where its person asks for it.

The model is told the stored result and nothing else: no picture, no note, no name, nothing of the profile. What it writes passes
`imaging.guards` and stands below the words from templates, which always stay.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import connection

from imaging import wording
from imaging.guards import ResultGuard
from imaging.models import Study
from imaging.records import NO_LANGUAGE_MODEL, Step
from praxia import llm
from praxia.lib.journal import JournalWriter
from praxia.llm import untrusted
from praxia.triage import Level
from profiling.profile.records import Use
from profiling.profile.selectors import allows

VERSION: Final = "xray-1"
WORDS: Final = "The result is put into plain words"
NOT_CONFIGURED: Final = "No language model is configured here, so the result stands in the words above."
NOT_ALLOWED: Final = (
    "You have not allowed a language model to see your words, so the result stands in the words above. "
    "You can change that under You, Consents."
)
AWAY: Final = "The language model could not be reached. The result stands in the words above; you can ask again."
REFUSED: Final = "The language model declined to explain this. The result stands in the words above."
UNFOUNDED: Final = (
    "What the language model wrote did not keep to the result, so it is not shown. The words above stand."
)
BROKE_OFF: Final = "It could not be put into plain words. The result stands in the words above; you can ask again."
CHECKED: Final = "Part of what the language model wrote was left out because it did not keep to the result."

SYSTEM: Final = """\
You explain to a person what a computer model said about their chest X-ray. You have not seen the picture; all that you know is
the stored result below. They have read it already, with what to do and how soon. Say again in short everyday English sentences
what it means: what each finding is that lies above its threshold, or about which the model cannot tell; how its risk stands to the
threshold and to the usual one; how sure that is. At most 150 words in plain sentences, no list, no heading.
Use only numbers of the result, in figures, with the finding that they belong to. Name no other finding and no other illness. Never
state a diagnosis; never say that something is there or is not there, that all is well, or when and where to get help.
If it is a demonstration, say so first.
{rule}

{result}"""


def explain(journal: JournalWriter, study: Study) -> None:
    """Put `plain` and `plain_notices` into the explanation of a study that was read. Nothing else of it changes."""
    study.explanation = bare(study.explanation)
    journal.event("progress", step=Step.EXPLAINED, done=1, of=1, words=WORDS)
    if not llm.configured():
        return _notice(study, NO_LANGUAGE_MODEL, NOT_CONFIGURED)
    if not allows(study.owner, Use.LANGUAGE_MODEL):
        return _notice(study, NO_LANGUAGE_MODEL, NOT_ALLOWED)
    try:
        reply = _written(journal, study)
    except llm.LlmRefused:
        return _notice(study, NO_LANGUAGE_MODEL, REFUSED)
    except llm.LlmError:
        return _notice(study, NO_LANGUAGE_MODEL, AWAY)
    if reply.finish_reason != "stopped":
        _keep(study, reply)
    return None


def bare(explanation: dict[str, Any]) -> dict[str, Any]:
    """Without what a language model wrote."""
    return {name: told for name, told in explanation.items() if not name.startswith("plain")}


def broke_off(study: Study) -> None:
    study.explanation = bare(study.explanation)
    _notice(study, NO_LANGUAGE_MODEL, BROKE_OFF)


def _written(journal: JournalWriter, study: Study) -> llm.Reply:
    """The whole answer: it is checked as a whole before anything of it is shown."""
    asked = request(study)
    connection.close()  # a slow model holds no database connection
    replies = [delta.reply for delta in llm.stream(asked, stopped=journal.poll) if delta.reply]
    return replies[-1]  # a stream ends with its reply or raises


def request(study: Study) -> llm.Request:
    system = SYSTEM.format(rule=untrusted.RULE, result=untrusted.wrap("result", result_told(study)))
    ask = "Please explain the result of my X-ray in plain words."
    turns = (llm.Turn("system", system), llm.Turn("user", ask))
    return llm.Request(route="report", turns=turns, prompt_version=VERSION, max_tokens=400)


def result_told(study: Study) -> str:
    """The stored result in words: all that a language model learns of a film."""
    assert study.reading is not None
    reading, level = study.reading, Level(study.explanation["level"])
    taught = (
        "a demonstration, which learned from films of young children only"
        if reading.is_demonstration
        else "a full model"
    )
    warned = [one["words"] for one in (study.quality or {}).get("warnings", [])]
    lines = [f"Read by {taught}.", *(wording.told(one) for one in reading.findings), *warned]
    return "\n".join([*lines, f"How soon a doctor should look: {wording.ACTIONS[level]}"])


def _keep(study: Study, reply: llm.Reply) -> None:
    assert study.reading is not None
    guard = ResultGuard(study.reading.findings, {one["label"]: wording.told(one) for one in study.reading.findings})
    text = guard.checked(reply.text)
    if not text:
        return _notice(study, NO_LANGUAGE_MODEL, UNFOUNDED)
    study.explanation["plain"] = {"text": text, "model": reply.model, "provider": reply.provider, "prompt": VERSION}
    if guard.dropped:
        _notice(study, "ANSWER_CHECKED", CHECKED)
    return None


def _notice(study: Study, code: str, detail: str) -> None:
    study.explanation["plain_notices"] = [{"code": code, "detail": detail}]
