"""docs/films.md shows twelve drawn films; what it says of them is what the house says now."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from tests.imaging.setup import setup_study

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "films.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "scripts" / "example_films.py"))


def test_the_page_says_what_is_said_now(script) -> None:
    assert "\n".join(script["page"](script["drawn"]())) + "\n" == PAGE, "run: python scripts/example_films.py"


def test_every_picture_is_there_and_small() -> None:
    shown = re.findall(r"\((films/\d\d\.webp)\)", PAGE)
    assert len(shown) == 12 and len(list((ROOT / "docs" / "films").iterdir())) == 12
    assert all((ROOT / "docs" / name).stat().st_size <= 40_000 for name in shown)


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "status"), [(3, "complete"), (4, "complete"), (10, "refused")])
def test_an_uploaded_file_is_told_the_same(script, amina, number, status) -> None:
    example = list(script["drawn"]())[number - 1]
    study = setup_study(amina, example.content, read=True)
    section = PAGE.split("\n## ")[number]
    assert study.status == status and study.explanation["text"] in section
    assert all(one["words"] in section for one in study.quality["warnings"])
    assert all(step in section for step in study.explanation["next_steps"])


def test_films_of_people_are_not_written_into_the_repository(script, monkeypatch) -> None:
    for where in ([], ["--to", str(ROOT / "docs")], ["--to", str(ROOT)]):
        monkeypatch.setattr("sys.argv", ["example_films.py", "--films", "films", *where])
        with pytest.raises(SystemExit, match="do not belong here"):
            script["main"]()
