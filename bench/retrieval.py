"""Searching passages: how long one question takes, beside what PostgreSQL ranks by itself and beside words alone."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import numpy as np
import psycopg

SIZES = (18_000, 100_000)
QUESTIONS, WORDS, PASSAGE_WORDS = 60, 9, 90
_SEED = 5


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxia.settings")
    from praxia.lib.embeddings import encoder

    model = encoder()
    if model is None:
        print("retrieval: the encoder's weights are not here")
        return
    vocabulary, chances = _vocabulary()
    encoding(model, vocabulary, chances)
    print(f"{'passages':>9} {'way':<46} {'p50 ms':>8} {'p95 ms':>8} {'p95 of one core':>16}  recall@10")
    for size in SIZES:
        searching(model, vocabulary, chances, size)


def encoding(model, vocabulary, chances) -> None:
    """Abstracts of 170 words with their titles, as the library indexes them: in two passages each."""
    texts = _texts(vocabulary, chances, 120, 85)
    titles = _texts(vocabulary, chances, 60, 10)
    began, worked = time.perf_counter(), time.process_time()
    model.encode(texts)
    model.encode(titles)
    spent, work = time.perf_counter() - began, time.process_time() - worked
    tokens = np.mean([len(model._tokenizer.encode(text).ids) for text in texts])
    print(
        f"indexing, one process: {60 / spent:.0f} abstracts/s, {60 / work:.0f} by processor time "
        f"(two passages of {tokens:.0f} tokens and a title each)"
    )


def searching(model, vocabulary, chances, size: int) -> None:
    from research.retrieval.bm25 import Bm25
    from research.retrieval.fusion import best, fused
    from research.retrieval.index import Index, Text
    from research.retrieval.words import words

    titles = _texts(vocabulary, chances, size // 3, 10)
    bodies = _texts(vocabulary, chances, size, PASSAGE_WORDS)
    texts = [Text(titles[place // 3 % len(titles)], body) for place, body in enumerate(bodies)]
    vectors, title_vectors = _vectors(size, 1), _vectors(len(dict.fromkeys(text.title for text in texts)), 2)
    began = time.perf_counter()
    index = Index(texts, vectors=vectors, title_vectors=title_vectors)
    built = time.perf_counter() - began
    questions = _texts(vocabulary, chances, QUESTIONS, WORDS)

    def ask(question: str) -> object:
        return best(fused(index.parts(question, model.encode([question])[0])), 10)

    plain = Bm25(text.whole for text in texts)
    _row(
        size,
        f"words and meaning, fused (index in {built:.0f} s)",
        _timed(ask, questions),
        _recall(model, questions, vectors),
    )
    _row(size, "words alone (BM25)", _timed(lambda question: best(plain.scores(words(question)), 10), questions))
    _row(size, "PostgreSQL ts_rank, any word", _postgres(texts, questions), elsewhere=True)


def _recall(model, questions: list[str], vectors) -> str:
    """Of the vector part, against the same products in double precision."""
    hits = 0
    for question in questions[:20]:
        asked = model.encode([question])[0]
        exact = vectors.astype(np.float64) @ asked.astype(np.float64)
        hits += len(set(np.argsort(-exact)[:10]) & set(np.argsort(-np.vecdot(vectors, asked))[:10]))
    return f"{hits / 200:.3f}"


def _postgres(texts, questions: list[str]) -> tuple[list[float], list[float]]:
    search = """SELECT id FROM bench_passage, to_tsquery('english', %s) asked WHERE words @@ asked
                ORDER BY ts_rank(words, asked) DESC LIMIT 10"""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bench_passage")
        connection.execute("CREATE TABLE bench_passage (id int, words tsvector)")
        with connection.cursor().copy("COPY bench_passage (id, words) FROM STDIN") as copy:
            for place, text in enumerate(texts):
                lexemes = " ".join(f"'{word}'" for word in dict.fromkeys(text.whole.split()))
                copy.write_row((place, lexemes))
        connection.execute("CREATE INDEX ON bench_passage USING gin (words)")
        connection.execute("ANALYZE bench_passage")
        times = _timed(
            lambda question: connection.execute(search, [" | ".join(question.split())]).fetchall(), questions
        )
        connection.execute("DROP TABLE bench_passage")
    return times


def _timed(ask: Callable[[str], object], questions: list[str]) -> tuple[list[float], list[float]]:
    """Milliseconds by the clock and of this process's own work, each sorted. The second says what a quiet core would take."""
    spent, worked = [], []
    for question in [questions[0], *questions]:
        began, work = time.perf_counter(), time.process_time()
        ask(question)
        spent.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - work))
    return sorted(spent[1:]), sorted(worked[1:])


def _row(
    size: int, way: str, times: tuple[list[float], list[float]], recall: str = "", *, elsewhere: bool = False
) -> None:
    spent, worked = times
    at = int(0.95 * (len(spent) - 1))
    own = "" if elsewhere else f"{worked[at]:.1f}"
    print(f"{size:>9} {way:<46} {spent[len(spent) // 2]:>8.1f} {spent[at]:>8.1f} {own:>16}  {recall}")


def _vocabulary() -> tuple[np.ndarray, np.ndarray]:
    """English words as often as they are used, the commonest fifty left out."""
    from spellchecker import SpellChecker

    counts = SpellChecker().word_frequency.dictionary
    words = sorted((word for word in counts if word.isalpha()), key=counts.__getitem__, reverse=True)[50:20_050]
    chances = np.array([counts[word] for word in words], float)
    return np.array(words), chances / chances.sum()


def _texts(vocabulary: np.ndarray, chances: np.ndarray, count: int, words: int) -> list[str]:
    drawn = np.random.default_rng(_SEED + words + count).choice(vocabulary, size=(count, words), p=chances)
    return [" ".join(row) for row in drawn]


def _vectors(count: int, seed: int) -> np.ndarray:
    """Around 200 middles, as texts lie around topics."""
    drawn = np.random.default_rng(seed)
    middles = drawn.standard_normal((200, 384), dtype=np.float32)
    found = middles[drawn.integers(0, 200, count)] + drawn.standard_normal((count, 384), dtype=np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def neighbours(size: int = 120_000) -> None:
    """Above what is searched exactly: recall of pgvector's index against every vector. Minutes, hence not in `make bench`."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxia.settings")
    django.setup()
    from research.neighbours import EF_CONSTRUCTION, M

    vectors, asked = _vectors(size, 1), _vectors(100, 1)[:100] + 0.5 * _vectors(100, 3)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        connection.execute("CREATE TABLE bench_neighbour (id int, vector vector(384))")
        with connection.cursor().copy("COPY bench_neighbour FROM STDIN") as copy:
            for place, vector in enumerate(vectors):
                copy.write_row((place, f"[{','.join(f'{value:.6g}' for value in vector)}]"))
        connection.execute("SET maintenance_work_mem = '512MB'")
        began = time.perf_counter()
        connection.execute(
            f"CREATE INDEX ON bench_neighbour USING hnsw (vector vector_ip_ops) WITH (m = {M}, ef_construction = {EF_CONSTRUCTION})"
        )
        print(f"{size} vectors: index in {time.perf_counter() - began:.0f} s")
        exact = [set(np.argsort(-np.vecdot(vectors, one))[:10].tolist()) for one in asked]
        for ef, most in ((40, 10), (200, 10), (400, 200), (800, 200), (1000, 200)):
            connection.execute(f"SET hnsw.ef_search = {ef}")
            hits, spent = 0, []
            for one, best in zip(asked, exact, strict=True):
                shown = f"[{','.join(f'{value:.7g}' for value in one)}]"
                began = time.perf_counter()
                found = connection.execute(
                    "SELECT id FROM bench_neighbour ORDER BY vector <#> %s::vector LIMIT %s", [shown, most]
                ).fetchall()
                spent.append(1000 * (time.perf_counter() - began))
                hits += len(best & {row[0] for row in found})
            spent.sort()
            print(f"ef {ef}, best {most}: recall@10 {hits / 1000:.3f}, p50 {spent[50]:.1f} ms, p95 {spent[94]:.1f} ms")
        connection.execute("DROP TABLE bench_neighbour")


if __name__ == "__main__":
    from bench.engines import engines

    with engines():
        neighbours() if "--neighbours" in sys.argv else main()
