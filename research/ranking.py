"""How well publications answer a question: by their texts and titles, by the kind of study and its badges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from research import grading
from research.records import Article


def scores(question: str, articles: Sequence[Article], *, today: date) -> list[float]:
    """In their order; 0 for what has nothing to do with it, about 1 for what fits, more for strong evidence that does."""
    from research.retrieval.index import rank

    texts = [article.abstract_text or article.title for article in articles]
    fits = rank(question, texts, [article.title for article in articles])
    return [fit * grading.weight(article, today=today) for fit, article in zip(fits, articles, strict=True)]
