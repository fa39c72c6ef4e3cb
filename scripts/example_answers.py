"""Writes docs/answers.md: eleven texts and the whole answers that Praxia gives without a language model.

    python scripts/example_answers.py > docs/answers.md

A test compares the page with what is answered now, so run this after every change of knowledge or wording.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxia.settings")

EXAMPLES = (
    (
        "Amina, 34, in the evening",
        "I have had a sore throat and fever for two days",
        {"age_years": 34, "sex": "female"},
    ),
    ("The pain that must not wait", "crushing chest pain going into my left arm, I'm sweating", {"age_years": 58}),
    ("Somebody else, who cannot write", "my roommate is not waking up and is breathing strangely", {}),
    ("A small baby", "my 5 week old baby has 38.4 and does not want to drink", {}),
    (
        "It has gone again",
        "this morning my right hand was useless for ten minutes and I talked nonsense, now all is well",
        {},
    ),
    (
        "What most people have",
        "my lower back hurts since I lifted a box three days ago, no numbness, I can walk",
        {"age_years": 40},
    ),
    (
        "Fear at night",
        "I read about brain tumours and now I have had a mild headache since lunch, am I dying?",
        {"age_years": 28},
    ),
    ("A crisis", "I don't want to be here any more, nobody would miss me", {"country": "GB"}),
    ("A question for information", "what are the symptoms of an underactive thyroid?", {}),
    ("Two medicines", "Can I take ibuprofen while I am on warfarin?", {}),
    ("Another language", "j'ai mal à la poitrine depuis ce matin et je transpire beaucoup", {"country": "FR"}),
)


def page() -> Iterator[str]:
    """The page, line by line."""
    import django

    django.setup()
    from chat.judging import judge_text
    from chat.wording import draft
    from praxia.triage import About, shipped

    yield "# Eleven answers, whole"
    yield ""
    yield f"Made by `scripts/example_answers.py` with the knowledge {shipped().version}: no language model, no network, and"
    yield "of the person only what stands beside the text. What is urgent stands first; what cannot be judged is said."
    for title, text, about in EXAMPLES:
        judged = judge_text(text, about=About(**about))
        answer = draft(judged)
        known = ", ".join(f"{key.removesuffix('_years')} {value}" for key, value in about.items())
        yield f"\n## {title}\n\n> {text}\n"
        yield f"Judged **{judged.level.value}**{f' ({known})' if known else ''}"
        yield "".join(f"\n- {number['label']}: {number['number']}" for number in judged.wire["numbers"])
        yield answer.text.replace("\n## ", "\n### ")
        if answer.sources:
            yield "\n### Sources\n"
        for source in answer.sources:
            read = f"read on {source['checked_on']}" if source["checked_on"] else "link not yet checked"
            yield f"{source['n']}. [{source['title']}]({source['url']}), {source['publisher']}; {read}"


if __name__ == "__main__":
    print("\n".join(page()))
