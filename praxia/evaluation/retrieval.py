"""`evaluate retrieval`: how well questions find the passages that answer them; words, meaning and both."""

from __future__ import annotations

import gzip
import json
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from praxia.evaluation.lines import Unreadable, progress, write
from praxia.evaluation.ranked import mean, ndcg, recall
from praxia.evaluation.shares import table

if TYPE_CHECKING:
    from praxia.lib.embeddings import Vectors
    from research.retrieval.index import Index, Text

HELP = "Search labelled passages with labelled questions."
SYSTEMS, FIELDS = ("bm25", "vectors", "fusion"), ("orig", "summ")
KEPT, FIRST = 100, 10
FIRST_TOKENS = 128  # a document is long: its question and the beginning of its answer; words are searched in the whole


@dataclass(frozen=True, slots=True)
class Corpus:
    ids: list[str]
    texts: list[Text]


@dataclass(frozen=True, slots=True)
class Answered:
    """The documents that a system gave for one question, best first, and the time that it took."""

    qid: str
    docs: list[str]
    ms: float


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of this kind."""
    parser.add_argument("--corpus", type=Path, required=True, metavar="FILE.json.gz", help="list of {id, q, a, …}")
    parser.add_argument("--queries", type=Path, required=True, metavar="FILE.json", help="{qid: {orig, summ, …}}")
    parser.add_argument("--qrels", type=Path, metavar="FILE.json", help="judgements: {qid: {document id: grade}}")
    parser.add_argument("--field", help="which wording of the questions: orig, summ or another (default: orig)")
    parser.add_argument("--system", choices=SYSTEMS, default="fusion", help="whose order is written (default: fusion)")
    parser.add_argument("--cache", type=Path, help="folder of kept vectors (default: beside the encoder's graph)")
    parser.add_argument(
        "--show", action="store_true", help="list questions without a relevant document among the first ten"
    )
    parser.add_argument(
        "--predictions", type=Path, metavar="OUT.jsonl", help="write what was answered, one JSON object a line"
    )


def run(options: dict[str, Any], out: Callable[[str], None]) -> None:
    """Build the index, ask it, print the tables. Raises Unreadable."""
    corpus = _corpus(options["corpus"])
    queries, grades = _object(options["queries"]), _grades(options["qrels"])
    fields = [options["field"]] if options["field"] else list(FIELDS if grades else FIELDS[:1])
    asked = {field: _asked(options["queries"], queries, field) for field in fields}
    begun = time.perf_counter()
    index = _index(corpus.texts, options["cache"] or Path(settings.ENCODER_ROOT) / "evaluated")
    out(f"{len(corpus.ids)} documents, {len(queries)} questions, index in {time.perf_counter() - begun:.1f} s")
    systems = list(SYSTEMS) if _has_vectors(index) else ["bm25"]
    if options["system"] not in systems:
        out("The encoder's weights are not here: words alone.")
    wanted = options["system"] if options["system"] in systems else "bm25"
    found = {
        (field, system): [_answer(index, corpus.ids, system, qid, text) for qid, text in progress(asked[field])]
        for field in fields
        for system in (systems if grades else [wanted])
    }
    for line in _report(found, grades, fields, systems):
        out(line)
    chosen = found[fields[0], wanted]
    out(f"time of {wanted}: {_times(chosen)}")
    if options["show"]:
        for line in _misses(chosen, dict(asked[fields[0]]), grades):
            out(line)
    if options["predictions"]:
        write(options["predictions"], [{"qid": one.qid, "docs": one.docs, "ms": round(one.ms, 3)} for one in chosen])


def _index(texts: Sequence[Text], cache: Path) -> Index:
    from praxia.evaluation.vectors_kept import vectors
    from praxia.lib.embeddings import encoder
    from research.retrieval.index import FIRST_TOKENS, Index, titles_of

    if encoder() is None:
        return Index(texts)
    titles, _ = titles_of(texts)
    try:
        of_texts = vectors([text.whole for text in texts], cache, tokens=FIRST_TOKENS)
        of_titles = vectors(titles, cache, tokens=FIRST_TOKENS)
    except OSError:
        raise Unreadable(cache, 0, "vectors cannot be kept here; name another folder with --cache") from None
    return Index(texts, vectors=of_texts, title_vectors=of_titles)


def _has_vectors(index: Index) -> bool:
    return index.vectors is not None


def _answer(index: Index, ids: Sequence[str], system: str, qid: str, text: str) -> Answered:
    from research.retrieval.fusion import best, fused, meaning
    from research.retrieval.index import question_vector

    begun = time.perf_counter()
    if system == "bm25":
        scores = index.bm25(text)
    else:
        parts = index.parts(text, asked=_vector(question_vector(text)))
        scores = fused(parts) if system == "fusion" else _vector(meaning(parts))
    docs = [ids[place] for place in best(scores, KEPT)]
    return Answered(qid, docs, 1000 * (time.perf_counter() - begun))


def _vector(found: Vectors | None) -> Vectors:
    if found is None:
        raise LookupError("no weights")
    return found


def _report(
    found: Mapping[tuple[str, str], Sequence[Answered]],
    grades: Mapping[str, Mapping[str, int]],
    fields: Sequence[str],
    systems: Sequence[str],
) -> Iterator[str]:
    judged = {qid for qid, row in grades.items() if any(grade > 0 for grade in row.values())}
    for field in fields if judged else ():
        scored = {
            system: {one.qid: ndcg(one.docs, grades[one.qid]) for one in found[field, system] if one.qid in judged}
            for system in systems
        }
        reached = {
            system: [recall(one.docs, grades[one.qid]) for one in found[field, system] if one.qid in judged]
            for system in systems
        }
        questions = len(scored["bm25"])
        if not questions:
            continue
        yield f"\n{field}: {questions} questions with a relevant document; unjudged documents count as 0"
        heading = ("system", f"nDCG@{FIRST} [95 %]", f"recall@{KEPT}", f"fusion above it, nDCG@{FIRST}")
        rows = [
            (
                system,
                "{:.3f} [{:.3f}, {:.3f}]".format(*mean(list(scored[system].values()))),
                f"{sum(reached[system]) / questions:.3f}",
                _above(scored, system),
            )
            for system in systems
        ]
        yield table([heading, *rows])


def _above(scored: Mapping[str, Mapping[str, float]], system: str) -> str:
    if system == "fusion" or "fusion" not in scored:
        return ""
    gained = [scored["fusion"][qid] - value for qid, value in scored[system].items()]
    return "{:+.3f} [{:+.3f}, {:+.3f}]".format(*mean(gained))


def _times(answered: Sequence[Answered]) -> str:
    if not answered:
        return "nothing was asked"
    spent = sorted(one.ms for one in answered)
    return f"median {spent[len(spent) // 2]:.1f} ms, p95 {spent[int(0.95 * (len(spent) - 1))]:.1f} ms"


def _misses(
    answered: Sequence[Answered], asked: Mapping[str, str], grades: Mapping[str, Mapping[str, int]]
) -> Iterator[str]:
    for one in answered:
        relevant = {document for document, grade in grades.get(one.qid, {}).items() if grade > 0}
        if relevant and not relevant & set(one.docs[:FIRST]):
            yield f"\n{one.qid}: {asked[one.qid]}\n  first: {', '.join(one.docs[:3])}\n  relevant: {', '.join(sorted(relevant))}"


def _corpus(path: Path) -> Corpus:
    from research.retrieval.index import Text

    rows = _json(path)
    if not isinstance(rows, list) or not rows:
        raise Unreadable(path, 0, "a list of documents is needed")
    ids, texts = [], []
    for number, row in enumerate(rows, start=1):
        fields = [row.get(key) for key in ("id", "q", "a")] if isinstance(row, dict) else []
        if len(fields) != 3 or not all(isinstance(field, str) for field in fields):
            raise Unreadable(path, 0, f"document {number}: id, q and a are needed, all texts")
        ids.append(str(fields[0]))
        texts.append(Text(str(fields[1]), str(fields[2])))
    return Corpus(ids, texts)


def _asked(path: Path, queries: Mapping[str, Any], field: str) -> list[tuple[str, str]]:
    found = []
    for qid, wordings in queries.items():
        text = wordings.get(field) if isinstance(wordings, dict) else wordings
        if not isinstance(text, str):
            raise Unreadable(path, 0, f"question {qid} has no text {field!r}")
        found.append((qid, text))
    return found


def _grades(path: Path | None) -> dict[str, dict[str, int]]:
    if path is None:
        return {}
    found = _object(path)
    for qid, row in found.items():
        if not isinstance(row, dict) or not all(isinstance(grade, int) for grade in row.values()):
            raise Unreadable(path, 0, f"question {qid}: grades by document id are needed, whole numbers")
    return found


def _object(path: Path) -> dict[str, Any]:
    found = _json(path)
    if not isinstance(found, dict):
        raise Unreadable(path, 0, "a JSON object is needed")
    return found


def _json(path: Path) -> Any:
    try:
        content = path.read_bytes()
        text = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()
        return json.loads(text)
    except FileNotFoundError:
        raise Unreadable(path, 0, "no such file") from None
    except json.JSONDecodeError as error:
        raise Unreadable(path, error.lineno, f"not JSON: {error.msg}") from None
    except (OSError, EOFError, ValueError):
        raise Unreadable(path, 0, "not readable: UTF-8 text, or the same packed with gzip, is needed") from None
