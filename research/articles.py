"""Articles as JSON and back, and what decides whether two of them are the same publication."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import asdict
from typing import Any

from research.records import Article, Author, Correction, MeshTerm, OtherAbstract, PublicationType, Section

_DOI = re.compile(r"10\.\d{4,9}/\S+")


def to_json(article: Article) -> dict[str, Any]:
    """Everything that is known of it; what is unknown is left out."""
    return {key: value for key, value in asdict(article).items() if value not in (None, (), False)}


def from_json(kept: dict[str, Any]) -> Article:
    """What `to_json` gave. Raises TypeError for anything else."""
    known = dict(kept)
    known["abstract"] = _sections(kept.get("abstract", ()))
    known["other_abstracts"] = tuple(
        OtherAbstract(_sections(other["sections"]), other.get("language"), other.get("kind"))
        for other in kept.get("other_abstracts", ())
    )
    known["authors"] = tuple(Author(**author) for author in kept.get("authors", ()))
    known["types"] = tuple(PublicationType(**kind) for kind in kept.get("types", ()))
    known["corrections"] = tuple(Correction(**link) for link in kept.get("corrections", ()))
    known["mesh"] = tuple(
        MeshTerm(**(term | {"qualifiers": tuple((name, major) for name, major in term["qualifiers"])}))
        for term in kept.get("mesh", ())
    )
    for name in ("languages", "keywords"):
        known[name] = tuple(kept.get(name, ()))
    return Article(**known)


def _sections(kept: Any) -> tuple[Section, ...]:
    return tuple(Section(**section) for section in kept)


def plain_doi(text: str | None) -> str | None:
    """A DOI in small letters without resolver or prefix; None for what is none."""
    found = _DOI.search((text or "").strip())
    return found[0].rstrip(".,;)").lower() if found else None


def plain_title(title: str) -> str:
    """A title by its letters and digits alone, so that punctuation and accents make no difference."""
    spread = unicodedata.normalize("NFKD", title).casefold()
    return "".join(char for char in spread if char.isalnum())


def title_key(title: str) -> str:
    return hashlib.sha256(plain_title(title).encode()).hexdigest()
