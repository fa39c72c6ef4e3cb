"""The compiled knowledge on disk: the same judgements, never older than its files, and no harm where it is damaged."""

import pytest

from praxia.triage import compiled, judge, knowledge
from praxia.triage.loading import FOLDER

TEXTS = (
    "crushing chest pain going into my left arm, I'm sweating",
    "my knee hurts",
    "I don't want to be here any more",
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(compiled, "_CACHE", tmp_path)
    knowledge.shipped.cache_clear()
    yield tmp_path
    knowledge.shipped.cache_clear()


def shipped_anew():
    knowledge.shipped.cache_clear()
    return knowledge.shipped()


def test_what_was_kept_judges_as_what_was_compiled(folder):
    first = knowledge.shipped()
    assert len(list(folder.iterdir())) == 1
    again = shipped_anew()
    assert again is not first
    for text in TEXTS:
        assert judge(text, knowledge=again) == judge(text, knowledge=first)


def test_it_is_read_not_compiled_a_second_time(folder, monkeypatch):
    knowledge.shipped()
    monkeypatch.setattr(knowledge, "load", lambda: pytest.fail("compiled again"))
    assert shipped_anew().rules


@pytest.mark.parametrize("damage", [b"", b"\x80\x05garbage", b"cos\nnowhere\n."])
def test_a_damaged_file_is_made_anew(folder, damage):
    knowledge.shipped()
    (file,) = folder.iterdir()
    file.write_bytes(damage)
    assert shipped_anew().rules
    assert file.read_bytes() != damage


def test_a_folder_that_cannot_be_written_costs_only_time(folder, monkeypatch):
    monkeypatch.setattr(compiled, "_CACHE", folder / "file" / "in the way")
    (folder / "file").write_text("")
    assert shipped_anew().rules


def test_other_knowledge_has_another_name(tmp_path):
    name = compiled.fingerprint(FOLDER)
    (tmp_path / "more.yaml").write_text("findings: []")
    assert compiled.fingerprint(FOLDER, tmp_path) != name
    assert compiled.fingerprint(FOLDER) == name


def test_older_files_are_removed(folder):
    compiled.keep("older", 1)
    compiled.keep("newer", 2)
    assert compiled.kept("older") is None
    assert compiled.kept("newer") == 2
