"""What a language model fills in for an answer. Only loaded by who asks one."""

from __future__ import annotations

from pydantic import BaseModel, Field


class Citation(BaseModel):
    """Where a claim comes from."""

    publication: int = Field(description="Number of the publication.")
    quote: str = Field(description="Words copied exactly from the text of that publication.")


class Claim(BaseModel):
    """One sentence with its citations."""

    text: str
    citations: list[Citation]


class Claims(BaseModel):
    """What the publications say about the question."""

    claims: list[Claim]
