"""What a language model is told to answer a research question. Abstracts are material; the model has no tools and no record."""

from __future__ import annotations

from collections.abc import Sequence

from praxia.llm import Request, Turn, untrusted

VERSION = "research-1"
MOST_TOKENS = 900
ABSTRACT_CHARS = 3000

SYSTEM = """\
You summarise what published studies say about a question, for a person without medical training. You write claims.

Each claim is one plain sentence about what the numbered publications below found, with at least one citation: the number of the
publication and a quote. A quote is a whole sentence, or a long part of one, copied character by character from that publication's
text. A claim without a quote that stands there word for word is thrown away, as is one that says more than its quotes.
Say what the studies found, in whom, and how sure it is. Begin with the strongest evidence. Where studies disagree, say so.
Never address the reader, never advise, never give links. At most {most} claims. If nothing below answers the question, give none.
Write in English.
{rule}"""


def answer_request(question: str, texts: Sequence[str], *, most: int, deadline_s: float) -> Request:
    """`texts` are those of the publications, numbered from 1 in their order."""
    numbered = "\n\n".join(
        f"Publication {number}:\n{untrusted.wrap('publication', text, most=ABSTRACT_CHARS)}"
        for number, text in enumerate(texts, start=1)
    )
    return Request(
        route="search",
        turns=(
            Turn("system", SYSTEM.format(most=most, rule=untrusted.RULE)),
            Turn("user", f"Question:\n{untrusted.wrap('question', question)}\n\n{numbered}"),
        ),
        prompt_version=VERSION,
        max_tokens=MOST_TOKENS,
        deadline=deadline_s,
    )
