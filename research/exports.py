"""Papers as files for other programs: BibTeX, RIS, CSV and JSON. The tests read each file back with a real parser."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from praxia.lib.errors import invalid
from research.articles import to_json
from research.records import Article, Author


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper, and what the person wrote about it."""

    article: Article
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExportFile:
    name: str
    content_type: str
    content: bytes


def export(entries: Sequence[Entry], form: str, *, stem: str) -> ExportFile:
    """The papers in their order as one file. Raises Problem VALIDATION_ERROR for a form that there is not."""
    if form not in FORMS:
        raise invalid(
            "format", f"Please ask for {', '.join(list(FORMS)[:-1])} or {list(FORMS)[-1]}.", code="invalid_choice"
        )
    suffix, content_type, write = FORMS[form]
    return ExportFile(f"{stem}.{suffix}", content_type, write(entries).encode())


def key(article: Article) -> str:
    """The name by which a manuscript cites it: the same in every file, whatever else is in it."""
    first = next((author.last or author.name for author in article.authors), "anon")
    plain = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z]", "", plain.lower())[:20] or "anon"
    return f"{name}{article.year or 'nd'}{_own(article)}"


def _own(article: Article) -> str:
    if article.pmid:
        return f"pmid{article.pmid}"
    return hashlib.sha256((article.doi or article.title).encode()).hexdigest()[:8]


# --- BibTeX ---

_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\ensuremath{\lbrace}",  # an escaped brace would still count for BibTeX, and one alone would end the file
        "}": r"\ensuremath{\rbrace}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{char: f"\\{char}" for char in "%&$#_"},
    }
)


def _bibtex(entries: Sequence[Entry]) -> str:
    return "\n".join(_bibtex_entry(entry) for entry in entries)


def _bibtex_entry(entry: Entry) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in _bibtex_fields(entry) if value]
    kind = "book" if entry.article.is_book else "article" if entry.article.journal else "misc"
    return "\n".join([f"@{kind}{{{key(entry.article)},", *lines, "}", ""])


def _bibtex_fields(entry: Entry) -> Iterator[tuple[str, str]]:
    one = entry.article
    yield "title", f"{{{_latex(one.title)}}}"  # the second pair keeps capital letters as they are
    yield (
        "author",
        " and ".join(f"{{{_latex(who.name)}}}" if who.is_group else _latex(_last_first(who)) for who in one.authors),
    )
    yield "journal", _latex(one.journal)
    yield "publisher", _latex(one.publisher)
    yield "year", str(one.year or "")
    yield "month", (one.published or "")[5:7]
    yield "volume", _latex(one.volume)
    yield "number", _latex(one.issue)
    yield "pages", _latex(one.pages).replace("-", "--")
    for name in ("doi", "pmid", "pmcid"):
        yield name, _latex(getattr(one, name))
    yield "url", _latex(one.url)
    yield "language", _latex(", ".join(one.languages))
    yield "keywords", _latex(", ".join(one.keywords))
    yield "abstract", _latex(_line(one.abstract_text))
    yield "note", _latex(_line(" ".join(_remarks(entry))))


def _latex(text: str | None) -> str:
    return (text or "").translate(_LATEX)


# --- RIS ---


def _ris(entries: Sequence[Entry]) -> str:
    return "".join(
        f"{tag}  - {value}\r\n" for entry in entries for tag, value in _ris_lines(entry) if value or tag == "ER"
    )


def _ris_lines(entry: Entry) -> Iterator[tuple[str, str]]:
    one = entry.article
    begin, end = _pages(one.pages)
    yield "TY", "BOOK" if one.is_book else "UNPB" if one.is_preprint else "JOUR"
    yield "ID", key(one)
    yield "TI", _line(one.title)
    for author in one.authors:
        yield "AU", _line(author.name if author.is_group else _last_first(author))
    yield "T2", _line(one.journal)
    yield "J2", _line(one.journal_abbreviation)
    yield "PY", str(one.year or "")
    yield "DA", (one.published or "").replace("-", "/")
    for tag, value in (("VL", one.volume), ("IS", one.issue), ("SP", begin), ("EP", end), ("PB", one.publisher)):
        yield tag, _line(value)
    yield "DO", _line(one.doi)
    yield "AN", _line(one.pmid)
    yield "C2", _line(one.pmcid)
    yield "UR", _line(one.url)
    yield "LA", _line(", ".join(one.languages))
    for word in one.keywords:
        yield "KW", _line(word)
    yield "AB", _line(one.abstract_text)
    for remark in _remarks(entry):
        yield "N1", _line(remark)
    yield "ER", ""


# --- CSV ---

COLUMNS = (
    "key", "title", "authors", "journal", "year", "published", "volume", "issue", "pages", "doi", "pmid", "pmcid", "url",
    "types", "retracted", "expression_of_concern", "preprint", "abstract", "note",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _csv(entries: Sequence[Entry]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_safe(cell) for cell in _csv_row(entry)] for entry in entries)
    return out.getvalue()


def _csv_row(entry: Entry) -> Iterator[str]:
    one = entry.article
    yield key(one)
    yield one.title
    yield "; ".join(author.name for author in one.authors)
    for value in (
        one.journal,
        one.year,
        one.published,
        one.volume,
        one.issue,
        one.pages,
        one.doi,
        one.pmid,
        one.pmcid,
        one.url,
    ):
        yield str(value or "")
    yield "; ".join(kind.name for kind in one.types)
    for claim in (one.is_retracted, one.has_concern, one.is_preprint):
        yield "yes" if claim else ""
    yield one.abstract_text or ""
    yield entry.note


def _safe(cell: str) -> str:
    """A spreadsheet must read a title as text, not as a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


# --- JSON ---


def _json(entries: Sequence[Entry]) -> str:
    return json.dumps([_json_object(entry) for entry in entries], ensure_ascii=False, indent=2)


def _json_object(entry: Entry) -> dict[str, Any]:
    found = {"key": key(entry.article), **to_json(entry.article), "url": entry.article.url}
    return found | ({"note": entry.note} if entry.note else {})


def _last_first(author: Author) -> str:
    given = author.fore or author.initials
    return f"{author.last}, {given}" if author.last and given else author.name


def _remarks(entry: Entry) -> Iterable[str]:
    """What a reader of the file must not miss, then the person's own words."""
    if entry.article.is_retracted:
        notice = f" (notice: PMID {entry.article.retraction_pmid})" if entry.article.retraction_pmid else ""
        yield f"RETRACTED{notice}."
    if entry.article.has_concern:
        yield "An expression of concern was published."
    if entry.article.is_preprint:
        yield "Preprint, not peer reviewed."
    if entry.note:
        yield entry.note


def _pages(pages: str | None) -> tuple[str, str]:
    begin, _, end = (pages or "").partition("-")
    return begin.strip(), end.strip()


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


FORMS: dict[str, tuple[str, str, Callable[[Sequence[Entry]], str]]] = {
    "bibtex": ("bib", "application/x-bibtex", _bibtex),
    "ris": ("ris", "application/x-research-info-systems", _ris),
    "csv": ("csv", "text/csv; charset=utf-8", _csv),
    "json": ("json", "application/json", _json),
}
