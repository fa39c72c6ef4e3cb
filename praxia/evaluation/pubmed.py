"""`evaluate pubmed`: what the parser reads out of recorded answers of PubMed (efetch, XML). There are no labels: it counts."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from praxia.evaluation.lines import Unreadable, progress, write
from praxia.evaluation.shares import table, told
from praxia.lib.xml import XmlError
from research import pubmed_xml
from research.records import Article

HELP = "Read PubMed records from efetch XML."
_SHAPES: tuple[tuple[str, Callable[[Article], object]], ...] = (
    ("abstract", lambda one: one.abstract_text),
    ("abstract in labelled sections", lambda one: any(section.label for section in one.abstract)),
    ("only an abstract in another language", lambda one: one.other_abstracts and not one.abstract),
    ("authors", lambda one: one.authors),
    ("a group among the authors", lambda one: any(author.is_group for author in one.authors)),
    ("DOI", lambda one: one.doi),
    ("year", lambda one: one.year),
    ("a date in words", lambda one: one.published_words),
    ("publication types", lambda one: one.types),
    ("MeSH terms", lambda one: one.mesh),
    ("title in another language", lambda one: one.vernacular_title),
    ("books and chapters", lambda one: one.is_book),
    ("retracted", lambda one: one.is_retracted),
    ("notices of retraction", lambda one: one.is_retraction_notice),
    ("expression of concern", lambda one: one.has_concern),
)


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of this kind."""
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.xml", help="answers of efetch, XML")
    parser.add_argument("--show", action="store_true", help="list what each record lacks")
    parser.add_argument(
        "--predictions", type=Path, metavar="OUT.jsonl", help="write what was read, one JSON object a record"
    )


def run(options: dict[str, Any], out: Callable[[str], None]) -> None:
    """Read all files, then say what was in them. Raises Unreadable for the first that is none, after all the others."""
    begun = time.perf_counter()
    found: list[tuple[Path, Article]] = []
    unreadable: list[Unreadable] = []
    for path in progress(options["files"]):
        try:
            found += [(path, article) for article in _articles(path)]
        except Unreadable as error:
            unreadable.append(error)
    spent = time.perf_counter() - begun
    out(f"{len(found)} records in {len(options['files']) - len(unreadable)} files, {1000 * spent:.0f} ms")
    for line in _report([article for _, article in found]):
        out(line)
    if options["show"]:
        for path, article in found:
            if lacks := _lacks(article):
                out(f"{path} {article.pmid}: no {', '.join(lacks)}")
    if options["predictions"]:
        write(options["predictions"], [prediction(str(path), article) for path, article in found])
    if unreadable:
        for other in unreadable[1:]:
            out(str(other))
        raise unreadable[0]


def _articles(path: Path) -> list[Article]:
    try:
        return pubmed_xml.articles(path.read_bytes())
    except FileNotFoundError:
        raise Unreadable(path, 0, "no such file") from None
    except OSError:
        raise Unreadable(path, 0, "not a readable file") from None
    except XmlError as error:
        raise Unreadable(path, error.line, error.reason) from None


def _report(found: list[Article]) -> Iterator[str]:
    if found:
        rows = [(name, told(sum(bool(has(one)) for one in found), len(found))) for name, has in _SHAPES]
        yield table([("records with", "share"), *rows])


def _lacks(article: Article) -> list[str]:
    wanted = {"abstract": article.abstract, "authors": article.authors, "DOI": article.doi, "year": article.year}
    return [name for name, value in wanted.items() if not value]


def prediction(file: str, article: Article) -> dict[str, Any]:
    """`abstract`, `doi` and `year` are null where the record has none."""
    return {
        "file": file,
        "pmid": article.pmid,
        "title": article.title,
        "abstract": article.abstract_text,
        "authors": [author.name for author in article.authors],
        "doi": article.doi,
        "year": article.year,
        "publication_types": [kind.name for kind in article.types],
        "retracted": article.is_retracted,
        "expression_of_concern": article.has_concern,
    }
