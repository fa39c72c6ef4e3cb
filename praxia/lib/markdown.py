"""Markdown of people and models to HTML that cannot hurt: markdown-it with HTML off, then an allow-list (nh3)."""

from __future__ import annotations

import re
from functools import cache

import nh3
from markdown_it import MarkdownIt

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_CITATION = re.compile(r"\[(\d{1,2})\](?!\()")
_HEADING = re.compile(r"^#(?=#{0,2} )", re.MULTILINE)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable("table").disable("image")


def render(text: str, *, anchor: str = "") -> str:
    """Safe HTML. With `anchor`, a citation `[2]` links to the element `source-<anchor>-2`.

    Top headings become second ones, because the page has its one h1 already.
    """
    text = _HEADING.sub("##", text)
    if anchor:
        text = _CITATION.sub(rf"[\1](#source-{anchor}-\1)", text)
    return nh3.clean(
        _markdown().render(text),
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "tel"},
        link_rel="noopener nofollow ugc",
    )
