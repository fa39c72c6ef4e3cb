"""`manage.py evaluate pubmed`: the keys of its predictions, and what cannot be read."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from tests.research.recorded import HERE
from tests.research.shapes import answer, article, link

KEYS = [
    "file", "pmid", "title", "abstract", "authors", "doi", "year", "publication_types", "retracted", "expression_of_concern",
]  # fmt: skip


def predictions(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_it_works(tmp_path, capsys):
    file = HERE / "31844417_trimmed.xml"
    call_command("evaluate", "pubmed", str(file), "--predictions", str(tmp_path / "out.jsonl"))
    [row] = predictions(tmp_path / "out.jsonl")
    assert list(row) == KEYS
    assert (row["file"], row["pmid"], row["retracted"]) == (str(file), "31844417", True)
    assert row["authors"] == ["Li H"]
    assert "1 records in 1 files" in capsys.readouterr().out


def test_several_files_and_several_records(tmp_path):
    file = tmp_path / "two.xml"
    file.write_bytes(answer(article(), article(links=link("ExpressionOfConcernIn"), abstract="")))
    call_command(
        "evaluate", "pubmed", str(file), str(HERE / "esearch5.xml"), "--predictions", str(tmp_path / "out.jsonl")
    )
    rows = predictions(tmp_path / "out.jsonl")
    assert [row["expression_of_concern"] for row in rows] == [False, True]
    assert rows[1]["abstract"] is None


def test_what_is_lacking_is_shown(tmp_path, capsys):
    (tmp_path / "one.xml").write_bytes(answer(article(abstract="", ids="")))
    call_command("evaluate", "pubmed", str(tmp_path / "one.xml"), "--show")
    assert "90000001: no abstract, DOI" in capsys.readouterr().out


def test_an_unreadable_file_is_named_after_the_others_were_read(tmp_path):
    broken = tmp_path / "broken.xml"
    broken.write_text("<PubmedArticleSet>\n<PubmedArticle>\n", encoding="utf-8")
    files = [str(broken), str(HERE / "31844417_trimmed.xml"), str(tmp_path / "gone.xml")]
    with pytest.raises(CommandError, match=r"broken\.xml:\d+: not well-formed XML") as caught:
        call_command("evaluate", "pubmed", *files, "--predictions", str(tmp_path / "out.jsonl"))
    assert caught.value.returncode == 2
    assert len(predictions(tmp_path / "out.jsonl")) == 1
